"""The frame: who sees which places, and what it costs."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from excite import waiting
from excite.context import PUBLIC, STAFF, Frame

pytestmark = pytest.mark.urls(__name__)


def _page(request, **names):
    return HttpResponse()


def _parts():
    """Pages by the names that the frame knows, and nothing else: the frame is tested without the apps."""
    parts = {}
    for place in (*STAFF, *PUBLIC, SimpleNamespace(view="exchanges:mine")):
        app, _colon, name = place.view.rpartition(":")
        parts.setdefault(app, set()).add(name)
    own = [path(f"{name}/", _page, name=name) for name in sorted(parts.pop("") - {"audit"})]
    for app, names in parts.items():
        inside = [path(f"{app}/{name}/", _page, name=name) for name in sorted(names)]
        own.append(path("p/<slug:partnership>/", include((inside, app))))
    return [*own, path("p/<slug:partnership>/audit/", _page, name="audit")]


urlpatterns = _parts()


def frame_of(user, partnership=None, view="work"):
    request = RequestFactory().get("/")
    request.user, request.partnership = user, partnership
    request.resolver_match = SimpleNamespace(view_name=view)
    return Frame(request)


def labels(entries):
    return [str(entry.label) for entry in entries]


@pytest.mark.parametrize("person", ["home_manager", "coordinator", "finance", "auditor"])
def test_staff_have_a_rail_and_no_links(person, partnership, request):
    frame = frame_of(request.getfixturevalue(person), partnership)
    assert frame.staff
    assert labels(frame.rail) == [str(place.label) for place in STAFF]
    assert {entry.url.split("/")[2] for entry in frame.rail[1:]} == {"alliance"}
    assert frame.links == []


@pytest.mark.parametrize("person", ["applicant", "host", "administrator"])
def test_others_have_links_and_no_rail(person, partnership, request):
    frame = frame_of(request.getfixturevalue(person), partnership)
    assert frame.rail == []
    assert "My work" in labels(frame.links)


def test_staff_of_another_partnership_are_guests_here(stranger, partnership):
    assert frame_of(stranger, partnership).rail == []


def test_the_public_has_no_work_and_nothing_waits(partnership):
    frame = frame_of(AnonymousUser(), partnership)
    assert "My work" not in labels(frame.links)
    assert (frame.rail, frame.waiting, frame.acting_for) == ([], 0, "")


def test_the_place_that_fits_best_is_here(coordinator, partnership):
    here = [
        str(entry.label)
        for entry in frame_of(coordinator, partnership, "exchanges:budget").rail
        if entry.here
    ]
    assert here == ["Budget"]


@pytest.mark.parametrize("view", ["", "account_email", "admin:index"])
def test_elsewhere_no_place_is_here(coordinator, partnership, view):
    assert not any(entry.here for entry in frame_of(coordinator, partnership, view).rail)


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ("home_manager", "Home Cluster e.V."),
        ("coordinator", "All clusters"),
        ("applicant", "Łódź Sensorics GmbH"),
    ],
)
def test_for_whom_i_am_here(person, name, partnership, request):
    assert frame_of(request.getfixturevalue(person), partnership).acting_for == name


@pytest.mark.parametrize("person", ["home_manager", "applicant"])
def test_without_a_partnership_in_the_address_it_is_my_own(person, partnership, stranger, request):
    assert frame_of(request.getfixturevalue(person)).partnership == partnership


def test_what_waits_is_counted_once_for_rail_and_pill(home_manager, partnership, monkeypatch):
    asked = []

    def two(user, *, today, now):
        asked.append(user)
        return [waiting.Task("a", "One", "/1"), waiting.Task("b", "Two", "/2")]

    monkeypatch.setattr(waiting, "_providers", [two])
    frame = frame_of(home_manager, partnership)
    assert [entry.count for entry in frame.rail][:2] == [2, 0]
    assert frame.waiting == 2
    assert asked == [home_manager]


def test_the_frame_of_a_manager_costs_one_query(
    home_manager, partnership, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(waiting, "_providers", [])
    frame_of(home_manager, partnership).waiting  # noqa: B018  (counted once, then kept)
    with django_assert_num_queries(1):  # posts and organisations spoken for, with their names
        frame = frame_of(home_manager, partnership)
        assert frame.rail and frame.acting_for and frame.addresses and not frame.links
