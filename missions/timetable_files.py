"""The files of the timetable engine: an event and a change are read from them, a timetable is written.

What is wrong with a file is told in one sentence, with the path of the field.

A reader takes a value and its path and returns plain Python or raises ``Faulty``. What a file may leave out
is what has a default in the dataclass; null counts as left out there.
"""

from collections.abc import Callable, Collection
from dataclasses import MISSING, asdict, fields
from typing import Any

from excite.sentences import Sentence
from excite.sentences import gettext_noop as _

from .timetable.problem import STAGES, Change, Instance, Meeting, Party, Placement, Slot, Timetable

MOST = 10**6  # no count or weight of an event is larger; beyond it a file is taken for broken

Reader = Callable[[Any, str], Any]


class Faulty(Exception):
    """A file that cannot be used. ``path`` is the field, such as ``meetings[3].weight``."""

    def __init__(self, path: str, text: str, **values):
        self.path, self.sentence = path or "$", Sentence(text, **values)
        super().__init__(self.path, self.sentence)


def want(test: Callable[[Any], bool], told: str, **values) -> Reader:
    def read(value, path):
        if not test(value):
            raise Faulty(path, told, **values)
        return value

    return read


def whole(least: int) -> Reader:
    told = _("must be a whole number from %(least)s to %(most)s.")
    return want(lambda value: type(value) is int and least <= value <= MOST, told, least=least, most=MOST)


def one_of(*choices: str) -> Reader:
    told = _("must be one of %(choices)s.")
    return want(lambda value: isinstance(value, str) and value in choices, told, choices=", ".join(choices))


count, number = whole(0), whole(-MOST)
truth = want(lambda value: isinstance(value, bool), _("must be true or false."))
text = want(lambda value: isinstance(value, str) and value, _("must be a text that is not empty."))


def known(names: Collection, reader: Reader = text) -> Reader:
    def read(value, path):
        if reader(value, path) not in names:
            raise Faulty(path, _("names %(name)s, which is not in this file."), name=str(value))
        return value

    return read


def many(reader: Reader, kind: type = tuple, name: Callable | None = None, taken: Collection = ()) -> Reader:
    """A list; with ``name``, one whose entries have different names, and none that is ``taken``."""

    def read(value, path):
        if not isinstance(value, list):
            raise Faulty(path, _("must be a list."))
        seen, found = set(taken), []
        for place, one in enumerate(value):
            found.append(reader(one, f"{path}[{place}]"))
            if name and name(found[-1]) in seen:
                where = f"{path}[{place}]" + (".id" if taken else "")
                again = str(name(found[-1]))
                raise Faulty(where, _("repeats %(name)s, which was there before."), name=again)
            seen.add(name and name(found[-1]))
        return kind(found)

    return read


def record(kind: Callable, needed: Collection[str] | None = None, **readers: Reader) -> Reader:
    """An object with named fields."""
    if needed is None:
        needed = {one.name for one in fields(kind) if one.default is MISSING}

    def read(value, path):
        if not isinstance(value, dict):
            raise Faulty(path, _("must be an object with named fields."))
        told = {}
        for name, reader in readers.items():
            here = f"{path}.{name}" if path else name
            if name in needed and name not in value:
                raise Faulty(here, _("is missing."))
            if name in needed or value.get(name) is not None:
                told[name] = reader(value[name], here)
        return kind(**told)

    return read


def tables(slots: int) -> Reader:
    def read(value, path):
        if not isinstance(value, list):
            return (count(value, path),) * slots
        if len(value) != slots:
            raise Faulty(path, _("must have one number for each of the %(slots)s slots."), slots=slots)
        return many(count)(value, path)

    return read


def meetings(times: Reader, party: Reader, taken: Collection[str] = ()) -> Reader:
    """Meetings with different names, that follow only meetings of the list or those ``taken`` before."""
    asked = record(
        Meeting,
        a=party,
        b=party,
        slots=many(times, frozenset),
        fixed_slot=times,
        id=text,
        weight=count,
        requested_at=number,
        after=many(text),
    )

    def one(value, path):
        meeting = asked(value, path)
        if meeting.a == meeting.b:
            raise Faulty(f"{path}.b", _("must be another party than a."))
        if None not in (meeting.fixed_slot, meeting.slots) and meeting.fixed_slot not in meeting.slots:
            raise Faulty(f"{path}.fixed_slot", _("must be one of the slots that the meeting allows."))
        return meeting

    def read(value, path):
        found = many(one, name=by_id, taken=taken)(value, path)
        earlier = many(known({meeting.id for meeting in found} | set(taken)))
        for place, meeting in enumerate(found):
            earlier(list(meeting.after), f"{path}[{place}].after")
        return found

    return read


def by_id(one: Any) -> Any:
    return one.id


def read_instance(value: Any) -> Instance:
    """An event in the format ``missions-schedule/1``. Raises ``Faulty``."""
    event = record(
        dict,
        {"format", "slots"},
        format=one_of("missions-schedule/1"),
        slots=many(record(Slot, id=number, session=number), name=by_id),
    )(value, "")
    slots = event["slots"]
    time = known({slot.id for slot in slots}, number)
    party = record(Party, id=text, delegates=whole(1), unavailable=many(time, frozenset), max_meetings=count)
    event |= record(dict, {"parties"}, parties=many(party, name=by_id))(value, "")
    sides = known({one.id for one in event["parties"]})
    event |= record(dict, {"meetings"}, meetings=meetings(time, sides))(value, "")
    placement = record(
        Placement, meeting=known({one.id for one in event["meetings"]}), slot=time, table=count
    )
    event |= record(
        dict,
        {"tables"},
        name=text,
        tables=tables(len(slots)),
        gap_measure=one_of("idle_slots", "breaks"),
        require_all=truth,
        max_break_spread=count,
        floor=count,
        stages=many(one_of(*STAGES), name=str),
        max_consecutive=whole(1),
        max_moves=count,
        published=many(placement, name=lambda one: one.meeting),
    )(value, "")
    del event["format"]
    return Instance(**event)


def read_change(value: Any, instance: Instance) -> Change:
    """What happened since, in the format ``missions-change/1``. Raises ``Faulty``."""
    time = known({slot.id for slot in instance.slots}, number)
    party = known({one.id for one in instance.parties})
    names = {one.id for one in instance.meetings}
    absence = record(dict, {"party", "slots"}, party=party, slots=many(time, frozenset))
    change = record(
        dict,
        {"format"},
        format=one_of("missions-change/1"),
        absent=many(absence),
        add=meetings(time, party, names),
        cancel=many(known(names)),
        tables=tables(len(instance.slots)),
    )(value, "")
    del change["format"]
    away = change.get("absent", ())
    change["absent"] = tuple((one["party"], slot) for one in away for slot in sorted(one["slots"]))
    return Change(**change)


def as_json(timetable: Timetable) -> dict[str, Any]:
    """The answer in the format ``missions-timetable/1``."""
    told = {"format": "missions-timetable/1"} | asdict(timetable)
    told |= {"scheduled": list(told["scheduled"]), "stages": list(told["stages"])}
    for stage in told["stages"]:
        stage["seconds"] = round(stage["seconds"], 2)
        if stage["certificate"] is None:
            del stage["certificate"]
    rows = {"unscheduled": ("meeting", "reason"), "lost": ("meeting", "reason")}
    rows["moved"] = ("meeting", "from", "to")
    for name, columns in rows.items():
        if told[name] is None:
            del told[name]
        else:
            told[name] = [dict(zip(columns, row, strict=True)) for row in told[name]]
    return told
