"""What was announced is kept, and what cannot be kept is told with its reason."""

from itertools import combinations, product
from random import Random

import pytest

from missions.timetable.problem import changed
from missions.timetable.replan import replan
from missions.timetable.solve import solve
from missions.timetable.work import Work
from missions.timetable_files import as_json, read_change, read_instance

from .events import broken_rules, event, full_event, places, random_event, slots_of

pytestmark = pytest.mark.slow

DAY = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]
STEP_BY_STEP = {"SMALL": -1, "WIDE": -1}


def announced(small):
    return small | {"published": as_json(solve(read_instance(small), Work(iterations=10)))["scheduled"]}


def replanned(small, work=None, **change):
    instance = read_instance(small)
    return as_json(replan(instance, read_change({"format": "missions-change/1"} | change, instance), work))


def after(small, change):
    """The file of the event as it is after the change, for judging the answer."""
    instance = read_instance(small)
    now = changed(instance, read_change({"format": "missions-change/1"} | change, instance))
    parties = [
        party | {"unavailable": sorted(new.unavailable)}
        for party, new in zip(small["parties"], now.parties, strict=True)
    ]
    meetings = [one for one in small["meetings"] if one["id"] not in change.get("cancel", ())]
    return small | {
        "parties": parties,
        "meetings": meetings + change.get("add", []),
        "tables": list(now.tables),
    }


def in_slots(*slots):
    """What was announced: each meeting in turn in one of these slots, without a table."""
    return [{"meeting": f"m{number}", "slot": slot} for number, slot in enumerate(slots)]


def round_robin():
    """Everybody meets everybody in five slots, and the last one is free."""
    pairs = list(combinations(range(6), 2))
    rounds = [10 + (2 * a if b == 5 else a + b) % 5 for a, b in pairs]
    return event(6, 6, tables=3, meetings=pairs, published=in_slots(*rounds))


@pytest.mark.parametrize("slot", range(10, 16))
def test_a_search_that_is_stopped_keeps_what_fits_without_it(slot):
    everybody = round_robin()
    change = {"absent": [{"party": "p0", "slots": [slot]}]}
    answer = replanned(everybody, Work(cancelled=lambda: True), **change)
    assert broken_rules(after(everybody, change), slots_of(answer)) == set()
    assert (len(answer["scheduled"]), answer["lost"]) == (15, [])


def test_a_search_that_is_stopped_proves_no_loss():
    pairs = [(0, 1), (2, 3), (0, 2), (1, 3)]
    small = event(4, 3, meetings=pairs, published=in_slots(10, 10, 11, 12))
    change = {"absent": [{"party": "p0", "slots": [10]}]}
    stopped = replanned(small, Work(cancelled=lambda: True), **change)
    assert stopped["lost"] == [{"meeting": "m0", "reason": "not_found"}]
    assert replanned(small, **change)["lost"] == []


def test_a_cancellation_moves_nothing():
    small = announced(event(4, 4, tables=2, meetings=DAY))
    before = {one["meeting"]: one for one in small["published"]}
    answer = replanned(small, cancel=["m2"])
    assert (answer["moved"], answer["lost"]) == ([], [])
    assert {one["meeting"]: one for one in answer["scheduled"]} == {
        name: one for name, one in before.items() if name != "m2"
    }


def test_a_place_that_a_cancellation_frees_is_given_to_who_was_left_out():
    small = announced(event(3, 1, tables=1, meetings=[(0, 1, {"weight": 4}), (1, 2)]))
    answer = replanned(small, cancel=["m0"])
    assert slots_of(answer) == {"m1": 10}
    assert (answer["moved"], answer["lost"]) == ([], [])


