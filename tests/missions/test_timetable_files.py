"""Broken files are told in one sentence with the path of the field, whatever is broken."""

import json
from copy import deepcopy
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from excite.words import say
from missions.timetable.problem import STAGES
from missions.timetable_files import Faulty, read_change, read_instance

from .timetable.events import event, random_event

SMALL = event(3, 2, meetings=[(0, 1, {"after": ["m1"]}), (1, 2, {"slots": [10], "fixed_slot": 10})]) | {
    "published": [{"meeting": "m0", "slot": 10, "table": 1}],
    "stages": ["weight"],
}


def with_value(path, value):
    small = deepcopy(SMALL)
    *way, last = path
    inner = small
    for step in way:
        inner = inner[step]
    inner[last] = value
    return small


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["format"], "missions-schedule/2", "format must be one of missions-schedule/1."),
        (["slots", 1, "id"], 10, "slots[1] repeats 10, which was there before."),
        (["slots", 0, "session"], "a", "slots[0].session must be a whole number from -1000000 to 1000000."),
        (["tables"], [1], "tables must have one number for each of the 2 slots."),
        (["tables"], [1, -1], "tables[1] must be a whole number from 0 to 1000000."),
        (["parties"], {}, "parties must be a list."),
        (["parties", 0], 7, "parties[0] must be an object with named fields."),
        (["parties", 0, "delegates"], 0, "parties[0].delegates must be a whole number from 1 to 1000000."),
        (["parties", 0, "delegates"], True, "parties[0].delegates must be a whole number from 1 to 1000000."),
        (
            ["parties", 1, "unavailable"],
            [99],
            "parties[1].unavailable[0] names 99, which is not in this file.",
        ),
        (["meetings", 0, "id"], "", "meetings[0].id must be a text that is not empty."),
        (["meetings", 0, "a"], "p9", "meetings[0].a names p9, which is not in this file."),
        (["meetings", 0, "b"], "p0", "meetings[0].b must be another party than a."),
        (["meetings", 0, "weight"], 1.5, "meetings[0].weight must be a whole number from 0 to 1000000."),
        (["meetings", 0, "after"], ["m9"], "meetings[0].after[0] names m9, which is not in this file."),
        (
            ["meetings", 1, "fixed_slot"],
            11,
            "meetings[1].fixed_slot must be one of the slots that the meeting allows.",
        ),
        (["published", 0, "meeting"], "m7", "published[0].meeting names m7, which is not in this file."),
        (["gap_measure"], "holes", "gap_measure must be one of idle_slots, breaks."),
        (["require_all"], 1, "require_all must be true or false."),
        (["stages"], ["weight", "joy"], f"stages[1] must be one of {', '.join(STAGES)}."),
    ],
)
def test_what_is_wrong_is_told_with_its_path(path, value, told):
    with pytest.raises(Faulty) as fault:
        read_instance(with_value(path, value))
    assert f"{fault.value.path} {say(fault.value.sentence)}" == told


@pytest.mark.parametrize("name", ["format", "slots", "tables", "parties", "meetings"])
def test_what_is_missing_is_told(name):
    with pytest.raises(Faulty) as fault:
        read_instance({key: value for key, value in SMALL.items() if key != name})
    assert (fault.value.path, say(fault.value.sentence)) == (name, "is missing.")


def test_the_unbroken_file_is_read():
    instance = read_instance(SMALL)
    assert (len(instance.slots), instance.tables, instance.stages) == (2, (2, 2), ("weight",))
    assert instance.meetings[0].after == ("m1",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 10**6), JSON)
def test_a_file_with_anything_anywhere_is_read_or_told(seed, where, anything):
    broken = random_event(Random(seed)) | {"published": []}
    spots = list(places_in(broken))
    inner, key = spots[where % len(spots)]
    inner[key] = anything
    try:
        read_instance(broken)
    except Faulty as fault:
        assert fault.path
        assert say(fault.sentence)


@settings(max_examples=100, deadline=None)
@given(JSON, JSON, JSON)
def test_a_change_with_anything_in_it_is_read_or_told(absent, cancel, add):
    told = {"format": "missions-change/1", "absent": absent, "cancel": cancel, "add": add}
    try:
        read_change(told, read_instance(SMALL))
    except Faulty as fault:
        assert say(fault.sentence)


def places_in(value):
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places_in(inner)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"absent": [{"party": "p9", "slots": [10]}]},
            "absent[0].party names p9, which is not in this file.",
        ),
        ({"cancel": ["m9"]}, "cancel[0] names m9, which is not in this file."),
        ({"add": [{"id": "m0", "a": "p0", "b": "p1"}]}, "add[0].id repeats m0, which was there before."),
        ({"tables": []}, "tables must have one number for each of the 2 slots."),
    ],
)
def test_what_is_wrong_with_a_change_is_told(change, told):
    with pytest.raises(Faulty) as fault:
        read_change({"format": "missions-change/1"} | change, read_instance(SMALL))
    assert f"{fault.value.path} {say(fault.value.sentence)}" == told


def test_numbers_that_json_cannot_count_are_told():
    with pytest.raises(Faulty):
        read_instance(json.loads(json.dumps(SMALL).replace('"tables": 2', '"tables": 1e999')))
