"""The engine beside trying everything, beside simple rules, and beside itself."""

import json
from itertools import combinations, groupby, permutations, product
from math import prod
from random import Random
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import timetable as rivals
from missions.timetable.colouring import chain
from missions.timetable.ejection import insert
from missions.timetable.grid import Grid
from missions.timetable.model import Model
from missions.timetable.neighbourhood import Search
from missions.timetable.problem import NEVER, Problem
from missions.timetable.solve import Solving, solve
from missions.timetable.work import Work
from missions.timetable_files import as_json, read_instance

from .events import (
    best_by_trying,
    broken_rules,
    event,
    full_event,
    heaviest_by_trying,
    measure,
    most_by_prices,
    places,
    random_event,
    slots_of,
    table_changes,
)

pytestmark = pytest.mark.slow

TRIES = 2_500  # timetables that an event may have to be tried by brute force


def solved(small, **more):
    return as_json(solve(read_instance(small), Work(**{"iterations": 20} | more)))


def few_to_try(count, seed):
    random = Random(seed)
    found = []
    while len(found) < count:
        small = random_event(random)
        if prod(1 + len(places(small, meeting)) for meeting in small["meetings"]) <= TRIES:
            found.append(small)
    return found


def odd_event(random):
    """Five people in four slots, where two and a half meetings would fit into each."""
    pairs = random.sample(list(combinations(range(5), 2)), 9)
    allowed = [random.sample(range(10, 14), 1 + (k > 4)) for k in range(len(pairs))]
    return event(
        5, 4, tables=3, meetings=[(*pair, {"slots": at}) for pair, at in zip(pairs, allowed, strict=True)]
    )


@pytest.mark.parametrize("seed", range(10))
def test_the_prices_tell_the_heaviest_timetables_from_others(seed):
    random = Random(seed)
    for small in [*few_to_try(10, seed + 100), *(odd_event(random) for _event in range(5))]:
        small |= {"floor": 0, "require_all": False, "max_break_spread": None}
        solving = Solving(Problem.of(read_instance(small)), Work(iterations=20))
        solving.weight()
        heaviest = heaviest_by_trying(small)
        (weight, _floor, gaps, _worst), at = heaviest[0][1], heaviest[-1][0]
        assert solving.grid.weight == -weight
        number = {slot["id"]: t for t, slot in enumerate(small["slots"])} | {None: NEVER}
        grid = Grid(solving.problem, [number[at.get(one["id"])] for one in small["meetings"]])
        search = Search(grid, solving.work, ("weight", "idle_slots"), NEVER, solving.prices)
        search.place_anew(len(small["slots"]), search.values())
        assert search.values() == [weight, gaps]


@pytest.mark.parametrize("seed", range(10))
def test_nothing_better_is_found_by_trying_everything(seed):
    for small in few_to_try(30, seed):
        answer, best = solved(small), best_by_trying(small)
        at = slots_of(answer)
        if best is None:  # not every meeting fits, though all must: what fits is told, and what not
            assert broken_rules(small, at) == {"require_all"}
            assert answer["unscheduled"]
            continue
        assert (broken_rules(small, at), measure(small, at)) == (set(), best)
        weight, floor, gaps, _tables = answer["stages"]
        assert (-weight["value"], floor["value"], gaps["value"]) == best[:3]
        assert weight["value"] <= weight["bound"]
        assert all(stage["bound"] <= stage["value"] for stage in (floor, gaps))
        assert weight["bound"] == int(most_by_prices(small, weight["certificate"]) + 1e-9)