def test_who_comes_late_meets_later_and_another_makes_room():
    small = event(3, 3, tables=1, meetings=[(0, 1), (1, 2)]) | {
        "published": [{"meeting": "m0", "slot": 10, "table": 1}, {"meeting": "m1", "slot": 11, "table": 1}]
    }
    small["meetings"][0]["slots"] = [10, 11]
    answer = replanned(small, absent=[{"party": "p0", "slots": [10]}])
    assert answer["lost"] == []
    assert {row["meeting"] for row in answer["moved"]} == {"m0", "m1"}
    assert {"meeting": "m0", "from": 10, "to": 11} in answer["moved"]


def test_nobody_else_moves_where_no_moves_are_allowed():
    small = event(3, 3, tables=1, meetings=[(0, 1), (1, 2)], max_moves=0) | {
        "published": [{"meeting": "m0", "slot": 10, "table": 1}, {"meeting": "m1", "slot": 11, "table": 1}]
    }
    small["meetings"][0]["slots"] = [10, 11]
    answer = replanned(small, absent=[{"party": "p0", "slots": [10]}])
    assert answer["lost"] == [{"meeting": "m0", "reason": "not_within_moves"}]
    assert answer["moved"] == []


def test_with_one_move_one_of_two_is_kept_and_the_other_proven_lost():
    pairs = [(0, 1), (0, 2), (3, 4), (3, 5)]
    twice = event(6, 2, tables=2, meetings=pairs, max_moves=1, published=in_slots(10, 11, 10, 11))
    answer = replanned(twice, absent=[{"party": party, "slots": [10]} for party in ("p1", "p4")])
    (lost,) = answer["lost"]
    assert lost["meeting"] in ("m0", "m2")
    assert lost["reason"] == "not_within_moves"
    assert len(answer["moved"]) == 2


def test_who_lost_their_time_do_not_count_as_moved_others():
    small = event(4, 4, tables=1, meetings=[(0, 1), (0, 2), (1, 2)], max_moves=0) | {
        "published": [{"meeting": f"m{number}", "slot": 10 + number, "table": 1} for number in range(3)]
    }
    answer = replanned(small, tables=[0, 1, 1, 1], absent=[{"party": "p3", "slots": [10]}])
    assert (answer["lost"], answer["moved"]) == ([], [{"meeting": "m0", "from": 10, "to": 13}])


def test_a_loss_is_proven_where_the_people_could_not_even_meet_alone():
    """Each of p0's partners is there in the first two slots only, in which p0 has two meetings already."""
    small = event(4, 3, tables=9, meetings=[(0, 1), (0, 2), (0, 3)]) | {
        "published": [{"meeting": f"m{number}", "slot": 10 + number, "table": 1} for number in range(3)]
    }
    for party in small["parties"][1:3]:
        party["unavailable"] = [12]
    answer = replanned(small, absent=[{"party": "p3", "slots": [12]}])
    assert answer["lost"] == [{"meeting": "m2", "reason": "not_within_moves"}]
    assert answer["moved"] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"absent": [{"party": "p0", "slots": [10, 11]}]}, "no_common_slot"),
        ({"tables": [1, 0]}, "tables_full"),
        ({"absent": [{"party": "p1", "slots": [10]}]}, "b_full"),
    ],
)
def test_what_is_impossible_is_lost_with_its_reason(change, reason):
    small = event(3, 2, tables=1, meetings=[(0, 1), (2, 1)]) | {
        "published": [{"meeting": "m0", "slot": 10, "table": 1}, {"meeting": "m1", "slot": 11, "table": 1}]
    }
    assert [row["reason"] for row in replanned(small, **change)["lost"]] == [reason]


def test_a_table_where_nobody_can_sit_makes_no_room():
    """All go to a plenary at 10; the only tables of 11 and 12 are taken, so no moves could ever help."""
    plenary = [{"party": f"p{k}", "slots": [10]} for k in range(6)]
    small = event(6, 3, tables=1, meetings=[(0, 1), (2, 3), (4, 5)], published=in_slots(10, 11, 12))
    assert replanned(small, absent=plenary)["lost"] == [{"meeting": "m0", "reason": "tables_full"}]


