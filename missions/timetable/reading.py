"""Files into dataclasses. What is wrong is told in one sentence, with the path of the field."""

from collections.abc import Callable
from typing import Any

from excite.sentences import Sentence
from excite.sentences import gettext_noop as _

from .problem import STAGES, Change, Instance, Meeting, Party, Placement, Slot

MOST = 10**6  # no count or weight of an event is larger; beyond it a file is taken for broken


class Faulty(Exception):
    """A file that cannot be used. ``path`` is the field, such as ``meetings[3].weight``."""

    def __init__(self, path: str, sentence: Sentence):
        super().__init__(path, sentence)
        self.path, self.sentence = path, sentence


class Field:
    """A value of the file that knows its path. Each reader returns plain Python or raises ``Faulty``."""

    def __init__(self, value: Any, path: str = ""):
        self.value, self.path = value, path

    def fault(self, text: str, **values) -> Faulty:
        return Faulty(self.path or "$", Sentence(text, **values))

    def has(self, name: str) -> bool:
        return self.mapping().get(name) is not None

    def __getitem__(self, name: str) -> "Field":
        path = f"{self.path}.{name}" if self.path else name
        if name not in self.mapping():
            raise Faulty(path, Sentence(_("is missing.")))
        return Field(self.value[name], path)

    def mapping(self) -> dict:
        if not isinstance(self.value, dict):
            raise self.fault(_("must be an object with named fields."))
        return self.value

    def items(self) -> "list[Field]":
        if not isinstance(self.value, list):
            raise self.fault(_("must be a list."))
        return [Field(value, f"{self.path}[{number}]") for number, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self.fault(_("must be a text that is not empty."))
        return self.value

    def whole(self, least: int = 0) -> int:
        if type(self.value) is not int or not least <= self.value <= MOST:
            raise self.fault(_("must be a whole number from %(least)s to %(most)s."), least=least, most=MOST)
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fault(_("must be true or false."))
        return self.value

    def one_of(self, choices: tuple[str, ...]) -> str:
        if not isinstance(self.value, str) or self.value not in choices:
            raise self.fault(_("must be one of %(choices)s."), choices=", ".join(choices))
        return self.value

    def known(self, names: "set | dict", read: Callable = lambda field: field.text()) -> Any:
        name = read(self)
        if name not in names:
            raise self.fault(_("names %(name)s, which is not in this file."), name=str(name))
        return name

    def optional(self, name: str, read: Callable, otherwise: Any = None) -> Any:
        return read(self[name]) if self.has(name) else otherwise


def whole(field: Field) -> int:
    return field.whole()


def slot_id(field: Field) -> int:
    return field.whole(-MOST)


def unique(fields: list[Field], read: Callable, key: Callable = lambda one: one.id) -> tuple:
    seen, kept = set(), []
    for field in fields:
        one = read(field)
        if key(one) in seen:
            raise field.fault(_("repeats %(name)s, which was there before."), name=str(key(one)))
        seen.add(key(one))
        kept.append(one)
    return tuple(kept)


def read_instance(value: Any) -> Instance:
    """An event in the format ``missions-schedule/1``. Raises ``Faulty``."""
    top = Field(value)
    top["format"].one_of(("missions-schedule/1",))
    slots = unique(top["slots"].items(), lambda one: Slot(slot_id(one["id"]), slot_id(one["session"])))
    times = {slot.id for slot in slots}
    parties = unique(top["parties"].items(), lambda one: read_party(one, times))
    names = {party.id for party in parties}
    meetings = unique(top["meetings"].items(), lambda one: read_meeting(one, times, names))
    numbers = {meeting.id for meeting in meetings}
    check_order(top["meetings"], numbers)
    published = top.optional("published", Field.items, [])
    stages = top.optional("stages", lambda all: unique(all.items(), read_stage, key=str), STAGES)
    return Instance(
        name=top.optional("name", Field.text, "timetable"),
        slots=slots,
        tables=read_tables(top["tables"], len(slots)),
        parties=parties,
        meetings=meetings,
        gap_measure=top.optional("gap_measure", lambda one: one.one_of(GAP_MEASURES), GAP_MEASURES[0]),
        require_all=top.optional("require_all", Field.truth, False),
        max_break_spread=top.optional("max_break_spread", whole),
        floor=top.optional("floor", whole, 3),
        stages=tuple(name for name in STAGES if name in stages),
        max_consecutive=top.optional("max_consecutive", lambda one: one.whole(1)),
        max_moves=top.optional("max_moves", whole, 5),
        published=unique(published, lambda one: read_placement(one, times, numbers), lambda one: one.meeting),
    )


GAP_MEASURES = ("idle_slots", "breaks")


def read_stage(field: Field) -> str:
    return field.one_of(STAGES)


def read_tables(field: Field, slots: int) -> tuple[int, ...]:
    if not isinstance(field.value, list):
        return (field.whole(),) * slots
    if len(field.value) != slots:
        raise field.fault(_("must have one number for each of the %(slots)s slots."), slots=slots)
    return tuple(whole(one) for one in field.items())


def read_times(field: Field, times: set[int]) -> frozenset[int]:
    return frozenset(one.known(times, slot_id) for one in field.items())


def read_party(field: Field, times: set[int]) -> Party:
    return Party(
        id=field["id"].text(),
        delegates=field.optional("delegates", lambda one: one.whole(1), 1),
        unavailable=field.optional("unavailable", lambda one: read_times(one, times), frozenset()),
        max_meetings=field.optional("max_meetings", whole),
    )


def read_meeting(field: Field, times: set[int], parties: set[str]) -> Meeting:
    a, b = field["a"].known(parties), field["b"].known(parties)
    if a == b:
        raise field["b"].fault(_("must be another party than a."))
    slots = field.optional("slots", lambda one: read_times(one, times))
    fixed = field.optional("fixed_slot", lambda one: one.known(times, slot_id))
    if fixed is not None and slots is not None and fixed not in slots:
        raise field["fixed_slot"].fault(_("must be one of the slots that the meeting allows."))
    return Meeting(
        id=field["id"].text(),
        a=a,
        b=b,
        weight=field.optional("weight", whole, 1),
        requested_at=field.optional("requested_at", slot_id, 0),
        slots=slots,
        fixed_slot=fixed,
        after=tuple(field.optional("after", lambda all: [one.text() for one in all.items()], ())),
    )


def check_order(meetings: Field, numbers: set[str]) -> None:
    for meeting in meetings.items():
        for earlier in meeting.optional("after", Field.items, []):
            earlier.known(numbers)


def read_placement(field: Field, times: set[int], meetings: set[str]) -> Placement:
    return Placement(
        meeting=field["meeting"].known(meetings),
        slot=field["slot"].known(times, slot_id),
        table=field.optional("table", whole),
    )


def read_change(value: Any, instance: Instance) -> Change:
    """What happened since, in the format ``missions-change/1``. Raises ``Faulty``."""
    top = Field(value)
    top["format"].one_of(("missions-change/1",))
    times = {slot.id for slot in instance.slots}
    parties = {party.id for party in instance.parties}
    meetings = {meeting.id for meeting in instance.meetings}
    absent = []
    for one in top.optional("absent", Field.items, []):
        party = one["party"].known(parties)
        absent += [(party, slot) for slot in sorted(read_times(one["slots"], times))]
    added = top.optional("add", Field.items, [])
    add = unique(added, lambda one: read_meeting(one, times, parties))
    for field, meeting in zip(added, add, strict=True):
        if meeting.id in meetings:
            raise field["id"].fault(_("repeats %(name)s, which was there before."), name=meeting.id)
    if add:
        check_order(top["add"], meetings | {meeting.id for meeting in add})
    return Change(
        absent=tuple(absent),
        cancel=tuple(one.known(meetings) for one in top.optional("cancel", Field.items, [])),
        add=add,
        tables=top.optional("tables", lambda one: read_tables(one, len(times))),
    )
