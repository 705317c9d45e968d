"""History out of two sheets: what comes in, and what the same or a later file changes."""

import io
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Q, Sum

from clusters.models import Membership, Organisation, RegisterEntry
from exchanges.models import BudgetLine, Exchange, TravelGrant
from excite.audit.models import Event
from excite.words import say
from missions.models import Seat

from .. import factories as make
from .sheets import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("until", "exchanges", "by_smes", "without_mission"),
    [(date(2022, 6, 30), 7, 1, 1), (date(2023, 1, 31), 38, 19, 4), (date(2023, 7, 31), 60, 27, 4)],
)
def test_the_published_totals_come_out(imported, until, exchanges, by_smes, without_mission):
    counted = Exchange.objects.completed().until(until).filter(partnership=imported.partnership)
    assert counted.aggregate(
        all=Count("pk"),
        sme=Count("pk", filter=Q(counted_kind="sme")),
        free=Count("pk", filter=Q(mission=None)),
    ) == {"all": exchanges, "sme": by_smes, "free": without_mission}


@pytest.mark.parametrize(
    ("until", "total"), [("2022-06-30", (7, 1)), ("2023-01-31", (38, 19)), ("2023-07-31", (60, 27))]
)
def test_the_published_totals_come_out_of_plain_sql(imported, until, total):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(CASE WHEN counted_kind = 'sme' THEN 1 ELSE 0 END) FROM exchanges_exchange "
            "WHERE status = 'completed' AND last_working_day <= %s",
            [until],
        )
        assert cursor.fetchone() == total


def test_everything_is_in_and_without_remarks_on_the_rows(sheets):
    outcome = sheets.load()
    assert (outcome.faults.kept, outcome.warnings.kept) == ([], [])
    assert +outcome.tally.added == {"organisations": 113, "memberships": 113, "exchanges": 74}
    assert Counter(Exchange.objects.values_list("status", flat=True)) == {
        "completed": 60,
        "reported": 2,
        "committed": 2,
        "approved": 1,
        "submitted": 2,
        "returned": 1,
        "draft": 1,
        "withdrawn": 1,
        "rejected": 2,
        "cancelled": 2,
    }
    assert Exchange.objects.filter(imported=True).count() == 74


def test_an_exchange_has_every_cell_of_its_row(imported):
    exchange = Exchange.objects.with_people().get(reference="CXC-0013")
    assert (exchange.visitor.name, exchange.host.name) == (
        "Zwinger Microtest GmbH",
        "Calanque Industries SAS",
    )
    assert (exchange.home_cluster.code, exchange.host_cluster.code) == ("silicon-saxony", "pole-scs")
    assert (exchange.mission.name, exchange.format, exchange.status) == (
        "Smart Mobility Mission",
        "physical",
        "completed",
    )
    assert [exchange.arrival, exchange.first_working_day] == [date(2022, 10, 10), date(2022, 10, 11)]
    assert [exchange.last_working_day, exchange.departure] == [date(2022, 10, 14), date(2022, 10, 15)]
    assert exchange.validated_on == date(2022, 10, 29)
    assert (exchange.counted_kind, exchange.counted_size, exchange.imported) == ("sme", "small", True)
    assert (exchange.submitted_at, exchange.decided_at, exchange.declared_at) == (None, None, None)
    grant = exchange.grant
    assert (grant.status, grant.amount_cents, grant.full_cents) == ("paid", 45_000, 90_000)
    assert (grant.paid_on, grant.due_on) == (date(2022, 11, 7), date(2022, 11, 8))
    assert (grant.line.cluster, grant.line.year) == (exchange.home_cluster, 2022)
    assert say(grant.reason) == (
        "France, 4 working days: 900.00 halved to 450.00, because under 5 working days"
    )


def test_an_organisation_has_every_cell_of_its_row(imported):
    entry = RegisterEntry.objects.select_related("organisation", "home_cluster").get(code="ORG-028")
    organisation = entry.organisation
    assert (organisation.name, organisation.kind, organisation.size) == (
        "Schie Digital Twin B.V.",
        "sme",
        "small",
    )
    assert (organisation.staff, organisation.turnover_eur, organisation.pic) == (19, Decimal(4_187_000), "")
    assert (organisation.country.code, organisation.city, organisation.ecosystem) == (
        "NL",
        "Eindhoven",
        "Electronics",
    )
    assert (organisation.latitude, organisation.longitude) == (Decimal("51.44160"), Decimal("5.46970"))
    assert entry.home_cluster.code == "silicon-saxony"
    membership = organisation.memberships.get()
    assert (membership.cluster, membership.outside_cluster) == (None, "Brabant Photonics Cluster")
    assert (membership.home_cluster, membership.status) == (entry.home_cluster, "confirmed")
    assert membership.confirmed_on == NOW.date()


def test_names_of_every_alphabet_are_found(imported):
    assert Organisation.objects.matching("ВИТОША").get().name == "Витоша Fab Lab"
    assert Organisation.objects.matching("lossnitz wafer").get().name == "Lößnitz Wafer Tools GmbH"


def test_a_member_of_a_cluster_that_nobody_looks_after_is_vouched_for_by_the_coordinator(imported):
    membership = Membership.objects.get(organisation__name="Reie Electronics Cluster")
    assert membership.home_cluster == imported.partnership.coordinator