def test_who_must_come_first_moves_forward_to_make_it_possible():
    pairs = [(0, 1), (2, 3, {"after": ["m0"], "slots": [11, 13]})]
    small = event(4, 4, meetings=pairs, published=in_slots(12, 13))
    answer = replanned(small, absent=[{"party": "p2", "slots": [13]}])
    assert (slots_of(answer)["m1"], answer["lost"]) == (11, [])
    assert slots_of(answer)["m0"] == 10


def test_a_meeting_moves_to_leave_somebody_a_pause():
    pairs = [(0, 1), (0, 2), (0, 3, {"slots": [12, 14]})]
    small = event(4, 6, meetings=pairs, published=in_slots(10, 11, 14), max_consecutive=2)
    answer = replanned(small, absent=[{"party": "p0", "slots": [14]}])
    assert (slots_of(answer)["m2"], answer["lost"], len(answer["moved"])) == (12, [], 2)


def test_people_who_meet_nobody_of_them_leave_their_table():
    pairs = [(0, 1, {"slots": [10, 11]}), (2, 3)]
    small = event(4, 2, tables=1, meetings=pairs, published=in_slots(10, 11))
    answer = replanned(small, absent=[{"party": "p0", "slots": [10]}])
    assert (slots_of(answer), answer["lost"]) == ({"m0": 11, "m1": 10}, [])


def test_a_whole_row_of_meetings_moves_where_nobody_may_have_a_break():
    pairs = [(0, 1), (0, 2), (0, 5), (3, 4, {"slots": [11, 13]})]
    small = event(6, 5, tables=1, meetings=pairs, published=in_slots(10, 11, 12, 13), max_break_spread=0)
    answer = replanned(small, absent=[{"party": "p3", "slots": [13]}])
    assert (slots_of(answer)["m3"], answer["lost"], len(answer["moved"])) == (11, [], 3)


def test_who_lost_their_time_give_way_to_each_other_where_nobody_else_may_move():
    pairs = [(0, 1, {"weight": 2}), (2, 3, {"slots": [10, 12]})]
    small = event(4, 3, tables=[1, 1, 2], meetings=pairs, published=in_slots(12, 12), max_moves=0)
    answer = replanned(small, tables=[1, 1, 0])
    assert (slots_of(answer), answer["lost"]) == ({"m0": 11, "m1": 10}, [])


def test_two_new_requests_are_worth_more_than_the_heaviest():
    small = event(4, 3, meetings=[(2, 3)], published=in_slots(10))
    for party in small["parties"][:2]:
        party["max_meetings"] = 1
    heaviest = {"id": "n0", "a": "p0", "b": "p1", "weight": 4}
    others = [{"id": f"n{k}", "a": f"p{k - 1}", "b": f"p{k + 1}", "weight": 3} for k in (1, 2)]
    assert slots_of(replanned(small, add=[heaviest, *others])).keys() == {"m0", "n1", "n2"}


def test_fewer_tables_move_the_lighter_meeting():
    small = event(4, 2, tables=2, meetings=[(0, 1, {"weight": 1}), (2, 3, {"weight": 4})]) | {
        "published": [{"meeting": "m0", "slot": 10, "table": 1}, {"meeting": "m1", "slot": 10, "table": 2}]
    }
    answer = replanned(small, tables=[1, 2])
    assert (answer["lost"], answer["moved"]) == ([], [{"meeting": "m0", "from": 10, "to": 11}])


