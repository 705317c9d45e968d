"""What is asked and what is answered, as frozen dataclasses; and the same question with numbers for names."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

STAGES = ("weight", "floor", "idle_slots", "tables")


@dataclass(frozen=True)
class Slot:
    """A time at which meetings may take place. Slots of one session follow each other without a pause."""

    id: int
    session: int


@dataclass(frozen=True)
class Party:
    """An organisation or a person. ``delegates`` is the number of its meetings that may run side by side."""

    id: str
    delegates: int = 1
    unavailable: frozenset[int] = frozenset()
    max_meetings: int | None = None


@dataclass(frozen=True)
class Meeting:
    """A meeting both sides agreed to. ``after`` names meetings that must take place before this one may."""

    id: str
    a: str
    b: str
    weight: int = 1
    requested_at: int = 0
    slots: frozenset[int] | None = None
    fixed_slot: int | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placement:
    """A meeting at its time and table; tables are counted from 1 in every slot."""

    meeting: str
    slot: int
    table: int | None = None


@dataclass(frozen=True)
class Instance:
    """One event. ``tables`` has one number per slot; ``max_moves`` limits what a re-plan may shift."""

    name: str
    slots: tuple[Slot, ...]
    tables: tuple[int, ...]
    parties: tuple[Party, ...]
    meetings: tuple[Meeting, ...]
    gap_measure: str = "idle_slots"
    require_all: bool = False
    max_break_spread: int | None = None
    floor: int = 3
    stages: tuple[str, ...] = STAGES
    max_consecutive: int | None = None
    max_moves: int = 5
    published: tuple[Placement, ...] = ()


@dataclass(frozen=True)
class Change:
    """What happened after the timetable was announced. ``absent`` pairs a party with a slot."""

    absent: tuple[tuple[str, int], ...] = ()
    cancel: tuple[str, ...] = ()
    add: tuple[Meeting, ...] = ()
    tables: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Stage:
    """One aim, frozen before the next is looked at. ``bound`` holds for every timetable of the earlier aims.

    ``exhausted`` says that a complete search found nothing better, even where no certificate shows it.
    """

    name: str
    value: int
    bound: int
    seconds: float
    certificate: Mapping[str, list] | None = None
    exhausted: bool = False

    @property
    def proven(self) -> bool:
        return self.value == self.bound

    def as_json(self) -> dict[str, Any]:
        told = {"name": self.name, "value": self.value, "bound": self.bound, "proven": self.proven}
        told |= {"seconds": round(self.seconds, 2)}
        if self.exhausted:
            told["exhausted"] = True
        return told | ({"certificate": self.certificate} if self.certificate is not None else {})


@dataclass(frozen=True)
class Timetable:
    """The answer. ``unscheduled``, ``moved`` and ``lost`` hold pairs or rows that name the meeting first."""

    instance: str
    seed: int
    scheduled: tuple[Placement, ...]
    unscheduled: tuple[tuple[str, str], ...] = ()
    stages: tuple[Stage, ...] = ()
    moved: tuple[tuple[str, int, int], ...] | None = None
    lost: tuple[tuple[str, str], ...] | None = None

    def as_json(self) -> dict[str, Any]:
        told = {
            "format": "missions-timetable/1",
            "instance": self.instance,
            "seed": self.seed,
            "scheduled": [asdict(placement) for placement in self.scheduled],
            "unscheduled": [{"meeting": name, "reason": reason} for name, reason in self.unscheduled],
            "stages": [stage.as_json() for stage in self.stages],
        }
        if self.moved is not None:
            told["moved"] = [{"meeting": name, "from": old, "to": new} for name, old, new in self.moved]
        if self.lost is not None:
            told["lost"] = [{"meeting": name, "reason": reason} for name, reason in self.lost]
        return told


@dataclass(frozen=True)
class Problem:
    """The instance with numbers for names: meeting m of parties ``pairs[m]`` may be at ``spots[m]``.

    ``room[p][t]`` is how many meetings party p can hold at slot t, ``most[p]`` how many in all, ``before[m]``
    which meetings must precede m (-1 where one does not exist any more, so that m cannot take place).
    """

    instance: Instance
    pairs: list[tuple[int, int]] = field(repr=False)
    weights: list[int] = field(repr=False)
    spots: list[tuple[int, ...]] = field(repr=False)
    room: list[list[int]] = field(repr=False)
    most: list[int] = field(repr=False)
    before: list[tuple[int, ...]] = field(repr=False)
    sessions: list[range | list[int]] = field(repr=False)

    @classmethod
    def of(cls, instance: Instance) -> "Problem":
        time = {slot.id: t for t, slot in enumerate(instance.slots)}
        party = {one.id: p for p, one in enumerate(instance.parties)}
        number = {one.id: m for m, one in enumerate(instance.meetings)}
        pairs = [(party[one.a], party[one.b]) for one in instance.meetings]
        room = [
            [0 if slot.id in one.unavailable else one.delegates for slot in instance.slots]
            for one in instance.parties
        ]
        sessions: dict[int, list[int]] = {}
        for t, slot in enumerate(instance.slots):
            sessions.setdefault(slot.session, []).append(t)
        spots = [
            tuple(t for t in allowed(one, time) if room[a][t] and room[b][t] and instance.tables[t])
            for one, (a, b) in zip(instance.meetings, pairs, strict=True)
        ]
        demand = [0] * len(room)
        for (a, b), where in zip(pairs, spots, strict=True):
            demand[a] += bool(where)
            demand[b] += bool(where)
        limits = [one.max_meetings for one in instance.parties]
        most = [
            min(demand[p], sum(room[p]), limit if limit is not None else demand[p])
            for p, limit in enumerate(limits)
        ]
        before = [tuple(number.get(name, -1) for name in one.after) for one in instance.meetings]
        weights = [one.weight for one in instance.meetings]
        return cls(instance, pairs, weights, spots, room, most, before, list(sessions.values()))

    @cached_property
    def session_of(self) -> list[int]:
        return [k for _t, k in sorted((t, k) for k, times in enumerate(self.sessions) for t in times)]

    @cached_property
    def meetings_of(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _party in self.room]
        for m, (a, b) in enumerate(self.pairs):
            found[a].append(m)
            found[b].append(m)
        return found

    @cached_property
    def followers(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _meeting in self.pairs]
        for m, earlier in enumerate(self.before):
            for q in earlier:
                if q >= 0:
                    found[q].append(m)
        return found

    @cached_property
    def targets(self) -> list[int]:
        """What nobody shall fall below: the floor, or all that is possible where that is less."""
        return [min(self.instance.floor, most) for most in self.most]

    @property
    def tables(self) -> tuple[int, ...]:
        return self.instance.tables

    @cached_property
    def ruled(self) -> bool:
        """Whether rules beyond capacity are to be watched: order, pauses, or the spread of breaks."""
        rules = self.instance
        return rules.max_consecutive is not None or rules.max_break_spread is not None or any(self.before)


def allowed(meeting: Meeting, time: Mapping[int, int]) -> list[int]:
    slots = time if meeting.slots is None else meeting.slots
    if meeting.fixed_slot is not None:
        slots = [meeting.fixed_slot] if meeting.fixed_slot in slots else []
    return sorted(time[slot] for slot in slots)


def changed(instance: Instance, change: Change) -> Instance:
    """The event as it is now. Cancelled meetings are gone, from what was published, too."""
    gone = set(change.cancel)
    away: dict[str, set[int]] = {}
    for party, slot in change.absent:
        away.setdefault(party, set()).add(slot)
    return replace(
        instance,
        parties=tuple(
            replace(one, unavailable=one.unavailable | away.get(one.id, set())) for one in instance.parties
        ),
        meetings=tuple(one for one in (*instance.meetings, *change.add) if one.id not in gone),
        published=tuple(one for one in instance.published if one.meeting not in gone),
        tables=instance.tables if change.tables is None else change.tables,
    )