@st.composite
def middling(draw):
    random = Random(draw(st.integers(0, 10**6)))
    return random_event(
        random,
        most_meetings=draw(st.integers(10, 60)),
        most_parties=draw(st.integers(5, 20)),
        most_slots=draw(st.integers(3, 9)),
        rules=False,
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(middling())
def test_events_of_middle_size_are_sound_and_never_below_simple_rules(middle):
    answer = solved(middle | {"stages": ["weight"]}, iterations=6)
    at = slots_of(answer)
    value = answer["stages"][0]["value"]
    assert broken_rules(middle, at) == set()
    assert value == -measure(middle, at)[0]
    assert value >= max(rivals.weight(middle, rule(middle)) for rule in (rivals.first_come, rivals.greedy))
    assert value <= most_by_prices(middle, answer["stages"][0]["certificate"]) + 1e-9
    assert reasons_are_true(middle, answer)


def reasons_are_true(middle, answer):
    at = slots_of(answer)
    meetings = {meeting["id"]: meeting for meeting in middle["meetings"]}
    assert {row["meeting"] for row in answer["unscheduled"]} == set(meetings) - set(at)
    for row in answer["unscheduled"]:
        meeting = meetings[row["meeting"]]
        slots = places(middle, meeting)
        fits = {
            side: [slot for slot in slots if not one_too_many(middle, at, meeting, side, slot)]
            for side in "ab"
        }
        both = set(fits["a"]) & set(fits["b"])
        assert not any(broken_rules(middle, at | {row["meeting"]: slot}) == set() for slot in slots)
        assert {
            "no_common_slot": not slots,
            "a_full": slots and not fits["a"],
            "b_full": slots and not fits["b"],
            "tables_full": bool(both),
            "traded_for_weight": fits["a"] and fits["b"] and not both,
        }[row["reason"]]
    return True


def one_too_many(middle, at, meeting, side, slot):
    """Whether that side of the meeting could not hold it at the slot, tables aside."""
    party = next(one for one in middle["parties"] if one["id"] == meeting[side])
    mine = [
        at[one["id"]] for one in middle["meetings"] if one["id"] in at and party["id"] in (one["a"], one["b"])
    ]
    limit = party["max_meetings"]
    return mine.count(slot) >= party["delegates"] or (limit is not None and len(mine) >= limit)


def without_times(answer):
    return json.dumps(answer | {"stages": [stage | {"seconds": 0} for stage in answer["stages"]]})


@pytest.mark.parametrize("rules", [False, True])
def test_the_same_seed_gives_the_same_answer(rules):
    middle = random_event(Random(7), most_meetings=50, most_parties=14, most_slots=8, rules=rules)
    first, second = solved(middle, seed=3), solved(middle, seed=3)
    assert without_times(first) == without_times(second)


@pytest.mark.parametrize("seed", range(6))
def test_what_the_stages_say_is_true_of_the_timetable(seed):
    middle = random_event(Random(seed), most_meetings=60, most_parties=14, most_slots=8, rules=False)
    answer = solved(middle, iterations=8)
    weight, floor, gaps, _tables = answer["stages"]
    told = (-weight["value"], floor["value"], gaps["value"])
    assert told == measure(middle, slots_of(answer))[:3]


@pytest.mark.parametrize("rule", ["pauses", "order"])
def test_pauses_and_order_are_proven_for_small_events(rule):
    """They cost points; prices do not know them, but the search of everything proves what is left."""
    random = Random(7)
    wanted = [(*random.sample(range(24), 2), {"weight": random.choice([1, 2, 4])}) for _meeting in range(90)]
    small = event(24, 8, tables=8, meetings=wanted, stages=["weight"])
    if rule == "pauses":
        small["max_consecutive"] = 2
    for before, now in zip(small["meetings"], small["meetings"][1:], strict=False):
        if rule == "order" and int(now["id"][1:]) % 4:
            now["after"] = [before["id"]]
    stage = solved(small)["stages"][0]
    assert stage["proven"]
    assert stage["value"] < stage["bound"]


def test_with_pauses_five_people_hold_six_meetings_of_ten():
    """Four have three places each in the four slots, the last has one: 13, of which 6 meetings take 12."""
    five = event(5, 4, tables=2, meetings=list(combinations(range(5), 2)), max_consecutive=3)
    five["parties"][4]["unavailable"] = [10, 11, 12]
    problem = Problem.of(read_instance(five))
    model = Model(Grid(problem), dict(enumerate(problem.spots)))
    assert model.solve(model.aim("weight"), Work(), effort=1) == (True, -6)
    assert model.grid.weight == 6


@pytest.mark.parametrize(("seed", "people", "requests"), [(5, 20, 70), (6, 16, 55)])
def test_the_fewest_breaks_are_proven_with_little_effort(seed, people, requests):
    """Without what is only implied, the solver finds no timetable at all with twice the effort."""
    random = Random(seed)
    pairs = sorted({tuple(sorted(random.sample(range(people), 2))) for _request in range(requests)})
    small = event(people, 12, tables=people // 3, meetings=pairs, gap_measure="breaks")
    problem = Problem.of(read_instance(small))
    model = Model(Grid(problem), dict(enumerate(problem.spots)), range(len(pairs)), gaps=True)
    assert model.solve(model.aim("idle_slots"), Work(), effort=2) == (True, 1)
    assert len(model.grid.unscheduled()) == 0


def test_the_odd_set_proves_that_five_people_leave_one_out():
    """Of five people who all want to meet, four can in each slot: eight meetings in four slots."""
    everybody = [(a, b) for a in range(5) for b in range(a)]
    answer = solved(event(5, 4, tables=9, meetings=everybody))
    stage = answer["stages"][0]
    assert (stage["value"], stage["bound"], stage["proven"]) == (8, 8, True)
    assert stage["certificate"]["z"]
    without = stage["certificate"] | {"z": []}
    assert most_by_prices(event(5, 4, tables=9, meetings=everybody), without) > 8  # the odd sets carry it


def test_a_table_where_nobody_can_sit_has_no_price():
    """Of three meetings two find a table, and those of the plenary at 10 count for nothing."""
    small = event(6, 3, tables=1, meetings=[(0, 1), (2, 3), (4, 5)])
    for party in small["parties"]:
        party["unavailable"] = [10]
    stage = solved(small)["stages"][0]
    assert (stage["value"], stage["bound"], stage["proven"]) == (2, 2, True)
    assert sorted(slot for slot, _price in stage["certificate"]["v"]) == [11, 12]


def test_a_certificate_that_misses_a_price_still_promises_nothing_false():
    small = event(3, 2, tables=1, meetings=[(0, 1), (1, 2), (0, 2)])
    certificate = solved(small)["stages"][0]["certificate"]
    assert most_by_prices(small, certificate) == 2
    for name, rows in certificate.items():
        for row in rows:
            cheaper = {**certificate, name: [one for one in rows if one is not row]}
            assert most_by_prices(small, cheaper) >= 2


def test_progress_is_told_and_a_cancelled_run_keeps_the_best_so_far():
    middle = random_event(Random(11), most_meetings=60, most_parties=12, most_slots=6, rules=False)
    told = []
    answer = solved(
        middle,
        iterations=500,
        progress=lambda stage, value, bound: told.append((stage, value, bound)),
        cancelled=lambda: True,
    )
    assert broken_rules(middle, slots_of(answer)) == set()
    assert {stage for stage, _value, _bound in told} == {"weight", "floor", "idle_slots", "tables"}
    assert rivals.weight(middle, slots_of(answer)) >= rivals.weight(middle, rivals.greedy(middle))


@pytest.mark.parametrize("looks", [1, 2, 4, 8, 16, 32])
@pytest.mark.parametrize("rules", [{}, {"max_consecutive": 3}, {"max_break_spread": 1}])
def test_whenever_it_is_cancelled_the_best_so_far_is_an_answer(looks, rules):
    everybody = event(9, 8, tables=4, meetings=combinations(range(9), 2), **rules)
    seen = []
    answer = solved(everybody, iterations=100, cancelled=lambda: seen.append(len(seen)) or len(seen) > looks)
    assert len(seen) > looks
    assert broken_rules(everybody, slots_of(answer)) == set()
    assert rules or len(answer["scheduled"]) >= len(rivals.greedy(everybody))


def test_nobody_waits_for_a_solver_after_somebody_said_stop():
    ended, looks = Event(), iter([False, False, True])
    try:
        assert Work(cancelled=lambda: next(looks)).wait(ended.wait) is None
        assert not ended.is_set()
    finally:
        ended.set()


def test_what_goes_wrong_in_a_solver_is_told_to_who_waits():
    with pytest.raises(ZeroDivisionError):
        Work().wait(lambda: 1 / 0)


def test_seconds_are_a_limit_instead_of_iterations():
    middle = random_event(Random(13), most_meetings=60, most_parties=12, most_slots=6, rules=False)
    answer = solved(middle, iterations=None, seconds=0.5)
    assert broken_rules(middle, slots_of(answer)) == set()


def test_stages_that_are_not_asked_for_are_not_told():
    answer = solved(event(meetings=[(0, 1)], stages=["idle_slots", "weight"]))
    assert [stage["name"] for stage in answer["stages"]] == ["weight", "idle_slots"]


def test_an_empty_event_has_an_empty_timetable():
    answer = solved(event(0, 0, meetings=()))
    assert (answer["scheduled"], answer["unscheduled"]) == ([], [])
    assert all(stage["proven"] for stage in answer["stages"])


@pytest.mark.parametrize("seed", range(20))
def test_no_way_to_sit_changes_fewer_tables_than_the_bound(seed):
    small = random_event(Random(seed), most_meetings=7, most_parties=5, most_slots=4, rules=False)
    answer = solved(small | {"tables": 2})
    stage, at = answer["stages"][-1], sorted(answer["scheduled"], key=lambda one: one["slot"])
    assert stage["value"] == table_changes(small, answer["scheduled"])
    slots = [list(here) for _slot, here in groupby(at, key=lambda one: one["slot"])]
    ways = [
        [
            [one | {"table": table} for one, table in zip(here, seats, strict=False)]
            for seats in permutations((1, 2))
        ]
        for here in slots
    ]
    least = min(table_changes(small, sum(way, [])) for way in product(*ways))
    assert stage["bound"] <= least <= stage["value"]


def test_who_must_stay_below_the_floor_is_proven_without_a_search():
    """Five meet p0 only, who has three places."""
    small = event(6, 3, tables=9, meetings=[(0, other) for other in range(1, 6)])
    _weight, floor, *_rest = solved(small)["stages"]
    assert (floor["value"], floor["bound"], floor["proven"]) == (2, 2, True)


def test_couples_who_never_meet_trade_slots_where_every_table_is_taken():
    couples = event(6, 2, tables=[2, 1], meetings=[(0, 1), (2, 3), (4, 5)])
    grid = Grid(Problem.of(read_instance(couples)), [0, 1, 0])
    assert chain(grid, 0, 1, Random(1)) == {0: 0, 1: 1}
    assert grid.slot_of == [1, 0, 0]


def test_a_meeting_comes_in_for_one_that_another_makes_room_for():
    """p0 and p1 could meet in the first slot only; whom p0 meets then could in the next, but is busy."""
    pairs = [(0, 1, {"slots": [10]}), (0, 2, {"slots": [10, 11]}), (2, 3)]
    grid = Grid(Problem.of(read_instance(event(4, 3, meetings=pairs))), [NEVER, 0, 1])
    assert not insert(grid, 0, 1)
    assert grid.slot_of == [NEVER, 0, 1]
    assert insert(grid, 0, 2)
    assert grid.slot_of == [0, 1, 2]


@pytest.mark.parametrize("spread", [None, 2])
def test_all_meet_where_that_takes_every_table(spread):
    full = full_event(Random(5), 60, 10, 27, max_break_spread=spread, stages=["weight"])
    answer = solved(full, iterations=12)
    assert len(answer["scheduled"]) == 270
    assert broken_rules(full, slots_of(answer)) == set()