def test_a_new_request_is_placed_and_the_announced_keep_slot_and_table():
    small = announced(event(5, 4, tables=2, meetings=DAY))
    answer = replanned(small, add=[{"id": "new", "a": "p0", "b": "p4", "weight": 2}])
    assert "new" in slots_of(answer)
    assert (answer["moved"], answer["lost"]) == ([], [])
    kept = [one for one in answer["scheduled"] if one["meeting"] != "new"]
    assert sorted(kept, key=str) == sorted(small["published"], key=str)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_changes_the_answer_is_sound_and_keeps_to_the_moves(seed):
    random = Random(seed)
    rules = {"require_all": False, "max_break_spread": None}
    small = announced(random_event(random, most_meetings=25, most_parties=9, most_slots=6) | rules)
    party, times = random.choice(small["parties"])["id"], [slot["id"] for slot in small["slots"]]
    change = random.choice(
        [
            {"absent": [{"party": party, "slots": random.sample(times, 1)}]},
            {"cancel": [random.choice(small["meetings"])["id"]]},
            {"tables": 2},
            {"add": [small["meetings"][0] | {"id": "new", "after": [], "fixed_slot": None}]},
        ]
    )
    answer = replanned(small, **change)
    now, at = after(small, change), slots_of(answer)
    before = {one["meeting"]: one["slot"] for one in small["published"]}
    kept = {name: slot for name, slot in before.items() if name not in change.get("cancel", ())}
    assert broken_rules(now, at) == set()
    assert {row["meeting"] for row in answer["moved"]} == {
        n for n, s in kept.items() if n in at and at[n] != s
    }
    assert {row["meeting"] for row in answer["lost"]} == set(kept) - set(at)
    standing = {name for name, slot in kept.items() if name in at and at[name] != slot}
    if "add" in change:
        assert len(standing) <= 5
        assert not answer["lost"]


@pytest.mark.parametrize("looks", range(0, 40, 3))
def test_wherever_the_search_is_stopped_who_can_stay_does(looks):
    everybody = round_robin()
    change = {"absent": [{"party": "p0", "slots": [10, 12]}]}
    asked = iter(range(looks))
    answer = replanned(everybody, Work(cancelled=lambda: next(asked, None) is None), **change)
    now, at = after(everybody, change), slots_of(answer)
    before = {one["meeting"]: one["slot"] for one in everybody["published"]}
    assert broken_rules(now, at) == set()
    assert standing(now, before) <= at.keys()


@pytest.mark.parametrize("seed", range(300))
@pytest.mark.parametrize("limits", [{}, STEP_BY_STEP, STEP_BY_STEP | {"MOST": 1e-9, "TRIES": 100}])
def test_no_way_within_the_moves_is_better(limits, seed, monkeypatch):
    """Tried against every timetable: published meetings kept, then weight of what was placed, then moves.

    Be it that everybody may move as soon as few do not suffice, or more people step by step, even if the work
    runs out after each step.
    """
    for name, limit in limits.items():
        monkeypatch.setattr(f"missions.timetable.replan.{name}", limit)
    reached, possible = tried(Random(seed))
    assert reached == max(possible)


@pytest.mark.parametrize("seed", range(60))
def test_step_by_step_finds_what_all_at_once_does(seed, monkeypatch):
    """In full events, which are too many for trying everything; the model itself is tried above."""
    random = Random(seed)
    small = announced(crowded_event(random))
    change = random.choice(
        [
            {"absent": absences(random, small, 2)},
            {"tables": random.choices([3, 4], k=6)},
            {
                "absent": absences(random, small, 1),
                "add": [small["meetings"][0] | {"id": "new", "after": []}],
            },
        ]
    )
    monkeypatch.setattr("missions.timetable.replan.MOST", 1000)
    outcomes = []
    for most, wide in [(10**6, 2000), (-1, -1)]:
        monkeypatch.setattr("missions.timetable.replan.SMALL", most)
        monkeypatch.setattr("missions.timetable.replan.WIDE", wide)
        answer, now = replanned(small, Work(iterations=1000), **change), after(small, change)
        before = {one["meeting"]: one["slot"] for one in small["published"]}
        chosen = {name: slot for name, slot in slots_of(answer).items() if name in before or name == "new"}
        assert "not_found" not in {row["reason"] for row in answer["lost"]}
        outcomes.append(worth(now, before, standing(now, before), chosen))
    assert outcomes[0] == outcomes[1]


