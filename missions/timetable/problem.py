"""What is asked and what is answered, as frozen dataclasses; and the same question with numbers for names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

STAGES = ("weight", "floor", "idle_slots", "tables")
NEVER = -1  # the slot of a meeting that is not scheduled, and the margin of a table of parties and slots
UNLIMITED = 10**9


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


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One event. ``tables`` has one number per slot; ``max_moves`` limits what a re-plan may shift."""

    name: str = "timetable"
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

    That of the tables holds for the times as they are. ``proven``: value and bound meet, or a complete search
    found nothing better than the value.
    """

    name: str
    value: int
    bound: int
    proven: bool
    seconds: float
    certificate: Mapping[str, list] | None = None


@dataclass(frozen=True)
class Timetable:
    """The answer. ``unscheduled``, ``moved`` and ``lost`` hold rows that name the meeting first."""

    instance: str
    seed: int
    scheduled: tuple[Placement, ...]
    unscheduled: tuple[tuple[str, str], ...] = ()
    stages: tuple[Stage, ...] = ()
    moved: tuple[tuple[str, int, int], ...] | None = None
    lost: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class Problem:
    """The instance with numbers for names: meeting m of parties ``pairs[m]`` may be at ``spots[m]``.

    ``room[p][t]`` is how many meetings party p can hold at slot t. Its last column, at ``NEVER``, is how many
    in all, and its last row, at ``NEVER``, how many tables there are: none where nobody can meet.
    ``before[m]`` are the meetings that must precede m (``NEVER`` for one that does not exist any more).
    """

    instance: Instance
    pairs: list[tuple[int, int]]
    weights: list[int]
    spots: list[tuple[int, ...]]
    room: list[list[int]]
    before: list[tuple[int, ...]]
    sessions: list[list[int]]

    @classmethod
    def of(cls, instance: Instance) -> "Problem":
        meetings, parties, tables = instance.meetings, instance.parties, instance.tables
        time = {slot.id: t for t, slot in enumerate(instance.slots)}
        party = {one.id: p for p, one in enumerate(parties)}
        number = {one.id: m for m, one in enumerate(meetings)}
        pairs = [(party[one.a], party[one.b]) for one in meetings]
        limits = [UNLIMITED if one.max_meetings is None else one.max_meetings for one in parties]
        room = [
            [*(0 if t in one.unavailable else one.delegates for t in time), most]
            for one, most in zip(parties, limits, strict=True)
        ]
        sessions: dict[int, list[int]] = {}
        for t, slot in enumerate(instance.slots):
            sessions.setdefault(slot.session, []).append(t)
        spots = []
        for one, (a, b) in zip(meetings, pairs, strict=True):
            slots = time if one.slots is None else one.slots
            if one.fixed_slot is not None:
                slots = {one.fixed_slot}.intersection(slots)
            here = sorted(time[slot] for slot in slots)
            spots.append(tuple(t for t in here if room[a][t] and room[b][t] and tables[t]))
        used = {t for here in spots for t in here}
        return cls(
            instance=instance,
            pairs=pairs,
            weights=[one.weight for one in meetings],
            spots=spots,
            room=[*room, [*(count if t in used else 0 for t, count in enumerate(tables)), UNLIMITED]],
            before=[tuple(number.get(name, NEVER) for name in one.after) for one in meetings],
            sessions=list(sessions.values()),
        )

    @cached_property
    def uneven(self) -> "Problem":
        """Whatever breaks some have more than others: a relaxation without them."""
        return replace(self, instance=replace(self.instance, max_break_spread=None))

    @cached_property
    def unruled(self) -> "Problem":
        """Without order and pauses: a relaxation."""
        rules = replace(self.instance, max_consecutive=None, max_break_spread=None)
        return replace(self, instance=rules, before=[()] * len(self.pairs))

    @cached_property
    def timeless(self) -> "Problem":
        """All slots as one, without rules: a relaxation with few unknowns."""
        return replace(
            self.unruled,
            spots=[(0,) if spots else () for spots in self.spots],
            room=[[sum(places), most] for *places, most in self.room],
            sessions=[[0]],
        )

    @cached_property
    def times(self) -> range:
        """The slots, as numbers."""
        return range(len(self.room[NEVER]) - 1)

    @cached_property
    def people(self) -> range:
        """The parties, as numbers."""
        return range(len(self.room) - 1)

    @cached_property
    def places(self) -> list[int]:
        """How many people can have a meeting in each slot."""
        return [sum(column) for column in zip(*self.room[:NEVER], strict=True)][:NEVER]

    @cached_property
    def bit(self) -> list[int]:
        """Each slot as a bit: those of a session beside each other, with a gap between two sessions."""
        order = [t for times in self.sessions for t in (*times, NEVER)]
        return [1 << order.index(t) for t in self.times]

    def bits(self, slots: Iterable[int]) -> int:
        return sum(self.bit[t] for t in slots)

    @cached_property
    def able(self) -> list[int]:
        """The slots of each meeting as bits."""
        return [self.bits(spots) for spots in self.spots]

    @cached_property
    def session_bits(self) -> list[int]:
        return [self.bits(times) for times in self.sessions]

    @cached_property
    def meetings_of(self) -> list[list[int]]:
        return naming(self.pairs, len(self.people))

    @cached_property
    def followers(self) -> list[list[int]]:
        return naming(self.before, len(self.pairs))

    @cached_property
    def most(self) -> list[int]:
        """Meetings that a party can have: those it wants, as far as there are requests and places."""
        asked = [sum(bool(self.spots[m]) for m in mine) for mine in self.meetings_of]
        return [min(wanted, most, sum(here)) for wanted, (*here, most) in zip(asked, self.room, strict=False)]

    @cached_property
    def targets(self) -> list[int]:
        """What nobody shall fall below: the floor, or all that is possible where that is less."""
        return [min(self.instance.floor, most) for most in self.most]

    @cached_property
    def ruled(self) -> bool:
        """Whether rules beyond capacity are to be watched: order, pauses, or the spread of breaks."""
        rules = self.instance
        return rules.max_consecutive is not None or rules.max_break_spread is not None or any(self.before)


def naming(rows: Iterable[Iterable[int]], count: int) -> list[list[int]]:
    """For each number below ``count`` the rows that name it."""
    found: list[list[int]] = [[] for _number in range(count)]
    for k, row in enumerate(rows):
        for one in set(row) - {NEVER}:
            found[one].append(k)
    return found


def changed(instance: Instance, change: Change) -> Instance:
    """The event as it is now. Cancelled meetings are gone, from what was published, too."""
    away: dict[str, set[int]] = {}
    for party, slot in change.absent:
        away.setdefault(party, set()).add(slot)
    return replace(
        instance,
        parties=tuple(
            replace(one, unavailable=one.unavailable | away.get(one.id, set())) for one in instance.parties
        ),
        meetings=tuple(one for one in (*instance.meetings, *change.add) if one.id not in change.cancel),
        published=tuple(one for one in instance.published if one.meeting not in change.cancel),
        tables=instance.tables if change.tables is None else change.tables,
    )
