"""Reading the tables, and asking the portal."""

import re
from dataclasses import dataclass

from django.test import Client
from django.urls import NoReverseMatch, reverse

PEOPLE = {
    "ano": "anonymous",
    "app": "applicant",
    "hst": "host",
    "hom": "home_manager",
    "hsm": "host_manager",
    "thi": "third_manager",
    "coo": "coordinator",
    "fin": "finance",
    "aud": "auditor",
    "adm": "administrator",
    "str": "stranger",
    "out": "outsider",
}
REFUSED = {"in", "400", "403", "404", "405"}
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value=|X-CSRFToken&quot;: &quot;|"X-CSRFToken": )"?\w+')


@dataclass(frozen=True)
class Row:
    """One address and method. ``expected``: an outcome for each person; ``foreign``, ``missing``: for all."""

    view: str
    record: str
    more: tuple[tuple[str, str], ...]
    method: str
    expected: dict[str, str]
    foreign: str
    missing: str

    def __str__(self):
        return " ".join([self.view, self.record, *map("=".join, self.more), self.method])

    def address(self, partnership, parts):
        """Some pages belong to no partnership."""
        parts = parts | dict(self.more)
        try:
            return reverse(self.view, kwargs={"partnership": partnership} | parts)
        except NoReverseMatch:
            return reverse(self.view, kwargs=parts)


def read(text, namespace="") -> list[Row]:
    """``view record[,name=value…] METHOD | outcomes … | foreign missing``, under a line of headings.

    ``foreign`` and ``missing`` are the same for everybody who is not sent to the login; ``-``: there is none.
    """
    head, *lines = [line for line in text.strip().splitlines() if line.strip()]
    names = [PEOPLE[short] for short in head.split("|")[1].split()]
    rows = []
    for line in lines:
        where, outcomes, elsewhere = line.split("|")
        view, record, method = where.split()
        record, *more = record.split(",")
        expected = dict(zip(names, outcomes.split(), strict=True))
        foreign, missing = elsewhere.split()
        parts = tuple(tuple(each.split("=")) for each in more)
        rows.append(Row(namespace + view, record, parts, method, expected, foreign, missing))
    return rows


def browsers(people) -> dict[str, Client]:
    """A browser for each person, signed in, and one for whoever is not."""
    found = {"anonymous": Client(raise_request_exception=False)}
    for name, user in people.items():
        found[name] = Client(raise_request_exception=False)
        found[name].force_login(user)
    return found


def ask(browser, method, address, posted=None):
    return browser.get(address) if method == "GET" else browser.post(address, posted or {})


def outcome(answer) -> str:
    """``in`` is the way to the login; any other number is the status."""
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return "in"
    return str(answer.status_code)


def body(answer, address="") -> bytes:
    """What a reader gets, without tokens and without the address that was asked for."""
    content = b"".join(answer) if answer.streaming else answer.content
    return TOKEN.sub(b"", content.replace(address.encode(), b"") if address else content)
