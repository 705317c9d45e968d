"""Reopen and correct: old, new and reason stay readable; paid money is never touched silently."""

from datetime import date

import pytest

from exchanges import services
from exchanges.models import Correction, TravelGrant
from excite.audit.models import Event
from excite.words import say
from excite.workflow import ReasonMissing, Refused
from tests import factories as make

from .stages import AFTER, BEFORE
from .test_matrix_money import batched, bring, paid

pytestmark = pytest.mark.slow


def correct(stages, now=AFTER, **what):
    return services.correct(
        stages.exchange, reason="The register says so.", by=stages.people["coordinator"], now=now, **what
    )


def reopen(stages):
    return services.reopen(stages.exchange, reason="A doubt.", by=stages.people["coordinator"], now=AFTER)


# --- Facts ---------------------------------------------------------------------------------------------


def test_a_corrected_type_keeps_old_new_and_reason(stages, people):
    stages.reach("completed")
    assert correct(stages, field="kind", value="large_company") is None
    stages.exchange.refresh_from_db()
    assert stages.exchange.counted_kind == "large_company"
    [row] = Correction.objects.all()
    assert (row.field, row.old, row.new, row.reason, row.corrected_by) == (
        "kind",
        "sme",
        "large_company",
        "The register says so.",
        people["coordinator"],
    )
    event = Event.objects.of(stages.exchange).newest_first().first()
    assert event.details["changes"] == {"kind": ["sme", "large_company"]}
    assert stages.exchange.visitor.kind == "sme"


@pytest.mark.parametrize("status", ["submitted", "reported", "cancelled"])
def test_what_has_not_been_counted_has_no_counted_type(stages, status):
    stages.reach(status)
    with pytest.raises(Refused, match="change the type or size in the register"):
        correct(stages, field="kind", value="sme")


