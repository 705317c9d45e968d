"""One exchange from draft to paid, and what each act leaves behind."""

from datetime import date, timedelta

import pytest

from exchanges import services
from exchanges.models import Agreement, BudgetLine, TravelGrant
from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.words import say

from .stages import AFTER, BEFORE


def booked(line):
    """Cents per state of the line, without the zeros."""
    line.refresh_from_db()
    amounts = {state: getattr(line, f"{state}_cents") for state in BudgetLine.STATES}
    return {state: cents for state, cents in amounts.items() if cents}


def mailed(purpose):
    return sorted(Mail.objects.filter(purpose=purpose).values_list("recipient__email", flat=True))


def test_from_draft_to_paid(stages, budget_line, people):
    exchange = stages.reach("submitted")
    assert booked(budget_line) == {}

    # An estimate of long ago explains itself by another sentence; the approval makes it anew.
    TravelGrant.objects.update(reason={"text": "Once upon a time", "values": {}}, amount_cents=1)
    stages.approve()
    assert exchange.status == "approved"
    assert exchange.seat.number == 1
    assert exchange.grant.status == "reserved"
    assert say(TravelGrant.objects.get().reason) == "France, 5 working days: 900.00, the full lump sum"
    assert Event.objects.of(exchange.grant).with_people().newest_first().first().reason == ""
    assert booked(budget_line) == {"reserved": 90_000}
    assert mailed("exchange.approved") == [
        "applicant@example.org",
        "host@example.org",
        "host_manager@example.org",
    ]

    services.sign(exchange, party="host", by=people["host"], now=BEFORE)
    services.sign(exchange, party="visitor", by=people["applicant"], now=BEFORE)
    assert exchange.grant.status == "reserved"
    services.sign(exchange, party="home_cluster", by=people["home_manager"], now=BEFORE)
    assert exchange.grant.status == "agreed"
    assert services.agreement_of(exchange).status == Agreement.Status.FINANCIAL
    assert exchange.status == "approved"
    services.sign(exchange, party="host_cluster", by=people["host_manager"], now=BEFORE)
    assert exchange.status == "committed"
    assert services.agreement_of(exchange).status == Agreement.Status.SIGNED
    assert booked(budget_line) == {"agreed": 90_000}

    stages.report()
    assert exchange.status == "reported"
    assert exchange.reported_at == AFTER
    stages.accept()
    stages.validate()
    assert (exchange.counted_kind, exchange.counted_size) == ("sme", "small")
    assert exchange.validated_on == date(2023, 11, 20)
    grant = TravelGrant.objects.get()
    assert (grant.status, grant.due_on) == ("due", date(2023, 11, 30))
    assert booked(budget_line) == {"due": 90_000}

    batch = services.make_batch(exchange.home_cluster, grants=[grant], by=people["home_manager"], now=AFTER)
    assert batch.reference == "PAY-0001"
    assert booked(budget_line) == {"in_batch": 90_000}
    services.authorise(batch, by=people["home_manager"], now=AFTER)
    assert mailed("batch.authorised") == ["finance@example.org"]
    services.confirm(batch, paid_on=date(2023, 11, 20), by=people["finance"], now=AFTER + timedelta(hours=1))
    grant.refresh_from_db()
    assert (grant.status, grant.paid_on, grant.payment_reference) == ("paid", date(2023, 11, 20), "PAY-0001")
    assert booked(budget_line) == {"paid": 90_000}
    assert mailed("exchange.paid") == ["applicant@example.org"]

    verbs = Event.objects.of(exchange).oldest_first().values_list("verb", flat=True)
    assert list(verbs) == [
        "submit",
        "approve",
        "sign",
        "sign",
        "sign",
        "sign",
        "commit",
        "wrote the report",
        "report",
        "validate",
    ]
    grant_verbs = Event.objects.of(grant).oldest_first().values_list("verb", flat=True)
    assert list(grant_verbs) == ["reserve", "agree", "fall_due", "batch", "pay"]


@pytest.mark.parametrize("end", ["withdraw", "cancel", "reject"])
def test_every_early_end_frees_seat_and_money(stages, budget_line, mission, end):
    exchange = stages.reach("submitted" if end == "reject" else "committed")
    getattr(stages, end)()
    assert exchange.seat is None
    assert mission.seat_rows.exclude(taken_at=None).count() == 0
    assert booked(budget_line) == {}
    assert exchange.grant.status == "released"
    assert services.agreement_of(exchange) is None


def test_a_refused_report_releases_the_grant(stages, budget_line, people):
    exchange = stages.reach("reported")
    services.refuse(exchange, reason="Nobody went.", by=people["home_manager"], now=AFTER)
    assert exchange.status == "cancelled"
    assert booked(budget_line) == {}
