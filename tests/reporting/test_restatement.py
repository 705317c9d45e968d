""" "Reported 27, now 29, because …": what changed in an earlier report, row by row."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from exchanges import services as exchanges
from exchanges.models import Exchange
from excite.words import say
from reporting import services
from reporting.figures import Scope, compared, figures, last_report, restated_rows, rows, value_of

from .. import factories as make
from ..people import holding, person

FIRST, SECOND = date(2023, 1, 31), date(2023, 7, 31)
DELIVERED = datetime(2023, 2, 15, 9, tzinfo=UTC)
LATER = datetime(2023, 8, 10, 9, tzinfo=UTC)


@pytest.fixture
def reported(completed, coordinator, made):
    """Three exchanges, two by SMEs, in a frozen report up to the end of January; then life goes on."""
    early = [
        completed(date(2022, 10, day), kind=kind)
        for day, kind in [(3, "sme"), (4, "sme"), (5, "large_company")]
    ]
    report = made(early[0].partnership, FIRST, by=coordinator, now=DELIVERED)
    services.freeze(report, by=coordinator, now=DELIVERED)
    completed(date(2023, 5, 5))
    return early


def comparison(partnership, code, until=SECOND):
    scope = Scope.of(partnership, until=until)
    last, before = last_report(partnership, until)
    (one,) = compared(scope, last, before, only=[code])
    because = [
        (row.reference, row.change, row.amount, say(row.reason)) for row in restated_rows(scope, last, [code])
    ]
    return (one.previous, one.new, one.restated, one.figure.value), because


def test_only_new(reported):
    assert comparison(reported[0].partnership, "exchanges") == ((3, 1, 0, 4), [])
    assert comparison(reported[0].partnership, "exchanges_by_smes") == ((2, 1, 0, 3), [])


def test_known_late(reported, completed):
    """A stay of last October that is validated in March: not new, restated."""
    completed(date(2022, 10, 7), reference="CXC-LATE", validated_on=date(2023, 3, 2))
    numbers, because = comparison(reported[0].partnership, "exchanges")
    assert numbers == (3, 1, 1, 5)
    assert because == [("CXC-LATE", "added", 1, "Validated on 2 March 2023, after the last report.")]


def test_reclassified(reported, coordinator):
    """The published jump of 2024: earlier visitors turn out to be SMEs."""
    exchange = reported[2]
    exchanges.correct(
        exchange, field="kind", value="sme", reason="The parent was sold in 2021.", by=coordinator, now=LATER
    )
    numbers, because = comparison(exchange.partnership, "exchanges_by_smes")
    assert numbers == (2, 1, 1, 4)
    assert because == [
        (
            exchange.reference,
            "added",
            1,
            "type corrected from large company to SME on 10 August 2023: The parent was sold in 2021.",
        )
    ]
    assert comparison(exchange.partnership, "exchanges") == ((3, 1, 0, 4), [])
    (supported,) = comparison(exchange.partnership, "smes_supported")[1]
    assert supported[0] == exchange.visitor.name


def test_moved_out_of_the_period(reported, coordinator):
    exchange = reported[0]
    exchanges.correct(
        exchange,
        changes={"last_working_day": date(2023, 2, 10)},
        reason="The visit was prolonged.",
        by=coordinator,
        now=LATER,
    )
    numbers, because = comparison(exchange.partnership, "exchanges")
    assert numbers == (3, 2, -1, 4)
    ((reference, change, amount, reason),) = because
    assert (reference, change, amount) == (exchange.reference, "dropped", -1)
    assert reason.startswith("last working day corrected from 3 October 2022 to 10 February 2023")


def test_reopened(reported, coordinator):
    exchanges.reopen(reported[1], reason="The evidence was forged.", by=coordinator, now=LATER)
    numbers, because = comparison(reported[0].partnership, "exchanges")
    assert numbers == (3, 1, -1, 3)
    assert because == [
        (reported[1].reference, "dropped", -1, "The exchange was reopened and is not completed any more.")
    ]


def test_changed_amount(completed, coordinator, made, budget_line):
    exchange = completed(date(2022, 10, 3))
    grant = make.TravelGrantFactory(
        exchange=exchange, line=budget_line, status="paid", paid_on=date(2022, 10, 9), amount_cents=39_000
    )
    report = made(exchange.partnership, FIRST, by=coordinator, now=DELIVERED)
    services.freeze(report, by=coordinator, now=DELIVERED)
    grant.amount_cents = 40_000
    grant.save()
    numbers, because = comparison(exchange.partnership, "grants_paid")
    assert numbers == (Decimal("390.00"), Decimal("0.00"), Decimal("10.00"), Decimal("400.00"))
    assert because == [(exchange.reference, "changed", Decimal("10.00"), "390 then, 400 now.")]


def test_differences_that_cancel_each_other_are_still_told(reported, completed, coordinator):
    exchanges.reopen(reported[1], reason="A mistake.", by=coordinator, now=LATER)
    completed(date(2022, 10, 7), validated_on=date(2023, 3, 2))
    numbers, because = comparison(reported[0].partnership, "exchanges")
    assert numbers == (3, 1, 0, 4)
    assert [row[1] for row in because] == ["added", "dropped"]


def test_the_frozen_report_stays(reported, coordinator):
    """Whatever is corrected: what was delivered says what it said."""
    exchanges.reopen(reported[1], reason="A mistake.", by=coordinator, now=LATER)
    last, before = last_report(reported[0].partnership, SECOND)
    assert (before["exchanges"], before["exchanges_by_smes"]) == (3, 2)
    assert last.rows.filter(code="exchanges").count() == 3


def test_another_partnership_is_no_last_report(reported):
    other = make.PartnershipFactory()
    assert last_report(other, SECOND) == (None, {})


# --- As known on ---------------------------------------------------------------------------------------


def known(partnership, on, code="exchanges_by_smes"):
    found = value_of(figures(partnership, until=SECOND, known_on=on), code)
    assert len(rows(partnership, code, until=SECOND, known_on=on)) == found
    return found


def test_as_known_before_the_validation(completed):
    exchange = completed(date(2022, 10, 7), validated_on=date(2023, 3, 2))
    assert known(exchange.partnership, date(2023, 3, 1)) == 0
    assert known(exchange.partnership, date(2023, 3, 2)) == 1


def test_as_known_before_a_correction(reported, coordinator):
    exchange = reported[2]
    exchanges.correct(exchange, field="kind", value="sme", reason="Sold.", by=coordinator, now=LATER)
    exchange.refresh_from_db()
    exchanges.correct(
        exchange,
        field="kind",
        value="business_network",
        reason="No.",
        by=coordinator,
        now=LATER.replace(day=20),
    )
    assert known(exchange.partnership, date(2023, 8, 9)) == 3
    assert known(exchange.partnership, date(2023, 8, 10)) == 4
    assert known(exchange.partnership, date(2023, 8, 20)) == 3


def test_as_known_before_a_reopening(reported, coordinator):
    """It had been counted as an SME's, although nothing of that stands in its row any more."""
    exchange = reported[1]
    exchanges.reopen(exchange, reason="Look again.", by=coordinator, now=LATER)
    assert Exchange.objects.get(pk=exchange.pk).counted_kind == ""
    assert known(exchange.partnership, date(2023, 8, 9)) == 3
    assert known(exchange.partnership, date(2023, 8, 10)) == 2


def test_as_known_of_another_partnership(reported, coordinator):
    """A reopening elsewhere takes nothing back here."""
    exchanges.reopen(reported[1], reason="Look again.", by=coordinator, now=LATER)
    other = make.PartnershipFactory()
    holding(person("somebody"), "coordinator", other)
    assert known(other, date(2023, 8, 9)) == 0
