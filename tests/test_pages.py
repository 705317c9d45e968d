"""Every page × every person × own, foreign and missing record. The tables are in tests/pages, by hand.

Each test goes through all tables, for what they start from takes as long to make as a hundred pages.
"""

from contextlib import suppress
from copy import deepcopy

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import get_resolver, reverse

from .pages import (
    account,
    applications,
    clusters,
    desk,
    exchanges,
    missions,
    reporting,
    tandems,
)
from .pages import world as worlds
from .pages.table import REFUSED, ask, body, browsers, outcome, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TABLES = [account, applications, clusters, desk, exchanges, missions, reporting, tandems]
ROWS = [row for table in TABLES for row in read(table.PAGES, table.NAMESPACE)]
# To these ALLIANCE is the foreign partnership: they stand in the tables as such.
NOT_OF_HERE = {"stranger", "administrator"}
KNOW_US = {"applicant", "third_manager", "outsider"}
# Changed by every request of a signed-in person, or by none that matters.
BESIDE = {"sessions.Session", "usersessions.UserSession"}


@pytest.fixture
def world(
    people,
    partnership,
    home_cluster,
    host_cluster,
    host_organisation,
    budget_line,
    other_partnership,
    programme_day,
    counted_once,
    settings,
    tmp_path,
):
    settings.MEDIA_ROOT = tmp_path
    own = worlds.Side(partnership, home_cluster, host_cluster, host_organisation, people)
    return worlds.build(own, worlds.elsewhere(other_partnership, people["stranger"]))


# --- Every address is in a table ------------------------------------------------------------------------


def patterns(resolver, route="", namespace=""):
    """The name of every address; its route where it has none."""
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inside = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from patterns(pattern, here, namespace + inside)
        else:
            yield namespace + pattern.name if pattern.name else here


def test_every_address_is_in_a_table():
    tabled = {row.view for row in ROWS}
    # The admin is tried below as a whole; allauth leads from the old names of four pages to the new ones.
    there = {name for name in patterns(get_resolver()) if not name.startswith(("admin", "account/social/"))}
    assert sorted(there - tabled) == []
    assert sorted(tabled - there) == []


# --- Own records ----------------------------------------------------------------------------------------


def test_own_pages(world):
    assert _faults(world, "GET", browsers(world.people)) == []


def test_own_forms(world):
    """What is refused is left to do its worst; what works is taken back for the next person."""
    browser_of = browsers(world.people)
    before = state()
    assert _faults(world, "POST", browser_of) == []
    assert changes(before) == []


def _faults(world, method, browser_of):
    posted, wrong = worlds.what_a_form_sends(world), []
    for row in [row for row in ROWS if row.method == method]:
        address = row.address("alliance", world.own[row.record])
        for person, expected in row.expected.items():
            keep = expected in REFUSED
            got = outcome(_asked(browser_of[person], method, address, posted, keep=keep))
            if got != expected:
                wrong.append(f"{row} as {person}: {got}, not {expected}")
    return wrong


# --- Foreign and missing records ------------------------------------------------------------------------


def test_foreign_records_look_like_missing_ones(world):
    """By the address of the other partnership for everybody; by our own address for those who know it."""
    browser_of, posted = browsers(world.people), worlds.what_a_form_sends(world)
    before, wrong = state(), []
    for row in once_for_each_view(ROWS):
        foreign, missing = world.away[row.record], worlds.missing(world.own[row.record])
        pairs = [("elsewhere", row.expected.keys() - NOT_OF_HERE), ("alliance", KNOW_US)]
        for slug, people in pairs if row.record != "-" else []:
            for person in people:
                given = (browser_of[person], row.method)
                theirs = _asked(*given, row.address(slug, foreign), posted, keep=False)
                nowhere = _asked(*given, row.address(slug, missing), posted, keep=False)
                login = row.expected[person] == "in"
                expected = ["in" if login else row.missing] * 2
                if slug == "elsewhere" and not login:
                    expected = [row.foreign, row.missing]
                got = [outcome(theirs), outcome(nowhere)]
                if got != expected or (got[0] == got[1] and theirs.read != nowhere.read):
                    wrong.append(f"{row} in {slug} as {person}: {got}, not {expected}, or not alike")
        for person in row.expected.keys() - NOT_OF_HERE if row.record == "-" else []:
            slugs = {"elsewhere": row.foreign, "nowhere": row.missing}
            for slug, expected in slugs.items():
                answer = _asked(browser_of[person], row.method, row.address(slug, {}), posted, keep=False)
                if outcome(answer) != ("in" if row.expected[person] == "in" else expected):
                    wrong.append(f"{row} in {slug} as {person}: {outcome(answer)}")
    assert wrong == []
    assert changes(before) == []


def once_for_each_view(rows):
    """A foreign record is refused before the name of an act is looked at: a row for each view and method."""
    found = {}
    for row in [row for row in rows if row.foreign != "-"]:
        found.setdefault((row.view, row.method, row.foreign, row.missing), row)
    return list(found.values())


def test_what_is_hidden_looks_missing(world):
    """Of the own partnership too: a draft of somebody else's, a paper that is not for me."""
    browser_of, wrong = browsers(world.people), []
    for row in [row for row in ROWS if row.record != "-" and row.method == "GET"]:
        for person in [person for person, expected in row.expected.items() if expected == "404"]:
            hidden, missing = (
                _asked(browser_of[person], "GET", row.address("alliance", parts), {}, keep=False)
                for parts in [world.own[row.record], worlds.missing(world.own[row.record])]
            )
            if hidden.read != missing.read:
                wrong.append(f"{row} as {person}")
    assert wrong == []


# --- The admin ------------------------------------------------------------------------------------------


def test_the_admin_is_for_administrators(world):
    """Everybody else is shown the way out on every page of it, of whatever model."""
    browser_of = browsers(world.people)
    names = {name for name in patterns(get_resolver()) if name.startswith("admin:")}
    lists = sorted(name for name in names if name.endswith(("_changelist", "_add")))
    assert len(lists) > 20
    wrong = []
    for name in lists:
        for person, browser in browser_of.items():
            got = outcome(browser.get(reverse(name)))
            expected = {"administrator": {"200", "403"}, "anonymous": {"in", "302"}}.get(
                person, {"302", "403"}
            )
            if got not in expected:
                wrong.append(f"{name} as {person}: {got}")
    assert wrong == []


# --- Asking ---------------------------------------------------------------------------------------------


class Undo(Exception):
    """Takes a request back."""


def _asked(browser, method, address, posted, *, keep):
    """The answer, with ``read``: what stands in it, without its tokens and without the address asked for."""
    cookies = deepcopy(browser.cookies)
    with suppress(Undo), transaction.atomic():
        answer = ask(browser, method, address, posted)
        answer.read = body(answer, address)
        if not keep:
            raise Undo
    browser.cookies = cookies
    return answer


def state():
    """Every row of every table."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.order_by().values_list()))
        for model in apps.get_models()
        if model._meta.label not in BESIDE and model._meta.managed
    }


def changes(before):
    """What is different from then, told by table."""
    after = state()
    return [
        (label, set(after[label]) ^ set(before[label])) for label in after if after[label] != before[label]
    ]
