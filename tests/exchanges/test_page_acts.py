"""Every act of the exchange's table, posted through its page by every person in every status."""

import pytest
import time_machine

from clusters.models import SizeDeclaration
from exchanges import services
from exchanges.models import Exchange
from exchanges.views.decisions import ACTS
from tests import factories as make

from ..matrix import HIDDEN, tried
from .pages import at, posting, signed_in, text_of
from .stages import AFTER, BEFORE, SIGNERS
from .test_matrix import MATRIX, REPORT, preparing

# Pages of the application itself are tried in test_application_pages.
ELSEWHERE = {"edit", "delete", "submit", "withdraw"}
PARTY_OF = {person: party for party, person in SIGNERS.items()}
DAYS = {"arrival": "2023-11-12", "first_working_day": "2023-11-13", "last_working_day": "2023-11-17"}


def acts_by_page(exchange):
    def act(name, now, **posted):
        return posting(at("act", exchange, name=name), posted, now)

    def sign(by):
        party = PARTY_OF.get(by.email.removesuffix("@example.org"), "visitor")
        posting(at("sign", exchange), {"party": party}, BEFORE)(by)

    changed = DAYS | {"departure": "2023-11-19", "reason": "The train."}
    host = str(exchange.host.uuid)
    return {
        "approve": act("approve", BEFORE),
        "return": act("return", BEFORE, reason="Why?"),
        "waitlist": act("waitlist", BEFORE),
        "reject": act("reject", BEFORE, reason_code="unclear"),
        "sign": sign,
        "change": posting(at("change", exchange), changed | {"host": host}, BEFORE),
        "report": posting(at("report", exchange), REPORT | {"hand_in": "yes"}, AFTER),
        "validate": act("validate", AFTER),
        "ask_again": act("ask_again", AFTER, reason="Whom did you meet?"),
        "refuse": act("refuse", AFTER, reason="Nobody went."),
        "cancel": act("cancel", BEFORE, reason="No-show."),
        "reopen": act("reopen", AFTER, reason="A doubt."),
        "correct": posting(
            at("correct", exchange),
            changed | {"kind": exchange.counted_kind, "size": exchange.counted_size},
            BEFORE,
        ),
    }


@pytest.mark.slow
@pytest.mark.usefixtures("counted_once")
@pytest.mark.parametrize("status", MATRIX)
def test_every_act_as_every_person(stages, people, third_manager, status):
    exchange = stages.reach(status)
    acts, found, wanted = acts_by_page(exchange), {}, {}
    for name, user in people.items():
        few = {"approve": acts["approve"], "report": acts["report"]} if name in HIDDEN else acts
        found[name] = tried(few, user, preparing(stages, status))
        wanted[name] = (MATRIX[status][name] or set()) - ELSEWHERE
    assert found == wanted


def test_every_act_of_the_page_is_of_the_table_or_of_a_part():
    parts = {"take-seat", "let-seat-go", "agree-change", "decline-change", "take-back-change"}
    assert {*ACTS} == parts | {"bounce", "open_recovery", "recover", "note"} | {
        "approve", "return", "waitlist", "reject", "validate", "ask_again", "refuse", "cancel", "reopen",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["stranger", "outsider", "administrator"])
def test_foreign_and_missing_look_alike(stages, people, name):
    exchange = stages.reach("submitted")
    client = signed_in(people[name])
    for view in ("exchange", "decide", "sign", "evidence", "report", "change", "correct"):
        foreign = client.get(at(view, exchange))
        missing = client.get(at(view, Exchange(reference="CXC-9999")))
        assert foreign.status_code == missing.status_code == 404
        assert text_of(foreign) == text_of(missing).replace("CXC-9999", exchange.reference)
    assert client.post(at("act", exchange, name="approve")).status_code == 404


