"""Each constraint binds where it is set, and only there: with it and, as a control, without it."""

import pytest

from missions.timetable.solve import solve
from missions.timetable.work import Work
from missions.timetable_files import as_json, read_instance

from .events import broken_rules, event, slots_of

TWO = [(0, 1), (0, 2)]
ROW = [(0, 1), (0, 2), (0, 3)]


def party(number, **more):
    def change(small):
        small["parties"][number].update(more)

    return change


def meeting(number, **more):
    def change(small):
        small["meetings"][number].update(more)

    return change


def whole(**more):
    return lambda small: small.update(more)


@pytest.mark.parametrize(
    ("slots", "meetings", "constraint", "with_it", "without_it"),
    [
        pytest.param(2, ROW, party(0, delegates=2), 3, 2, id="delegates"),
        pytest.param(2, TWO, party(0, unavailable=[10]), 1, 2, id="unavailable"),
        pytest.param(2, TWO, party(0, max_meetings=1), 1, 2, id="max_meetings"),
        pytest.param(1, [(0, 1), (2, 3)], whole(tables=1), 1, 2, id="tables"),
        pytest.param(2, [(0, 1), (2, 3)], whole(tables=[1, 0]), 1, 2, id="tables of each slot"),
        pytest.param(2, TWO, meeting(0, slots=[]), 1, 2, id="no slot allowed"),
        pytest.param(1, [(0, 1), (2, 3)], meeting(1, after=["m0"]), 1, 2, id="after"),
        pytest.param(3, ROW, whole(max_consecutive=1), 2, 3, id="max_consecutive"),
        pytest.param(3, [(0, 1), (0, 2)], whole(max_consecutive=1), 2, 2, id="a pause leaves two"),
    ],
)
def test_how_many_meetings_there_are(slots, meetings, constraint, with_it, without_it):
    small = event(4, slots, tables=9, meetings=meetings)
    free = solve(read_instance(small), Work(iterations=10))
    constraint(small)
    bound = solve(read_instance(small), Work(iterations=10))
    assert (len(bound.scheduled), len(free.scheduled)) == (with_it, without_it)
    assert broken_rules(small, slots_of(as_json(bound))) == set()


@pytest.mark.parametrize(
    "constraint", [meeting(0, slots=[12]), meeting(0, fixed_slot=12), meeting(0, after=["m1", "m2"])]
)
def test_a_meeting_is_where_it_must_be(constraint):
    small = event(4, 3, tables=1, meetings=[(0, 1), (0, 2), (1, 2)])
    constraint(small)
    assert slots_of(as_json(solve(read_instance(small), Work(iterations=10))))["m0"] == 12


def test_breaks_are_shared_evenly_when_they_must_be():
    """p0 can meet only in the first and the last slot, p1 only in the middle."""
    meetings = [(0, 1, {"slots": [10]}), (0, 2, {"slots": [12]}), (1, 2, {"slots": [11]})]
    small = event(3, 3, tables=9, meetings=meetings, gap_measure="breaks")
    assert len(solve(read_instance(small), Work(iterations=10)).scheduled) == 3
    small["max_break_spread"] = 0
    answer = as_json(solve(read_instance(small), Work(iterations=10)))
    assert len(answer["scheduled"]) == 2
    assert broken_rules(small, slots_of(answer)) == set()


def test_all_must_take_place_even_where_that_costs_breaks():
    small = event(3, 3, tables=1, meetings=[(0, 1), (0, 2), (1, 2)], require_all=True, max_break_spread=1)
    answer = as_json(solve(read_instance(small), Work(iterations=10)))
    assert broken_rules(small, slots_of(answer)) == set()
    assert len(answer["scheduled"]) == 3


def test_the_floor_comes_before_idle_slots_and_after_weight():
    """One slot for p0: with p1, who has others, or with p2, who has nobody else."""
    meetings = [(0, 1), (0, 2), (1, 3)]
    small = event(4, 2, tables=9, meetings=meetings, floor=1)
    small["parties"][0]["max_meetings"] = 1
    assert "m1" in slots_of(as_json(solve(read_instance(small), Work(iterations=10))))
    small["meetings"][0]["weight"] = 2
    answer = as_json(solve(read_instance(small), Work(iterations=10)))
    assert "m0" in slots_of(answer)
    assert [stage["value"] for stage in answer["stages"][:2]] == [3, 1]


def test_people_keep_their_table_where_they_can():
    small = event(4, 2, tables=2, meetings=[(0, 1), (2, 3), (0, 2), (1, 3)])
    answer = as_json(solve(read_instance(small), Work(iterations=10)))
    assert len({(one["slot"], one["table"]) for one in answer["scheduled"]}) == 4
    assert {one["table"] for one in answer["scheduled"]} == {1, 2}
    assert answer["stages"][-1]["value"] == 2