def test_grants_stand_on_their_lines(imported):
    assert Counter(TravelGrant.objects.values_list("status", flat=True)) == {
        "paid": 60,
        "agreed": 4,
        "reserved": 1,
    }
    for line in BudgetLine.objects.all():
        on_it = (
            line.grants.values("status").annotate(cents=Sum("amount_cents")).values_list("status", "cents")
        )
        assert dict(on_it) == {
            state: cents for state in line.STATES if (cents := getattr(line, f"{state}_cents"))
        }
    imported.partnership.refresh_from_db()
    planned = BudgetLine.objects.aggregate(total=Sum("planned_cents"))["total"]
    assert imported.partnership.planned_cents == planned == 3_339_000


def test_lines_that_history_needs_are_planned_and_told(sheets):
    outcome = sheets.load()
    assert len(outcome.tally.notes) == 12
    assert outcome.tally.notes[0] == (
        "Budget line Silicon Saxony 2022: planned EUR 4,335.00 for these grants (before: EUR 0.00)."
    )
    line = BudgetLine.objects.get(cluster__code="silicon-saxony", year=2022)
    assert (line.planned_cents, line.paid_cents, line.left_cents) == (433_500, 433_500, 0)


def test_lines_that_are_planned_already_are_left_alone(sheets):
    cluster = sheets.partnership.clusters.get(code="silicon-saxony")
    make.BudgetLineFactory(partnership=sheets.partnership, cluster=cluster, year=2022, planned_cents=900_000)
    outcome = sheets.load()
    line = BudgetLine.objects.get(cluster=cluster, year=2022)
    assert (line.planned_cents, line.paid_cents, len(outcome.tally.notes)) == (900_000, 433_500, 11)


def test_approved_exchanges_take_seats(imported):
    seats = Seat.objects.filter(mission__name="Basque Open Industry")
    assert (seats.free().count(), seats.exclude(taken_at=None).count()) == (5, 3)
    taken = Exchange.objects.exclude(seat=None).order_by("reference").values_list("reference", "seat__number")
    assert list(taken) == [("CXC-0071", 1), ("CXC-0072", 2), ("CXC-0073", 3)]


def test_what_waits_waits_since_it_became_known(imported):
    moments = Exchange.objects.exclude(submitted_at=None).order_by("reference")
    assert list(moments.values_list("reference", "submitted_at", "returned_at")) == [
        ("CXC-0068", NOW, None),
        ("CXC-0069", NOW, None),
        ("CXC-0070", NOW, NOW),
    ]


def test_consent_agreement_and_evidence_are_not_invented(imported):
    for relation in ("consent", "agreements", "evidence", "closing_report"):
        assert not Exchange.objects.exclude(**{relation: None}).exists()


def test_every_exchange_has_one_event_and_the_import_one(imported):
    events = Event.objects.filter(verb="import")
    assert events.filter(subject_kind="exchange").values("subject_id").distinct().count() == 74
    assert events.count() == 75
    told = events.get(subject_kind="partnership").details
    assert told["added"] == {"organisations": 113, "memberships": 113, "exchanges": 74}
    assert [len(digest) for digest in told["files"]] == [64, 64]
    one = events.get(reference="CXC-0001")
    assert one.details == {
        "status": "completed",
        "validated_on": "2022-04-25",
        "last_working_day": "2022-04-06",
    }


def test_new_applications_are_numbered_after_the_imported(imported):
    imported.partnership.refresh_from_db()
    assert imported.partnership.exchanges_numbered == 74


def command(*arguments) -> str:
    out = io.StringIO()
    call_command("import_exchanges", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_tells_what_came_in(sheets):
    lines = command(*sheets.paths(), "--partnership", "excite").splitlines()
    assert lines[-4:] == [
        "organisations: 113 new, 0 known",
        "memberships: 113 new, 0 known",
        "exchanges: 74 new, 0 known",
        "Changes were made.",
    ]
    again = command(*sheets.paths(), "--partnership", "EXCITE").splitlines()
    assert again[-1] == "Nothing has changed."


def test_a_dry_run_says_so(sheets):
    out = command(*sheets.paths(), "--partnership", "EXCITE", "--dry-run")
    assert out.splitlines()[-1] == "This was a dry run: nothing was saved."
    assert not Exchange.objects.exists()


def test_the_command_lists_each_fault_and_ends_with_one(sheets):
    sheets.put("CXC-0001", arrival="soon")
    errors = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was saved, because of 1 fault"):
        call_command("import_exchanges", *map(str, sheets.paths()), partnership="EXCITE", stderr=errors)
    assert errors.getvalue() == (
        "exchanges.csv, line 2, column “arrival”: “soon” is no date; write it like 2023-09-13.\n"
    )


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_is_not_there_is_a_fault(sheets, name):
    organisations, exchanges = sheets.paths()
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "import_exchanges",
            str(organisations),
            str(exchanges.parent / name),
            partnership="EXCITE",
            stderr=errors,
        )
    assert "cannot be read" in errors.getvalue()


def test_an_unknown_partnership_names_the_known(sheets):
    with pytest.raises(CommandError, match=r"There is no partnership “EXITE” \(known: EXCITE\)"):
        command(*sheets.paths(), "--partnership", "EXITE")
