"""Reading settings from the environment, and refusing an insecure start. Knows no Django app."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
SHORTEST_SECRET_KEY = 50
EMAIL_BACKENDS = {"smtp": "smtp", "smtps": "smtp", "console": "console", "file": "filebased", "none": "dummy"}
HOW_TO_TRY = "To try the portal on your own machine, run ./run demo, or set DEBUG=1."


def load_file(path: Path, environ=os.environ) -> None:
    """Take over `NAME=value` lines from `path`, unless the environment brings settings of its own.

    A SECRET_KEY in the environment means a real installation: then the file of the demo is ignored as a
    whole, so that no switch of the demo (least of all DEMO itself) can slip into production.
    """
    if environ.get("SECRET_KEY") or not path.is_file():
        return
    for line in path.read_text().splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            environ.setdefault(name, value)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def switch(name: str, default: bool = False) -> bool:
    word = os.environ.get(name, "").strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return default if word == "" else False
    raise ImproperlyConfigured(f"{name} is {word!r}, but must be on or off (1, true, yes, 0, false, no).")


def number(name: str, default: int = 0) -> int:
    written = text(name, str(default))
    try:
        return int(written)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {written!r}, but must be a whole number.") from None


def names(name: str) -> list[str]:
    """A list written with commas or blanks between the entries."""
    return os.environ.get(name, "").replace(",", " ").split()


def email(address: str) -> dict:
    """`smtp://user:password@host:587?tls=1` (or `smtps://`, `console://`, `none://`) as EMAIL_* settings."""
    parts = urlsplit(address)
    if parts.scheme not in EMAIL_BACKENDS:
        raise ImproperlyConfigured(
            f"EMAIL_URL must begin with one of {', '.join(sorted(EMAIL_BACKENDS))} and ://, "
            "for example smtp://user:password@mail.example.eu:587?tls=1."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{EMAIL_BACKENDS[parts.scheme]}.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": options.get("tls", "").lower() in TRUE,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_FILE_PATH": unquote(parts.path) or None,
        "EMAIL_TIMEOUT": 20,
    }


def refuse_insecure(settings: Mapping, *, demo: bool) -> None:
    """Raise ImproperlyConfigured with every reason why these settings must not face the public.

    The demo is spared: it holds invented data and its accounts are open to everybody anyway. It still needs
    a key of its own, because a known key would let anyone forge what other people click on.
    """
    faults = list(key_faults(settings["SECRET_KEY"]))
    if not demo:
        faults += address_faults(settings)
    if faults:
        raise ImproperlyConfigured("\n".join(["The portal does not start like this:", *faults, HOW_TO_TRY]))


def key_faults(key: str):
    way_out = (
        'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(50))" '
        "and keep it: a new one signs everybody out."
    )
    if not key:
        yield f"- SECRET_KEY is missing. {way_out}"
    elif len(key) < SHORTEST_SECRET_KEY or len(set(key)) < 5 or key.startswith("django-insecure-"):
        yield f"- SECRET_KEY can be guessed; it needs {SHORTEST_SECRET_KEY} random characters. {way_out}"


def address_faults(settings: Mapping):
    hosts = settings["ALLOWED_HOSTS"]
    if not hosts:
        yield "- ALLOWED_HOSTS is missing. Name the hosts people type: ALLOWED_HOSTS=portal.example.eu."
    elif any(host.strip(".") in {"*", ""} for host in hosts):
        yield "- ALLOWED_HOSTS allows every host. Name the hosts people type, separated by commas."
    if not settings["SITE_URL"].startswith("https://"):
        yield "- SITE_URL must begin with https://, because passwords and papers travel over it."
    elif not urlsplit(settings["SITE_URL"]).hostname:
        yield "- SITE_URL names no host. Write the whole address, such as SITE_URL=https://portal.example.eu."
    if text("OIDC_SERVER_URL").startswith("http://"):
        yield "- OIDC_SERVER_URL must begin with https://: else others could sign in as anybody."
