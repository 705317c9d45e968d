"""The timetable engine beside what portals do: first come, first served, and the heaviest request first.

Both rules are written here on their own, from the file, and so is the count of idle slots: nothing of the
engine judges the engine.
"""

import json
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from missions.timetable.solve import solve
from missions.timetable.work import Work
from missions.timetable_files import read_instance

HEAD = ("event", "first come", "greedy", "value", "at most", "gap", "proven in", "idle", "seconds")
WIDTHS = ("<28", ">10", ">8", ">8", ">8", ">8", ">10", ">6", ">8")


def first_come(event: dict) -> dict[str, int]:
    """Requests in the order they came, each in the first slot that is free."""
    return one_by_one(event, lambda meeting: meeting["requested_at"])


def greedy(event: dict) -> dict[str, int]:
    """The heaviest requests first, each in the first slot that is free."""
    return one_by_one(event, lambda meeting: (-meeting["weight"], meeting["requested_at"]))


def one_by_one(event: dict, order) -> dict[str, int]:
    parties = {party["id"]: party for party in event["parties"]}
    slots = [slot["id"] for slot in event["slots"]]
    tables = event["tables"] if isinstance(event["tables"], list) else [event["tables"]] * len(slots)
    free = dict(zip(slots, tables, strict=True))
    busy, held, at = Counter(), Counter(), {}
    for meeting in sorted(event["meetings"], key=order):
        sides = [parties[meeting["a"]], parties[meeting["b"]]]
        if any(held[p["id"]] >= (p.get("max_meetings") or len(event["meetings"])) for p in sides):
            continue
        for slot in allowed(meeting, slots):
            if free[slot] and all(fits(p, slot, busy) for p in sides):
                at[meeting["id"]] = slot
                free[slot] -= 1
                busy.update((p["id"], slot) for p in sides)
                held.update(p["id"] for p in sides)
                break
    return at


def allowed(meeting: dict, slots: list[int]) -> list[int]:
    if meeting.get("fixed_slot") is not None:
        return [meeting["fixed_slot"]]
    return slots if meeting.get("slots") is None else [slot for slot in slots if slot in meeting["slots"]]


def fits(party: dict, slot: int, busy: Counter) -> bool:
    return slot not in party["unavailable"] and busy[party["id"], slot] < party["delegates"]


def weight(event: dict, at: dict[str, int]) -> int:
    return sum(meeting["weight"] for meeting in event["meetings"] if meeting["id"] in at)


def gaps(event: dict, at: dict[str, int]) -> int:
    """Idle slots of everybody, or breaks, whichever the event counts."""
    met: dict[str, set] = {}
    for meeting in event["meetings"]:
        if meeting["id"] in at:
            for side in "ab":
                met.setdefault(meeting[side], set()).add(at[meeting["id"]])
    sessions: dict[int, list] = {}
    for slot in event["slots"]:
        sessions.setdefault(slot["session"], []).append(slot["id"])
    total = 0
    for party in event["parties"]:
        for session in sessions.values():
            on = [k for k, slot in enumerate(session) if slot in met.get(party["id"], ())]
            between = [session[k] for k in range(on[0], on[-1]) if k not in on] if on else []
            if event["gap_measure"] == "breaks":
                total += sum(later > earlier + 1 for earlier, later in zip(on, on[1:], strict=False))
            else:
                total += sum(slot not in party["unavailable"] for slot in between)
    return total


def timetables(folder: Path, seconds: float | None) -> list[str]:
    """Prints a line per event; returns what is wrong."""
    files = [path for path in sorted(folder.glob("*.json")) if path.stem != "bounds"]
    events = sorted((json.loads(path.read_text()) | {"name": path.stem} for path in files), key=size)
    if not events:
        return [f"no events in {folder}; name their folder with --events"]
    wrong = []
    print(shown(HEAD), flush=True)
    for event in events:
        # As long as an organiser of so many parties would wait.
        line, fault = measured(event, seconds or max(60.0, 0.16 * len(event["parties"])))
        print(shown(line), flush=True)
        wrong += [f"{event['name']}: {fault}"] if fault else []
    return wrong


def size(event: dict) -> int:
    return len(event["meetings"]) * len(event["slots"])


def measured(event: dict, seconds: float) -> tuple[tuple[str, ...], str]:
    instance = replace(read_instance(event), stages=("weight", "idle_slots"))
    began = time.perf_counter()
    timetable = solve(instance, Work(seconds=seconds))
    took = time.perf_counter() - began
    stage = timetable.stages[0]
    at = {one.meeting: one.slot for one in timetable.scheduled}
    rivals = [weight(event, rule(event)) for rule in (first_come, greedy)]
    value = weight(event, at)
    line = (
        event["name"],
        *(f"{rival:,}" for rival in rivals),
        f"{value:,}",
        f"{stage.bound:,}",
        f"{100 * (stage.bound - value) / max(1, stage.bound):.2f} %",
        f"{stage.seconds:.1f} s" if stage.proven else "–",
        str(gaps(event, at)),
        f"{took:.0f} s",
    )
    if value != stage.value or value > stage.bound:
        return line, f"counts {stage.value} of {stage.bound}, and holds {value}"
    return line, "" if value >= max(rivals) else "below what a simple rule gets"


def shown(cells: tuple[str, ...]) -> str:
    return "  ".join(f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
