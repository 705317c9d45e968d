"""Pages at every size: how many queries, how long; and the list of exchanges beside the framework's floor."""

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from .floor import floor_of
from .stopwatch import least, queries
from .table import Line

TURNS = 5
MOST_QUERIES = 15  # on any page, whatever the number of rows
TIMES_THE_FLOOR = 4
COMPARED = 10_000  # rows at which the list is held against the floor
LISTS = {
    "list of exchanges": "",
    "… one status": "?status=completed",
    "… four filters": "?status=completed&status=reported&home=cluster-2&country=DE&type=sme",
    "… searched": "?q=łódź",
    "… sorted by amount": "?sort=-amount",
    "… waiting for me": "?mine=me",
    "… last page": "?page=999999",
}


def browser(user):
    """A signed-in browser; one application serves all its requests, as a running web process does."""
    client = Client()
    client.force_login(user)
    return client


def getter(client, address):
    def get():
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return answer

    return get


def lists(programme):
    """The list of exchanges, with the filters that people set, beside the floor."""
    client, get_floor = browser(programme.coordinator), floor_of(programme.coordinator)
    get_floor()
    number = queries(get_floor)
    assert number == 5, f"The floor is defined by five queries, not {number}."
    for what, words in LISTS.items():
        get = getter(client, reverse("exchanges:list", args=["bench"]) + words)
        get()
        asked = queries(get)
        portal, floor = least(get, get_floor, turns=TURNS)
        goal = TIMES_THE_FLOOR if programme.rows <= COMPARED else None
        yield Line(what, programme.rows, portal, floor, asked, most=goal, most_queries=MOST_QUERIES)


def pages(programme):
    """The other pages, each as the person who uses it most."""
    for what, user, address in _addresses(programme):
        get = getter(browser(user), address)
        get()
        asked = queries(get)
        (took,) = least(get, turns=3)
        yield Line(what, programme.rows, took, queries=asked, most_queries=MOST_QUERIES)
    cache.clear()
    get = getter(browser(programme.manager), reverse("missions:list", args=["bench"]))
    get()
    cache.clear()
    asked = queries(get)
    yield Line("missions, what waits counted anew", programme.rows, least(get, turns=1)[0], queries=asked)


def _addresses(programme):
    def at(view, *more):
        return reverse(view, args=["bench", *more])

    submitted, completed = programme.exchange("submitted"), programme.exchange("completed")
    coordinator, manager, applicant = programme.coordinator, programme.manager, programme.applicant
    organisation = completed.visitor.uuid
    yield "desk of a manager", manager, reverse("work")
    yield "desk of the coordinator", coordinator, reverse("work")
    yield "exchange", manager, at("exchanges:exchange", completed.reference)
    yield "decision card", manager, at("exchanges:decide", submitted.reference)
    yield "my exchanges", applicant, at("exchanges:mine")
    yield "budget", manager, at("exchanges:budget")
    yield "scoreboard", coordinator, at("reporting:scoreboard")
    yield "rows of a figure", coordinator, at("reporting:rows", "exchanges")
    yield "reports", coordinator, at("reporting:reports")
    yield "organisations", manager, at("clusters:organisations")
    yield "… searched", manager, at("clusters:organisations") + "?q=łódź"
    yield "organisation", manager, at("clusters:organisation", organisation)
    yield "memberships", manager, at("clusters:memberships")
    yield "cluster", manager, at("clusters:cluster", "cluster-2")
    yield "missions", manager, at("missions:list")
    yield "mission", manager, at("missions:mission", "mission-1")
    yield "tandems", manager, at("tandems:list")
    yield "audit", coordinator, at("audit")
    yield "search", manager, reverse("search") + "?q=łódź"
    yield "about, public", manager, at("clusters:about")
