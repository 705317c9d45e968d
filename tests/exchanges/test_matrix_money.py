"""The matrices of grants and payment batches."""

from datetime import date

import pytest

from exchanges import services
from exchanges.models import Exchange, PaymentBatch, TravelGrant
from exchanges.workflow import GRANT, PAYMENT_BATCH
from excite.workflow import NotAllowed

from ..matrix import read, tried
from .stages import AFTER

pytestmark = [pytest.mark.slow, pytest.mark.database]
PAID_ON = date(2023, 11, 20)

GRANTS = read("""
status     | applicant | host   | home_manager | host_manager | third_manager | coordinator   | finance | auditor
estimated  | -         | hidden | -            | hidden       | hidden        | -             | -       | -
reserved   | -         | hidden | -            | hidden       | hidden        | -             | -       | -
agreed     | -         | hidden | -            | hidden       | hidden        | -             | -       | -
due        | -         | hidden | -            | hidden       | hidden        | -             | -       | -
in_batch   | -         | hidden | -            | hidden       | hidden        | -             | -       | -
paid       | -         | hidden | -            | hidden       | hidden        | open_recovery | bounce  | -
released   | -         | hidden | -            | hidden       | hidden        | -             | -       | -
recovering | -         | hidden | -            | hidden       | hidden        | -             | recover | -
recovered  | -         | hidden | -            | hidden       | hidden        | -             | -       | -
""")  # noqa: E501
LEADS_TO = {"estimated": "submitted", "reserved": "approved", "agreed": "committed", "released": "cancelled"}


def batched(stages, people):
    exchange = stages.reach("completed")
    return services.make_batch(
        exchange.home_cluster, grants=[exchange.grant], by=people["home_manager"], now=AFTER
    )


def paid(stages, people):
    batch = batched(stages, people)
    services.authorise(batch, by=people["home_manager"], now=AFTER)
    return services.confirm(batch, paid_on=PAID_ON, by=people["finance"], now=AFTER)


def bring(stages, people, status):
    """The grant in this status, by the acts that lead there."""
    if status in LEADS_TO or status == "due":
        stages.reach(LEADS_TO.get(status, "completed"))
    elif status == "in_batch":
        batched(stages, people)
    else:
        paid(stages, people)
    if status in ("recovering", "recovered"):
        services.open_recovery(fresh_grant(), reason="Too much.", by=people["coordinator"], now=AFTER)
    if status == "recovered":
        services.recover(fresh_grant(), by=people["finance"], now=AFTER)
    return fresh_grant()


def fresh_grant():
    return TravelGrant.objects.select_related("exchange").get()


@pytest.mark.parametrize("status", GRANTS)
def test_grant(stages, people, status):
    grant = bring(stages, people, status)
    assert grant.status == status
    acts = {
        "bounce": lambda by: services.bounce(fresh_grant(), reason="No such account.", by=by, now=AFTER),
        "open_recovery": lambda by: services.open_recovery(
            fresh_grant(), reason="Too much.", by=by, now=AFTER
        ),
        "recover": lambda by: services.recover(fresh_grant(), by=by, now=AFTER),
    }
    allowed = {name: cell or set() for name, cell in GRANTS[status].items()}
    assert {name: tried(acts, user) for name, user in people.items()} == allowed
    buttons = {name: {act.name for act in GRANT.open_to(user, grant)} for name, user in people.items()}
    assert buttons == allowed
    seen = {name: TravelGrant.objects.visible_to(user).exists() for name, user in people.items()}
    assert seen == {name: cell is not None for name, cell in GRANTS[status].items()}


def test_the_table_names_every_status_and_the_rest_is_the_programmes_own(stages, people):
    assert [*GRANTS] == [*TravelGrant.Status]
    grant = bring(stages, people, "due")
    for user in people.values():
        for act in {*GRANT.actions} - {"bounce", "open_recovery", "recover"}:
            with pytest.raises(NotAllowed):
                GRANT.check(act, grant, by=user)


# --- Payment batches -----------------------------------------------------------------------------------

BATCHES = read("""
status     | applicant | host   | home_manager       | host_manager | third_manager | coordinator        | finance          | auditor
draft      | hidden    | hidden | authorise dissolve | hidden       | hidden        | authorise dissolve | dissolve         | -
authorised | hidden    | hidden | dissolve           | hidden       | hidden        | dissolve           | confirm dissolve | -
paid       | hidden    | hidden | -                  | hidden       | hidden        | -                  | -                | -
dissolved  | hidden    | hidden | -                  | hidden       | hidden        | -                  | -                | -
""")  # noqa: E501


@pytest.mark.parametrize("status", BATCHES)
def test_payment_batch(stages, people, status):
    batch = batched(stages, people)
    if status in ("authorised", "paid"):
        services.authorise(batch, by=people["home_manager"], now=AFTER)
    if status == "paid":
        services.confirm(batch, paid_on=PAID_ON, by=people["finance"], now=AFTER)
    if status == "dissolved":
        services.dissolve(batch, reason="Wrong account.", by=people["home_manager"], now=AFTER)

    def fresh():
        return PaymentBatch.objects.get()

    acts = {
        "authorise": lambda by: services.authorise(fresh(), by=by, now=AFTER),
        "confirm": lambda by: services.confirm(fresh(), paid_on=PAID_ON, by=by, now=AFTER),
        "dissolve": lambda by: services.dissolve(fresh(), reason="A doubt.", by=by, now=AFTER),
    }
    allowed = {name: cell or set() for name, cell in BATCHES[status].items()}
    assert {name: tried(acts, user) for name, user in people.items()} == allowed
    buttons = {
        name: {act.name for act in PAYMENT_BATCH.open_to(user, fresh())} for name, user in people.items()
    }
    assert buttons == allowed
    seen = {name: PaymentBatch.objects.visible_to(user).exists() for name, user in people.items()}
    assert seen == {name: cell is not None for name, cell in BATCHES[status].items()}


def test_who_makes_a_batch(stages, people):
    exchange = stages.reach("completed")

    def make(by):
        grant = TravelGrant.objects.get()
        services.make_batch(Exchange.objects.get().home_cluster, grants=[grant], by=by, now=AFTER)

    makers = {name for name, user in people.items() if tried({"make": make}, user)}
    assert makers == {"home_manager", "coordinator", "finance"}
    assert exchange.grant.status == "due"
