"""The settings as a process sees them: each case is a start of its own, in an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
KEY = "kX2-9vQm_7LpZr4TnWc8YbHs3JdGf6AeUxKi5OoPq1RtVwBzNh0"
PRODUCTION = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "portal.example.eu", "EMAIL_URL": "none://"}


@pytest.fixture
def start(tmp_path):
    def start(*arguments, **environment):
        bare = {name: os.environ[name] for name in ["PATH", "HOME", "LANG"] if name in os.environ}
        return subprocess.run(
            [sys.executable, "-W", "error", "manage.py", *arguments],
            cwd=ROOT,
            env={**bare, "VAR_ROOT": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return start


@pytest.fixture
def value(start):
    """value(expression, **environment): what a setting is, as text."""

    def value(expression, **environment):
        code = f"from django.conf import settings; print({expression})"
        done = start("shell", "--no-imports", "-c", code, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return value


def test_without_any_setting_it_refuses_to_start(start):
    done = start("check")
    assert done.returncode != 0
    for name in ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"]:
        assert f"- {name} " in done.stderr


def test_the_deployment_check_finds_nothing(start):
    done = start("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("switch", ["DEBUG", "DEMO"])
def test_it_starts_for_a_look_with_one_switch(start, switch):
    assert start("check", SECRET_KEY=KEY, **{switch: "1"}).returncode == 0


def test_cookies_belong_to_this_host_alone(value):
    expression = (
        "[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,"
        " settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY]"
    )
    assert value(expression, **PRODUCTION) == "['__Host-session', '__Host-csrf', True, True, True]"


def test_no_source_of_the_content_policy_is_unsafe(value):
    directives = value("settings.CONTENT_SECURITY_POLICY['DIRECTIVES']", **PRODUCTION)
    assert "unsafe" not in directives
    assert "'default-src': [\"'none'\"]" in directives


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "['sqlite3', 'DatabaseCache', 'filesystem:']"),
        (
            {"DATABASE_URL": "postgres://a:b@db/portal", "REDIS_URL": "redis://cache:6379/0"},
            "['postgresql', 'RedisCache', 'redis:']",
        ),
    ],
)
def test_services_come_from_their_addresses(value, environment, expected):
    expression = (
        "[settings.DATABASES['default']['ENGINE'].split('.')[-1],"
        " settings.CACHES['default']['BACKEND'].split('.')[-1], settings.CELERY_BROKER_URL.split('/')[0]]"
    )
    assert value(expression, **PRODUCTION, **environment) == expected


def test_sqlite_waits_for_its_one_writer(value, tmp_path):
    code = (
        "(lambda c: (c.execute('PRAGMA journal_mode').fetchone()[0],"
        " c.execute('PRAGMA foreign_keys').fetchone()[0], c.execute('PRAGMA synchronous').fetchone()[0],"
        " c.execute('PRAGMA busy_timeout').fetchone()[0], settings.DATABASES['default']['OPTIONS']"
        "['transaction_mode']))(__import__('django.db').db.connection.cursor())"
    )
    assert value(code, **PRODUCTION) == "('wal', 1, 1, 20000, 'IMMEDIATE')"


def test_the_clock_cannot_be_moved_outside_the_demo(value):
    assert value("settings.CLOCK_OFFSET", CLOCK_OFFSET="-1000", **PRODUCTION) == "0"
    assert value("settings.CLOCK_OFFSET", CLOCK_OFFSET="-1000", DEMO="1", **PRODUCTION) == "-1000"


def test_openid_connect_appears_when_it_is_configured(value):
    expression = "settings.SOCIALACCOUNT_PROVIDERS"
    assert value(expression, **PRODUCTION) == "{}"
    configured = value(
        expression,
        **PRODUCTION,
        OIDC_SERVER_URL="https://login.example.eu/realms/a",
        OIDC_CLIENT_ID="portal",
        OIDC_CLIENT_SECRET="hidden",
        OIDC_NAME="EU Login",
    )
    assert "https://login.example.eu/realms/a" in configured
    assert "EU Login" in configured
