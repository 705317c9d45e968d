"""Each act twice and eight times: one effect. Whoever repeats is told, and nothing more happens."""

import pytest
from django.core import serializers

from exchanges import models, services
from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.workflow import Refused
from missions.models import Seat

from .stages import AFTER, BEFORE, SIGNERS
from .test_matrix import acts_on, preparing
from .test_matrix_money import PAID_ON, batched, bring, fresh_grant

# Where the applicant edits, saving again is welcome; it is the same text.
REPEATABLE = {"edit"}
CASES = {
    "edit": ("draft", "applicant"),
    "submit": ("draft", "applicant"),
    "withdraw": ("committed", "applicant"),
    "approve": ("submitted", "home_manager"),
    "return": ("submitted", "home_manager"),
    "waitlist": ("submitted", "home_manager"),
    "reject": ("submitted", "home_manager"),
    "sign": ("approved", "applicant"),
    "change": ("approved", "applicant"),
    "report": ("committed", "applicant"),
    "validate": ("reported", "home_manager"),
    "ask_again": ("reported", "home_manager"),
    "refuse": ("reported", "home_manager"),
    "cancel": ("committed", "home_manager"),
    "reopen": ("completed", "coordinator"),
    "correct": ("completed", "coordinator"),
}


def everything():
    """All rows of exchanges, seats, log and outbox, as they are stored."""
    kept = [
        getattr(models, name)
        for name in models.__all__
        if name not in ("EvidenceKind", "LumpSumRate", "RejectionReason")
    ]
    return [
        serializers.serialize("json", model.objects.order_by("pk")) for model in [*kept, Seat, Event, Mail]
    ]


def one_effect(act, user, *, repeatable=False):
    act(user)
    after_one = everything()
    refused = 0
    for _time in range(7):
        try:
            act(user)
        except Refused as told:
            refused += 1
            assert str(told)
        assert everything() == after_one
    assert refused == (0 if repeatable else 7)


@pytest.mark.parametrize("act", CASES)
def test_an_act_on_an_exchange(stages, people, act):
    status, person = CASES[act]
    stages.reach(status)
    preparing(stages, status)(act)
    one_effect(acts_on(stages.exchange)[act], people[person], repeatable=act in REPEATABLE)


def test_every_act_of_the_matrix_is_here(stages):
    assert {*CASES} == {*acts_on(stages.exchange)} - {"delete"}


@pytest.mark.parametrize("party", SIGNERS)
def test_each_signature(stages, people, party):
    stages.reach("approved")
    one_effect(
        lambda by: services.sign(
            models.Exchange.objects.get(pk=stages.exchange.pk), party=party, by=by, now=BEFORE
        ),
        people[SIGNERS[party]],
    )


@pytest.mark.parametrize("verb", ["make", "authorise", "confirm", "dissolve"])
def test_an_act_on_a_batch(stages, people, verb):
    cluster = stages.exchange.home_cluster
    if verb == "make":
        stages.reach("completed")
        one_effect(
            lambda by: services.make_batch(cluster, grants=[fresh_grant()], by=by, now=AFTER),
            people["home_manager"],
        )
        return
    batched(stages, people)

    def batch():
        return models.PaymentBatch.objects.get()

    if verb == "confirm":
        services.authorise(batch(), by=people["home_manager"], now=AFTER)
    acts = {
        "authorise": lambda by: services.authorise(batch(), by=by, now=AFTER),
        "confirm": lambda by: services.confirm(batch(), paid_on=PAID_ON, by=by, now=AFTER),
        "dissolve": lambda by: services.dissolve(batch(), reason="A doubt.", by=by, now=AFTER),
    }
    one_effect(acts[verb], people["finance" if verb == "confirm" else "home_manager"])


@pytest.mark.parametrize(
    ("status", "verb", "person"),
    [
        ("paid", "bounce", "finance"),
        ("paid", "open_recovery", "coordinator"),
        ("recovering", "recover", "finance"),
    ],
)
def test_an_act_on_a_grant(stages, people, status, verb, person):
    bring(stages, people, status)
    words = {} if verb == "recover" else {"reason": "So."}
    one_effect(lambda by: getattr(services, verb)(fresh_grant(), by=by, now=AFTER, **words), people[person])