@pytest.mark.parametrize(
    "what",
    [
        {"field": "kind", "value": "dinosaur"},
        {"field": "kind", "value": ""},
        {"field": "kind", "value": None},
        {"field": "size", "value": "gigantic"},
        {"field": "status", "value": "draft"},
        {"field": "reference", "value": "CXC-0001"},
        {"field": "first_working_day", "value": "2023-11-13"},
        {"field": "first_working_day", "value": None},
        {"field": "last_working_day", "value": date(2023, 11, 10)},
        {"field": "arrival", "value": date(2023, 11, 14)},
        {"field": "departure", "value": date(2023, 11, 17)},
        {"changes": {"arrival": date(2023, 11, 17), "departure": date(2023, 11, 12)}},
        {"changes": {}},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(stages, what):
    stages.reach("completed")
    with pytest.raises(Refused) as told:
        correct(stages, **what)
    assert len(str(told.value)) > 10
    assert not Correction.objects.exists()


def test_a_correction_needs_a_reason(stages, people):
    stages.reach("completed")
    with pytest.raises(ReasonMissing):
        services.correct(
            stages.exchange, field="size", value="micro", reason=" ", by=people["coordinator"], now=AFTER
        )


def test_nothing_to_change_is_said(stages):
    stages.reach("completed")
    with pytest.raises(services.NothingToChange):
        correct(stages, field="kind", value="sme")


def test_a_stay_is_moved_as_a_whole(stages):
    stages.reach("completed")
    correct(
        stages,
        changes={
            "arrival": date(2023, 11, 5),
            "first_working_day": date(2023, 11, 6),
            "last_working_day": date(2023, 11, 10),
            "departure": date(2023, 11, 11),
        },
    )
    stages.exchange.refresh_from_db()
    assert stages.exchange.last_working_day == date(2023, 11, 10)
    assert Correction.objects.count() == 4
    assert Event.objects.of(stages.exchange).filter(verb="correct").count() == 1


# --- What it does to the money -------------------------------------------------------------------------

SHORTER = {"field": "last_working_day", "value": date(2023, 11, 16)}


@pytest.mark.parametrize(
    ("status", "slot", "amount", "says"),
    [
        ("reserved", "reserved", 45_000, "The grant was EUR 900.00 and is now EUR 450.00"),
        ("agreed", "reserved", 45_000, "The grant was EUR 900.00 and is now EUR 450.00"),
        ("due", "due", 45_000, "The grant was EUR 900.00 and is now EUR 450.00"),
        ("in_batch", "in_batch", 90_000, "EUR 900.00 are on their way or paid, and stay as they are"),
        ("paid", "paid", 90_000, "EUR 900.00 are on their way or paid, and stay as they are"),
        ("recovering", "paid", 90_000, "EUR 900.00 are on their way or paid, and stay as they are"),
    ],
)
def test_a_shorter_stay(stages, people, budget_line, status, slot, amount, says):
    bring(stages, people, status)
    note = correct(stages, now=BEFORE if status in ("reserved", "agreed") else AFTER, **SHORTER)
    assert says in say(note)
    grant = TravelGrant.objects.get()
    assert grant.amount_cents == amount
    assert ("halved" in say(grant.reason)) is (amount == 45_000)
    budget_line.refresh_from_db()
    assert getattr(budget_line, f"{slot}_cents") == budget_line.used_cents == amount


def test_an_estimate_follows_the_facts(stages):
    stages.reach("submitted")
    assert correct(stages, now=BEFORE, **SHORTER) is None
    assert TravelGrant.objects.get().amount_cents == 45_000
    assert stages.exchange.consent.status == "asked"


def test_after_the_stay_nothing_above_the_agreed_amount_is_paid(stages, people, budget_line):
    """Agreed for four days; the visitor stayed five. The signed amount stands."""
    stages.exchange.last_working_day = date(2023, 11, 16)
    stages.exchange.save()
    stages.reach("completed")
    assert stages.exchange.grant.amount_cents == 45_000
    note = correct(stages, field="last_working_day", value=date(2023, 11, 17))
    assert say(note) == "The grant stays at EUR 450.00"
    budget_line.refresh_from_db()
    assert budget_line.due_cents == 45_000


def test_before_the_stay_more_days_cost_more_and_the_line_must_cover_it(stages, budget_line):
    stages.exchange.last_working_day = date(2023, 11, 16)
    stages.exchange.save()
    stages.reach("committed")
    type(budget_line).objects.update(planned_cents=60_000)
    longer = {"field": "last_working_day", "value": date(2023, 11, 17)}
    with pytest.raises(services.BudgetExceeded, match="has EUR 150.00 left, and EUR 450.00 are needed"):
        correct(stages, now=BEFORE, **longer)
    assert (stages.exchange.status, stages.exchange.last_working_day) == ("committed", date(2023, 11, 16))
    assert not Correction.objects.exists()
    type(budget_line).objects.update(planned_cents=90_000)
    correct(stages, now=BEFORE, **longer)
    budget_line.refresh_from_db()
    assert budget_line.reserved_cents == 90_000


def test_a_stay_that_ends_in_another_year_moves_to_that_years_line(stages, home_cluster, budget_line):
    stages.reach("completed")
    with pytest.raises(services.BudgetExceeded, match="no budget line for 2024"):
        correct(stages, **into_2024())
    line = make.BudgetLineFactory(cluster=home_cluster, year=2024, planned_cents=90_000)
    correct(stages, **into_2024())
    budget_line.refresh_from_db()
    line.refresh_from_db()
    assert (budget_line.used_cents, line.due_cents) == (0, 90_000)
    assert TravelGrant.objects.get().line == line


def into_2024():
    days = {"first_working_day": date(2023, 12, 27), "last_working_day": date(2024, 1, 4)}
    return {"changes": {"arrival": date(2023, 12, 26), "departure": date(2024, 1, 5)} | days}


def test_days_without_a_lump_sum_leave_a_counted_grant_as_it_is(stages):
    stages.reach("completed")
    note = correct(stages, field="last_working_day", value=date(2023, 11, 14))
    assert say(note) == "With these days no lump sum can be calculated: EUR 900.00 stay as they are"
    assert TravelGrant.objects.get().amount_cents == 90_000


def test_before_the_stay_such_days_are_refused(stages):
    stages.reach("approved")
    with pytest.raises(Refused, match="there is no lump sum"):
        correct(stages, now=BEFORE, field="last_working_day", value=date(2023, 11, 14))


def test_travel_days_of_a_counted_stay_do_not_touch_the_money(stages):
    stages.reach("completed")
    assert correct(stages, field="departure", value=date(2023, 11, 19)) is None


# --- Reopen --------------------------------------------------------------------------------------------


def test_a_reopened_exchange_is_not_counted_and_no_longer_due(stages, budget_line):
    stages.reach("completed")
    reopen(stages)
    assert (stages.exchange.status, stages.exchange.validated_on, stages.exchange.counted_kind) == (
        "reported",
        None,
        "",
    )
    grant = TravelGrant.objects.get()
    assert (grant.status, grant.due_on) == ("agreed", None)
    budget_line.refresh_from_db()
    assert budget_line.agreed_cents == 90_000
    stages.validate()
    assert stages.exchange.status == "completed"


def test_a_grant_in_a_batch_is_taken_out_first(stages, people):
    batched(stages, people)
    with pytest.raises(Refused, match="dissolve the batch first"):
        reopen(stages)


def test_once_paid_only_with_a_recovery_opened(stages, people, budget_line):
    paid(stages, people)
    with pytest.raises(services.RecoveryNeeded):
        reopen(stages)
    services.open_recovery(TravelGrant.objects.get(), reason="x", by=people["coordinator"], now=AFTER)
    reopen(stages)
    assert stages.exchange.status == "reported"
    services.recover(TravelGrant.objects.get(), by=people["finance"], now=AFTER)
    budget_line.refresh_from_db()
    assert budget_line.used_cents == 0
    # Validated again, it counts again; money that came back is not paid a second time.
    stages.validate()
    assert TravelGrant.objects.get().status == "recovered"


def test_what_was_corrected_stays_corrected_when_it_is_validated_again(stages):
    stages.reach("completed")
    correct(stages, field="kind", value="scaling_up_support")
    correct(stages, field="size", value="")
    reopen(stages)
    stages.validate()
    assert (stages.exchange.counted_kind, stages.exchange.counted_size) == ("scaling_up_support", "")
