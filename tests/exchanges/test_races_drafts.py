"""Drafts under many hands at once: one number each, one draft for eight clicks, one tab that saves."""

from collections import Counter

import pytest

from .test_races import HANDS, START, arena, run  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.database, pytest.mark.slow]

NEWCOMERS = f"""
place = ground()
many = [member(place["home"]) for _ in range({HANDS})]
for newcomer in many:
    make.RegisterEntryFactory(organisation=newcomer, home_cluster=place["home"])
answer = [{{"act": "start", "pk": one.pk, "user": speaker(one).pk}} for one in many]
"""


def race_for_numbers(arena, careless=""):  # noqa: F811
    outcomes, _acts = run(arena, NEWCOMERS, careless)
    references, numbered = arena.ask(
        START + "from clusters.models import Partnership\n"
        "answer = [list(Exchange.objects.values_list('reference', flat=True)),"
        " Partnership.objects.get().exchanges_numbered]"
    )
    assert outcomes == {"done": HANDS}
    assert sorted(references) == [f"CXC-{number:04d}" for number in range(1, HANDS + 1)]
    assert numbered == HANDS


def test_64_drafts_get_64_numbers_in_a_row(arena):  # noqa: F811
    race_for_numbers(arena)


def test_without_its_guards_numbers_collide(arena):  # noqa: F811
    with pytest.raises(AssertionError):
        race_for_numbers(arena, careless="numbers")


def test_eight_clicks_begin_one_draft(arena):  # noqa: F811
    outcomes, _acts = run(
        arena,
        "place = ground(seats=3)\n"
        "one = member(place['home'])\n"
        "make.RegisterEntryFactory(organisation=one, home_cluster=place['home'])\n"
        "answer = [{'act': 'start', 'pk': one.pk, 'user': speaker(one).pk}] * 8",
    )
    assert outcomes == {"done": 8}
    found = "answer = [Exchange.objects.count(), Event.objects.filter(verb='start').count()]"
    assert arena.ask(START + found) == [1, 1]


@pytest.mark.parametrize(
    "act,loser", [("save", "Overtaken"), ("submit", "WrongStatus"), ("delete", "WrongStatus")]
)
def test_eight_tabs_at_once(arena, act, loser):  # noqa: F811
    outcomes, _acts = run(
        arena,
        "one = application(ground())\n"
        "HostConsent.objects.all().delete()\n"
        "Exchange.objects.update(status='draft', submitted_at=None)\n"
        f"answer = runners({act!r}, [one] * 8, 'applicant')",
    )
    gone = outcomes.pop("Gone", 0) if act == "delete" else 0
    assert outcomes == Counter({"done": 1, loser: 7 - gone})
    verb = {"save": "edit"}.get(act, act)
    versions = "list(Exchange.objects.values_list('version', flat=True))"
    found = f"answer = [{versions}, Event.objects.filter(verb='{verb}').count()]"
    assert arena.ask(START + found) == [[] if act == "delete" else [2], 1]
