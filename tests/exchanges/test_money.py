"""Budget lines: planned within the grant, never overdrawn, and guarded by the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from exchanges import services
from exchanges.models import BudgetLine, TravelGrant
from exchanges.services import money
from excite.audit.models import Event
from excite.workflow import NotAllowed, Refused
from tests import factories as make

from .stages import BEFORE


def plan(cluster, cents, by, year=2023):
    return services.plan_line(
        cluster.partnership, cluster=cluster, year=year, planned_cents=cents, by=by, now=BEFORE
    )


def test_the_coordinator_plans_a_line_and_changes_it(home_cluster, coordinator, partnership):
    line = plan(home_cluster, 100_000, coordinator)
    plan(home_cluster, 250_000, coordinator)
    plan(home_cluster, 200_000, coordinator)
    line.refresh_from_db()
    partnership.refresh_from_db()
    assert (line.planned_cents, partnership.planned_cents) == (200_000, 200_000)
    details = list(Event.objects.of(line).oldest_first().values_list("details", flat=True))
    assert details == [
        {"before_cents": 0, "after_cents": 100_000},
        {"before_cents": 100_000, "after_cents": 250_000},
        {"before_cents": 250_000, "after_cents": 200_000},
    ]


def test_planned_twice_is_planned_once(home_cluster, coordinator, partnership):
    for _time in range(8):
        line = plan(home_cluster, 100_000, coordinator)
    partnership.refresh_from_db()
    assert partnership.planned_cents == 100_000
    assert Event.objects.of(line).count() == 1


def test_nobody_else_plans(home_cluster, people):
    for name, user in people.items():
        if name != "coordinator":
            with pytest.raises(NotAllowed):
                plan(home_cluster, 100_000, user)
    assert not BudgetLine.objects.exists()


def test_the_lines_together_stay_within_the_grant(home_cluster, host_cluster, coordinator, partnership):
    partnership.grant_ceiling_cents = 300_000
    partnership.save()
    plan(home_cluster, 200_000, coordinator)
    plan(host_cluster, 100_000, coordinator)
    with pytest.raises(services.CeilingExceeded) as told:
        plan(home_cluster, 200_001, coordinator)
    assert str(told.value) == (
        "The lines together would exceed the grant of EUR 3,000.00: EUR 0.00 can still be planned."
    )
    partnership.refresh_from_db()
    assert partnership.planned_cents == 300_000
    # What is taken from one line can be given to another.
    plan(host_cluster, 50_000, coordinator)
    plan(home_cluster, 250_000, coordinator)


def test_a_line_cannot_be_cut_below_what_stands_on_it(stages, coordinator, home_cluster, partnership):
    BudgetLine.objects.all().delete()
    type(partnership).objects.update(planned_cents=0)
    line = plan(home_cluster, 300_000, coordinator)
    stages.reach("approved")
    with pytest.raises(services.LineInUse, match="EUR 900.00 are used"):
        plan(home_cluster, 89_999, coordinator)
    plan(home_cluster, 90_000, coordinator)
    line.refresh_from_db()
    assert line.left_cents == 0


@pytest.mark.parametrize("cents", [-1, 10**13 + 1, 10**30])
def test_amounts_that_cannot_be(home_cluster, coordinator, cents):
    with pytest.raises(Refused):
        plan(home_cluster, cents, coordinator)


@pytest.mark.parametrize("year", [0, 23, 99_999, -2023])
def test_years_that_cannot_be(home_cluster, coordinator, year):
    with pytest.raises(Refused):
        plan(home_cluster, 100, coordinator, year=year)


def test_a_cluster_of_another_partnership(coordinator, partnership):
    foreign = make.ClusterFactory()
    with pytest.raises(NotAllowed):
        services.plan_line(
            partnership, cluster=foreign, year=2023, planned_cents=1, by=coordinator, now=BEFORE
        )


def test_a_booking_takes_no_more_than_is_there(budget_line):
    money.book(budget_line, reserved=1_000_000)
    with pytest.raises(services.BudgetExceeded):
        money.book(budget_line, reserved=1)
    with pytest.raises(services.BudgetExceeded):
        money.book(budget_line, agreed=-1)
    money.book(budget_line, reserved=-1_000_000, paid=1_000_000)
    with pytest.raises(services.BudgetExceeded):
        money.book(budget_line, reserved=-1, agreed=1)
    budget_line.refresh_from_db()
    assert (budget_line.used_cents, budget_line.paid_cents) == (1_000_000, 1_000_000)


def test_every_status_of_a_grant_has_its_place_on_the_line_or_none():
    S = TravelGrant.Status
    assert set(money.SLOT) == set(S) - {S.ESTIMATED, S.RELEASED, S.RECOVERED}
    assert set(money.SLOT.values()) == set(BudgetLine.STATES)


# --- Raw SQL that breaks a rule is refused by the database ---------------------------------------------

BROKEN = {
    "an overdrawn line": "UPDATE exchanges_budgetline SET reserved_cents = planned_cents + 1",
    "overdrawn in two states": "UPDATE exchanges_budgetline SET paid_cents = planned_cents, due_cents = 1",
    "a negative amount": "UPDATE exchanges_budgetline SET agreed_cents = -1",
    "a line cut below its use": "UPDATE exchanges_budgetline SET planned_cents = 1",
    "lines above the grant": "UPDATE clusters_partnership SET planned_cents = grant_ceiling_cents + 1",
    "a grant above the full sum": "UPDATE exchanges_travelgrant SET amount_cents = full_cents + 1",
    "a grant on no line": "UPDATE exchanges_travelgrant SET line_id = NULL",
    "paid without a day": "UPDATE exchanges_travelgrant SET status = 'paid', paid_on = NULL",
    "no host": "UPDATE exchanges_exchange SET host_id = NULL",
    "no days": "UPDATE exchanges_exchange SET last_working_day = NULL",
    "ends before it starts": "UPDATE exchanges_exchange SET last_working_day = '2023-11-01'",
    "its own host": "UPDATE exchanges_exchange SET host_id = visitor_id",
    "counted without a type": (
        "UPDATE exchanges_exchange SET status = 'completed', validated_on = '2023-11-20', counted_kind = ''"
    ),
    "counted without a day": (
        "UPDATE exchanges_exchange SET status = 'completed', counted_kind = 'sme', validated_on = NULL"
    ),
    "one person twice": (
        "UPDATE exchanges_paymentbatch SET confirmed_by_id = made_by_id, authorised_by_id = made_by_id"
    ),
    "a change that ends before it starts": (
        "UPDATE exchanges_changerequest SET last_working_day = '2023-11-01'"
    ),
}


@pytest.mark.database
@pytest.mark.parametrize("rule", BROKEN)
def test_the_database_refuses(stages, people, rule):
    stages.reach("approved")
    make.PaymentBatchFactory(cluster=stages.exchange.home_cluster)
    make_change(stages)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BROKEN[rule])


def make_change(stages):
    services.ask_for_change(
        stages.exchange,
        changes={"departure": stages.exchange.departure.replace(day=19)},
        reason="The train.",
        by=stages.people["applicant"],
        now=BEFORE,
    )


COPIED = {
    "a second visit": "exchanges_exchange",
    "a second grant": "exchanges_travelgrant",
    "a second agreement in force": "exchanges_agreement",
    "a second signature of a party": "exchanges_signature",
    "a second open change": "exchanges_changerequest",
    "the same evidence twice": "exchanges_evidence",
    "a second closing report": "exchanges_closingreport",
    "a second consent": "exchanges_hostconsent",
}


@pytest.mark.database
@pytest.mark.parametrize("rule", COPIED)
def test_the_database_refuses_a_double(stages, people, rule):
    """A copy of the row with what else must be unique made different, but not what the rule is about."""
    stages.reach(
        "reported" if COPIED[rule] in ("exchanges_evidence", "exchanges_closingreport") else "approved"
    )
    if stages.exchange.status == "approved":
        make_change(stages)
        services.sign(stages.exchange, party="visitor", by=people["applicant"], now=BEFORE)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        copy_row(cursor, COPIED[rule])


def copy_row(cursor, table):
    with connection.cursor() as looking:
        columns = [column.name for column in connection.introspection.get_table_description(looking, table)]
    fresh = {
        "id": "id + 1000000",
        "uuid": "'00000000000040008000000000000001'",
        "reference": "'CXC-9999'",
        "version": "version + 1",
        "seat_id": "NULL",
    }
    values = ", ".join(fresh.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        values = values.replace("'00000000000040008000000000000001'", "gen_random_uuid()")
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} LIMIT 1")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1")
