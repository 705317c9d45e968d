"""What happens around every page, tried on a few pages of its own."""

import sqlite3

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import translation

from excite.urls import urlpatterns as addresses
from excite.workflow import NotAllowed, Refused

from .. import factories as make

pytestmark = pytest.mark.urls(__name__)
handler500 = "excite.views.errors.server_error"


@login_not_required
def shown(request, **names):
    return HttpResponse(f"{request.partnership} {translation.get_language()}")


@login_not_required
def busy(request):
    raise OperationalError("database is locked") from sqlite3.OperationalError("database is locked")


@login_not_required
def somebody_elses(request):
    raise NotAllowed("This is for the home manager.")


@login_not_required
def too_late(request):
    raise Refused("The seats are gone.")


@login_not_required
def broken(request):
    raise ZeroDivisionError


def closed(request):
    return HttpResponse("for people who signed in")


urlpatterns = [
    path("shown/", shown),
    path("p/<slug:partnership>/shown/", shown),
    path("busy/", busy),
    path("somebody-elses/", somebody_elses),
    path("too-late/", too_late),
    path("broken/", broken),
    path("closed/", closed),
    *addresses,
]


# --- errors --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_busy_database_asks_for_a_moment(client):
    answer = client.get("/busy/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "One moment, please" in answer.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_busy_outside_the_views_does_so_too(monkeypatch):
    def locked(*arguments, **options):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", locked)
    client = Client(raise_request_exception=False)
    client.cookies["__Host-session"] = "a" * 32
    answer = client.get("/closed/")
    assert answer.status_code == 503
    assert "One moment, please" in answer.content.decode()


@pytest.mark.django_db
def test_an_act_for_somebody_else_is_forbidden(client):
    assert client.get("/somebody-elses/").status_code == 403


@pytest.mark.django_db
def test_what_has_become_impossible_is_told_in_its_own_words(client):
    answer = client.get("/too-late/")
    assert answer.status_code == 409
    assert "The seats are gone." in answer.content.decode()


@pytest.mark.django_db
def test_a_mistake_of_ours_is_told_without_the_database(django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


# --- limits --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_body_beyond_every_limit_is_refused_unread(client, settings):
    settings.MAX_REQUEST_BYTES = 1000
    answer = client.post("/shown/", b"x" * 1001, content_type="application/octet-stream")
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert client.post("/shown/", b"x" * 1000, content_type="application/octet-stream").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/shown/?q=a%00b", "/shown/%00", "/p/a%00b/shown/"])
def test_nul_in_an_address_is_refused(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "²"])
def test_a_length_that_is_none_is_no_server_error(client, length):
    assert client.get("/shown/", CONTENT_LENGTH=length).status_code < 500


# --- language ------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("account", "cookie", "browser", "shown_in"),
    [
        ("de", None, "en", "de"),
        ("de", "en", "de", "en"),
        (None, None, "de", "de"),
        (None, "en", "de", "en"),
        (None, None, "xx", "en"),
        ("fr", None, "en", "en"),
    ],
)
def test_the_language_is_that_of_the_browser_switch_then_the_account(
    client, account, cookie, browser, shown_in
):
    if account:
        client.force_login(make.UserFactory(language=account))
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get("/shown/", headers={"accept-language": browser})
    assert answer.content.decode() == f"None {shown_in}"


# --- who and where -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_are_closed_unless_they_say_otherwise(client):
    answer = client.get("/closed/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/closed/"


@pytest.mark.django_db
def test_the_partnership_comes_from_the_address(client):
    partnership = make.PartnershipFactory(slug="alliance")
    make.PartnershipFactory(slug="other")
    assert client.get("/p/alliance/shown/").content.decode() == f"{partnership} en"
    assert client.get("/p/nowhere/shown/").content.decode() == "None en"
    assert client.get("/shown/").content.decode() == "None en"


@pytest.mark.django_db
def test_every_answer_carries_the_safe_headers(client):
    answer = client.get("/shown/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


# --- health --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_health_answers_any_probe(client):
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json()) == (200, {"database": True, "broker": True})


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "broker"])
def test_health_names_what_fails(client, monkeypatch, part):
    def fails():
        raise ConnectionRefusedError("secret detail")

    monkeypatch.setattr(f"excite.views.health.ask_{part}", fails)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "broker": True} | {part: False}