@time_machine.travel(BEFORE, tick=False)
def test_a_decision_sent_twice_is_one_decision(stages, people):
    exchange = stages.reach("submitted")
    client = signed_in(people["home_manager"])
    first = client.post(at("act", exchange, name="approve"))
    second = client.post(at("act", exchange, name="approve"), follow=True)
    assert first.status_code == 302
    assert second.status_code == 422
    exchange.refresh_from_db()
    assert exchange.status == "approved"
    assert exchange.grant.line.reserved_cents == exchange.grant.amount_cents


@time_machine.travel(BEFORE, tick=False)
def test_a_refusal_keeps_what_was_typed(stages, people):
    exchange = stages.reach("submitted")
    client = signed_in(people["home_manager"])
    words = "We know them <b>well</b> & “good”"
    answer = client.post(at("act", exchange, name="reject"), {"reason": words, "reason_code": "nonsense"})
    text = text_of(answer)
    assert answer.status_code == 422
    assert "Choose a reason from the list." in text
    assert "We know them &lt;b&gt;well&lt;/b&gt; &amp; “good”" in text
    empty = client.post(at("act", exchange, name="return"), {"reason": "  "})
    assert empty.status_code == 422
    nul = client.post(at("act", exchange, name="return"), {"reason": "a\0b"})
    assert (nul.status_code, "NUL" in text_of(nul)) == (422, True)
    long = client.post(at("act", exchange, name="return"), {"reason": "x" * 3000})
    assert (long.status_code, "x" * 3000 in text_of(long)) == (422, True)
    exchange.refresh_from_db()
    assert exchange.status == "submitted"


def test_an_act_that_does_not_exist(stages, people):
    exchange = stages.reach("submitted")
    client = signed_in(people["home_manager"])
    assert client.post(at("act", exchange, name="commit")).status_code == 404
    assert client.get(at("act", exchange, name="approve")).status_code == 302


@time_machine.travel(BEFORE, tick=False)
def test_after_a_decision_the_next_one_loads(stages, people, home_cluster, host_cluster, host_organisation):
    exchange = stages.reach("submitted")
    other = make.OrganisationFactory(name="Second Visitor GmbH")
    make.RegisterEntryFactory(organisation=other, home_cluster=home_cluster)
    following = make.ExchangeFactory(
        home_cluster=home_cluster, host_cluster=host_cluster, visitor=other, host=host_organisation,
        status="submitted", submitted_at=BEFORE,
    )  # fmt: skip
    client = signed_in(people["home_manager"])
    card = text_of(client.get(at("decide", exchange)))
    assert "1 of 2" in card
    assert f'data-key="n" href="{at("decide", following)}"' in card
    answer = client.post(at("act", exchange, name="return"), {"reason": "Say whom."})
    assert answer.url == at("decide", following)


@time_machine.travel(BEFORE, tick=False)
def test_notes_are_for_staff(stages, people):
    exchange = stages.reach("submitted")
    url = at("act", exchange, name="note")
    for _twice in range(2):
        assert (
            signed_in(people["home_manager"]).post(url, {"reason": "Met them at a fair."}).status_code == 302
        )
    record = at("exchange", exchange)
    assert text_of(signed_in(people["coordinator"]).get(record)).count("Met them at a fair.") == 1
    for name in ("applicant", "host"):
        assert "Met them at a fair." not in text_of(signed_in(people[name]).get(record))
        assert signed_in(people[name]).post(url, {"reason": "Me too."}).status_code == 403


@time_machine.travel(BEFORE, tick=False)
def test_a_waivable_rule_is_set_aside_with_a_reason(stages, people):
    exchange = stages.reach("submitted")
    SizeDeclaration.objects.filter(organisation=exchange.visitor).delete()
    client = signed_in(people["home_manager"])
    url = at("act", exchange, name="approve")
    lights = services.assess(exchange, today=BEFORE.date()).waivable
    assert [light.rule for light in lights] == ["self_declaration"]
    refused = client.post(url, {})
    assert refused.status_code == 422
    assert f'name="waive-{lights[0].rule}"' in text_of(refused)
    client.post(url, {f"waive-{light.rule}": "Seen the letter." for light in lights})
    exchange.refresh_from_db()
    assert exchange.status == "approved"
