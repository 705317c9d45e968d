"""The page of the log: who sees which events, how they are found, and that it stays bounded."""

from datetime import UTC, datetime, timedelta

import pytest

from excite import audit
from excite.audit import registry
from excite.audit.models import EventPersonal
from tests.parcels.models import Parcel

pytestmark = pytest.mark.django_db

NOON = datetime(2023, 9, 13, 10, tzinfo=UTC)


@pytest.fixture
def about(partnership):
    """about("PAR-0001") is a record of the partnership with this reference."""

    def make(reference, key=partnership.pk):
        return Parcel.objects.create(reference=reference, partnership_id=key)

    return make


def references(response):
    return [event.reference for event in response.context["page"].object_list]


def address(partnership):
    return f"/p/{partnership.slug}/audit/"


# Who sees: everything, what concerns the own cluster's exchanges, or no page at all.
PEOPLE = {
    "coordinator": "all",
    "auditor": "all",
    "finance": "all",
    "home_manager": "own",
    "host_manager": "own",
    "third_manager": "none",
    "applicant": "hidden",
    "host": "hidden",
    "administrator": "hidden",
    "stranger": "hidden",
    "outsider": "hidden",
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_sees_what(client, people, partnership, other_partnership, exchange, about, name):
    audit.record(exchange, "submit", by=people["applicant"], now=NOON)
    audit.record(about("PAR-0001"), "open", by=None, now=NOON + timedelta(minutes=1))
    audit.record(about("PAR-0002", other_partnership.pk), "open", by=None, now=NOON)
    audit.record(about(exchange.reference, other_partnership.pk), "open", by=None, now=NOON)
    client.force_login(people[name])
    response = client.get(address(partnership))
    shown = {
        "all": ["PAR-0001", exchange.reference],
        "own": [exchange.reference],
        "none": [],
    }
    if PEOPLE[name] == "hidden":
        assert response.status_code == 404
    else:
        assert response.status_code == 200
        assert references(response) == shown[PEOPLE[name]]


def test_drafts_are_for_those_who_see_drafts(client, people, partnership, draft):
    audit.record(draft, "start", by=people["applicant"], now=NOON)
    seen = {}
    for name in ["coordinator", "auditor", "finance", "home_manager", "host_manager"]:
        client.force_login(people[name])
        seen[name] = len(references(client.get(address(partnership))))
    assert seen == {"coordinator": 1, "auditor": 1, "finance": 0, "home_manager": 1, "host_manager": 0}


def test_foreign_and_missing_look_alike(client, coordinator, other_partnership):
    client.force_login(coordinator)
    foreign, missing = client.get(address(other_partnership)), client.get("/p/nowhere/audit/")
    assert (foreign.status_code, missing.status_code) == (404, 404)


def test_it_needs_a_login(client, partnership):
    assert client.get(address(partnership)).status_code == 302


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=par-0001", ["PAR-0001"]),
        ("search=PAR", ["PAR-0003", "PAR-0002", "PAR-0001"]),
        ("search=kazlauskiene", ["PAR-0002"]),
        ("search=%25", []),
        ("kind=parcel", ["PAR-0003", "PAR-0002", "PAR-0001"]),
        ("kind=exchange", []),
        ("start=2023-09-14", ["PAR-0003", "PAR-0002"]),
        ("end=2023-09-14", ["PAR-0002", "PAR-0001"]),
        ("start=2023-09-14&end=2023-09-14", ["PAR-0002"]),
        ("page=99", ["PAR-0003", "PAR-0002", "PAR-0001"]),
        ("kind=nonsense&start=yesterday&page=x", ["PAR-0003", "PAR-0002", "PAR-0001"]),
        ("search=%E2%80%AEx", []),
    ],
)
def test_events_are_found(client, coordinator, partnership, about, query, expected, monkeypatch):
    for kind in ["parcel", "exchange"]:
        monkeypatch.setitem(registry._kinds, kind, registry.Kind(kind))
    for number, who in enumerate(["", "Ona Kazlauskienė", ""], 1):
        at = NOON + timedelta(days=number - 1, hours=11)  # 23 o'clock in Brussels
        audit.record(about(f"PAR-000{number}"), "open", by=None, who=who, now=at)
    client.force_login(coordinator)
    response = client.get(f"{address(partnership)}?{query}")
    assert references(response) == expected


def test_what_is_written(client, coordinator, partnership, about, applicant):
    parcel = about("PAR-0001")
    audit.record(
        parcel, "open", by=applicant, now=NOON, reason="<b>It rattled.</b>", before="a_b", after="sent"
    )
    audit.record(parcel, "doubt", by=None, now=NOON, internal=True)
    client.force_login(coordinator)
    page = client.get(address(partnership)).content.decode()
    for words in ["&lt;b&gt;It rattled.", "A b → Sent", str(applicant), "Internal", "the system"]:
        assert words in page
    EventPersonal.objects.all().delete()
    page = client.get(address(partnership)).content.decode()
    assert "rattled" not in page
    assert "erased" in page


def test_an_empty_log_and_an_empty_filter(client, coordinator, partnership):
    client.force_login(coordinator)
    assert "Nothing has happened yet" in client.get(address(partnership)).content.decode()
    assert "Nothing fits" in client.get(address(partnership) + "?search=x").content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_queries(client, coordinator, partnership, about, nothing_waits, django_assert_num_queries, rows):
    for number in range(rows):
        audit.record(about(f"PAR-{number}"), "open", by=coordinator, now=NOON)
    client.force_login(coordinator)
    client.get(address(partnership))  # the first page of a session also notes the session
    with django_assert_num_queries(LIST_QUERIES):
        assert len(references(client.get(address(partnership)))) == rows


LIST_QUERIES = 6


def test_it_only_reads(client, coordinator, partnership):
    client.force_login(coordinator)
    assert client.post(address(partnership)).status_code == 405
