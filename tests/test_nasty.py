"""What nobody sends by accident, in every field of every form: never a server error, nothing half saved."""

import time
from contextlib import suppress
from copy import deepcopy
from urllib.parse import quote_plus

import pytest
from django.db import transaction

from .harness.forms import forms_of
from .pages.table import body, browsers, outcome
from .test_pages import ROWS, Undo, changes, state, world  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.deep]

WHO = [
    "anonymous",
    "applicant",
    "host",
    "home_manager",
    "host_manager",
    "coordinator",
    "finance",
    "administrator",
]
NASTY = {
    "NUL": b"a\0b",
    "half a surrogate": b"\xed\xa0\x80",
    "not UTF-8": b"\xff\xfe\x80",
    "right to left": "\u202egnp.exe\u2066 \u200fx".encode(),
    "a megabyte": b"x" * 1_000_000,
    "beyond every number": b"1e999",
    "not a number": b"NaN",
    "more than 64 bits": b"99999999999999999999",
    "below zero": b"-1",
    "digits of others": "٣".encode(),
    "the first day": b"0001-01-01",
    "the last day": b"9999-12-31",
    "no day": b"2023-02-30",
    "a formula": b"=HYPERLINK(1)",
    "a template": b"{{ 7|add:7 }}{% debug %}%(x)s",
    "a script": b"<script>alert(1)</script>",
    "a list": b"[]",
    "nothing": b"",
}
BROKEN = {
    "no boundary": ("multipart/form-data", b"--x"),
    "no end": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="reason"\r\n',
    ),
    "another type": ("application/json", b'{"reason": ['),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=nonsense", b"reason=x"),
}

# A form that saves itself keeps what is sound of it, and says what is not.
SAVE_THE_REST = ("/save/", "/submit/", "/report/")
SECONDS = 10  # on a busy machine; a pattern that runs wild takes minutes


@pytest.fixture
def forms(world):  # noqa: F811
    """(person, browser, form) for each form of every page, once for each address that it is sent to."""
    found, browser_of = {}, browsers(world.people)
    for row in [row for row in ROWS if row.method == "GET"]:
        address = row.address("alliance", world.own[row.record])
        for person in [person for person in WHO if row.expected.get(person) == "200"]:
            answer = browser_of[person].get(address)
            page = body(answer)
            if "html" in answer["Content-Type"]:
                for form in forms_of(page.decode(), address):
                    key = (form.method, form.action, tuple(sorted(form.fields)))
                    found.setdefault(key, (person, browser_of[person], form))
    return list(found.values())


def test_nothing_nasty_gets_through(forms):
    assert len(forms) > 80
    wrong = []
    for person, browser, form in forms:
        bodies = {name: urlencoded(dict.fromkeys(form.typed, value)) for name, value in NASTY.items()}
        usual = {name: text.encode() for name, text in form.fields.items()}
        bodies |= {f"NUL in {name}": urlencoded(usual | {name: b"\0\xed\xa0\x80"}) for name in form.typed}
        wrong += tried(browser, form, person, bodies)
    assert wrong == []


def test_ids_of_others_get_nothing(forms, world):  # noqa: F811
    """What is chosen out of a list or hidden in a form, with the ids of the other partnership's records."""
    theirs = sorted({str(value) for parts in world.away.values() for value in parts.values()})
    wrong = []
    for person, browser, form in [each for each in forms if each[2].method == "POST"]:
        bodies = {value: urlencoded(dict.fromkeys(form.typed, value.encode())) for value in theirs}
        wrong += tried(browser, form, person, bodies)
    assert wrong == []


def test_broken_bodies_are_refused(forms):
    wrong = []
    for person, browser, form in [each for each in forms if each[2].method == "POST"]:
        wrong += tried(browser, form, person, BROKEN)
    assert wrong == []


def urlencoded(fields):
    content = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields.items())
    return "application/x-www-form-urlencoded", content.encode()


def tried(browser, form, person, bodies):
    """Server errors, and refusals that have changed something all the same. What works is taken back."""
    wrong, before = [], state()
    for name, (content_type, content) in bodies.items():
        cookies, began = deepcopy(browser.cookies), time.monotonic()
        with suppress(Undo), transaction.atomic():
            if form.method == "GET":
                answer = browser.get(f"{form.action.partition('?')[0]}?{content.decode()}")
            else:
                answer = browser.generic("POST", form.action, content, content_type)
            body(answer)
            if answer.status_code in (302, 500) or form.action.endswith(SAVE_THE_REST):
                raise Undo
        browser.cookies = cookies
        if answer.status_code >= 500 or time.monotonic() - began > SECONDS:
            seconds = time.monotonic() - began
            wrong.append(
                f"{form.method} {form.action} as {person}, {name}: {outcome(answer)} in {seconds:.1f} s"
            )
    if changes(before):
        wrong.append(f"{form.method} {form.action} as {person}: {changes(before)}")
    return wrong