def crowded_event(random):
    """All could meet if every table were taken, but that some must come first, or have their pauses."""
    small = full_event(random, 10, 6, 4, max_moves=random.choice([1, 2, 3, 5]), stages=["weight"])
    small |= {"require_all": False, "max_consecutive": random.choice([None, None, 4])}
    for party in small["parties"]:
        party["unavailable"] = [slot for slot in party["unavailable"] if random.random() < 0.3]
    for number, meeting in enumerate(small["meetings"]):
        meeting["weight"] = random.choice([1, 2, 4])
        if number and random.random() < 0.15:
            meeting["after"] = [f"m{random.randrange(number)}"]
    return small


def absences(random, small, count):
    absent = [
        {"party": one["id"], "slots": [random.choice(small["slots"])["id"]]} for one in small["parties"]
    ]
    return random.sample(absent, count)


def tried(random):
    """What the re-plan of a random event is worth, and what every possible one is."""
    rules = {"require_all": False, "max_moves": random.choice([0, 1, 2, 5])}
    small = announced(random_event(random, most_meetings=7, most_parties=6, most_slots=4) | rules)
    change = a_change(random, small)
    answer, now = replanned(small, **change), after(small, change)
    at, before = slots_of(answer), {one["meeting"]: one["slot"] for one in small["published"]}
    before = {name: slot for name, slot in before.items() if name not in change.get("cancel", ())}
    stayed = standing(now, before)
    wanted = [
        one["id"] for one in now["meetings"] if one["id"] in before.keys() - stayed or one["id"] == "new"
    ]
    chosen = {name: slot for name, slot in at.items() if name in stayed or name in wanted}
    assert "not_found" not in {row["reason"] for row in answer["lost"]}
    possible = [worth(now, before, stayed, trial) for trial in trials(now, before, stayed, wanted)]
    return worth(now, before, stayed, chosen), possible


def a_change(random, small):
    times = [slot["id"] for slot in small["slots"]]
    new = {"id": "new", "after": [], "fixed_slot": None, "weight": random.choice([1, 2, 4])}
    return random.choice(
        [
            {"absent": absences(random, small, min(2, len(small["parties"])))},
            {"absent": absences(random, small, 1), "add": [random.choice(small["meetings"]) | new]},
            {"tables": [random.randint(0, 2) for _slot in times]},
            {"add": [random.choice(small["meetings"]) | new], "cancel": [small["meetings"][0]["id"]]},
        ]
    )


def standing(now, before):
    """The announced meetings that may stay, slot by slot; where they cannot all, by weight."""
    order = {slot["id"]: number for number, slot in enumerate(now["slots"])}
    weight = {one["id"]: one["weight"] for one in now["meetings"]}
    number = {one["id"]: number for number, one in enumerate(now["meetings"])}
    at = {}
    for name in sorted(before, key=lambda name: (order[before[name]], -weight[name], number[name])):
        if before[name] in possible_slots(now, name) and not broken_rules(now, at | {name: before[name]}):
            at[name] = before[name]
    return set(at)


def possible_slots(now, name):
    return places(now, next(one for one in now["meetings"] if one["id"] == name))


def trials(now, before, stayed, wanted):
    """Every timetable of these meetings that keeps the rules and moves no more than may be."""
    names = [*sorted(stayed), *wanted]
    options = [possible_slots(now, name) + [None] * (name in wanted) for name in names]
    for slots in product(*options):
        at = {name: slot for name, slot in zip(names, slots, strict=True) if slot is not None}
        if sum(at[name] != before[name] for name in stayed) <= now["max_moves"] and not broken_rules(now, at):
            yield at


def worth(now, before, stayed, at):
    weight = {one["id"]: one["weight"] for one in now["meetings"]}
    return (
        len(at.keys() & before.keys()),
        sum(weight[name] for name in at.keys() - stayed),
        -sum(at[name] != before[name] for name in stayed),
    )
