"""Settings from the environment, and what an installation is refused for."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from excite import environment

GOOD_KEY = "kX2-9vQm_7LpZr4TnWc8YbHs3JdGf6AeUxKi5OoPq1RtVwBzNh0"
GOOD = {
    "SECRET_KEY": GOOD_KEY,
    "ALLOWED_HOSTS": ["portal.example.eu"],
    "SITE_URL": "https://portal.example.eu",
}


def test_a_good_installation_starts():
    environment.refuse_insecure(GOOD, demo=False)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": GOOD_KEY[:49]}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "django-insecure-" + GOOD_KEY}, "SECRET_KEY can be guessed"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS allows every host"),
        ({"ALLOWED_HOSTS": ["portal.example.eu", "*"]}, "ALLOWED_HOSTS allows every host"),
        ({"ALLOWED_HOSTS": ["."]}, "ALLOWED_HOSTS allows every host"),
        ({"SITE_URL": "http://portal.example.eu"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "https://"}, "SITE_URL names no host"),
    ],
)
def test_an_insecure_installation_is_told_what_to_change(fault, named):
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.refuse_insecure(GOOD | fault, demo=False)
    lines = str(refusal.value).splitlines()
    assert named in lines[1]
    assert len(lines) == 3
    assert "./run demo" in lines[2]


def test_all_faults_are_told_at_once():
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.refuse_insecure(
            {"SECRET_KEY": "", "ALLOWED_HOSTS": [], "SITE_URL": "http://x"}, demo=False
        )
    assert [line.split()[1] for line in str(refusal.value).splitlines()[1:-1]] == [
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "SITE_URL",
    ]


def test_an_institution_is_reached_by_https_only(monkeypatch):
    monkeypatch.setenv("OIDC_SERVER_URL", "http://login.example.eu")
    with pytest.raises(ImproperlyConfigured, match="OIDC_SERVER_URL must begin with https://"):
        environment.refuse_insecure(GOOD, demo=False)
    environment.refuse_insecure(GOOD, demo=True)


def test_the_demo_needs_a_key_of_its_own_and_no_more():
    local = {"SECRET_KEY": GOOD_KEY, "ALLOWED_HOSTS": ["localhost"], "SITE_URL": "http://localhost:8000"}
    environment.refuse_insecure(local, demo=True)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        environment.refuse_insecure(local | {"SECRET_KEY": ""}, demo=True)


# --- the file of the demo ------------------------------------------------------------------------------


@pytest.fixture
def demo_file(tmp_path):
    path = tmp_path / "demo.env"
    path.write_text("# a comment\nDEMO=1\n\nSECRET_KEY=from=the-file\n#OFF=1\n")
    return path


def test_the_file_fills_what_the_environment_leaves_open(demo_file):
    environ = {"DEMO": "0"}
    environment.load_file(demo_file, environ)
    assert environ == {"DEMO": "0", "SECRET_KEY": "from=the-file"}


def test_no_switch_of_the_demo_slips_into_an_installation_with_a_key(demo_file):
    environ = {"SECRET_KEY": GOOD_KEY}
    environment.load_file(demo_file, environ)
    assert environ == {"SECRET_KEY": GOOD_KEY}


def test_no_file_is_no_fault(tmp_path):
    environ = {}
    environment.load_file(tmp_path / "missing", environ)
    assert environ == {}


# --- single values -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", True), ("Yes", True), (" on ", True), ("0", False), ("off", False), ("", True)],
)
def test_switch(monkeypatch, written, meant):
    monkeypatch.setenv("SOME_SWITCH", written)
    assert environment.switch("SOME_SWITCH", default=True) is meant


def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "flase")
    with pytest.raises(ImproperlyConfigured, match="DEBUG is 'flase', but must be on or off"):
        environment.switch("DEBUG")


def test_a_number_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "one")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES is 'one'"):
        environment.number("TRUSTED_PROXIES")


def test_names_may_be_parted_by_commas_or_blanks(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.eu, b.eu c.eu,,")
    assert environment.names("ALLOWED_HOSTS") == ["a.eu", "b.eu", "c.eu"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "smtp://us%40er:p%2Fw@mail.example.eu:587?tls=1",
            ("smtp", "mail.example.eu", 587, "us@er", "p/w", True, False),
        ),
        ("smtps://mail.example.eu", ("smtp", "mail.example.eu", 465, "", "", False, True)),
        ("console://", ("console", "localhost", 25, "", "", False, False)),
        ("none://", ("dummy", "localhost", 25, "", "", False, False)),
    ],
)
def test_email(address, expected):
    read = environment.email(address)
    assert (
        read["EMAIL_BACKEND"].split(".")[-2],
        read["EMAIL_HOST"],
        read["EMAIL_PORT"],
        read["EMAIL_HOST_USER"],
        read["EMAIL_HOST_PASSWORD"],
        read["EMAIL_USE_TLS"],
        read["EMAIL_USE_SSL"],
    ) == expected


def test_an_unknown_way_to_send_mail_is_refused():
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must begin with"):
        environment.email("mail.example.eu")
