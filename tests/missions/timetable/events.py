"""Small events in the format of the files, and what is true of an answer, worked out from the files alone."""

from collections import Counter
from itertools import product


def event(parties=3, slots=3, tables=2, meetings=(), **more):
    """``meetings`` are (a, b) or (a, b, fields); slots are one session unless ``sessions`` lists more."""
    sessions = more.pop("sessions", [0] * slots)
    return {
        "format": "missions-schedule/1",
        "name": "small",
        "slots": [{"id": 10 + number, "session": session} for number, session in enumerate(sessions)],
        "tables": tables,
        "parties": [
            {"id": f"p{number}", "delegates": 1, "unavailable": [], "max_meetings": None}
            for number in range(parties)
        ],
        "meetings": [
            {"id": f"m{number}", "a": f"p{a}", "b": f"p{b}", "weight": 1, "requested_at": number}
            | (fields[0] if fields else {})
            for number, (a, b, *fields) in enumerate(meetings)
        ],
    } | more


def random_event(random, *, most_meetings=8, most_parties=6, most_slots=5, rules=True):
    """Any mixture of constraints; ``rules`` allows those beyond capacity, too."""
    parties, slots = random.randint(2, most_parties), random.randint(1, most_slots)
    made = event(parties, slots, sessions=sorted(random.choices([0, 1], k=slots)))
    times = [slot["id"] for slot in made["slots"]]
    made["tables"] = random.choice([1, 2, most_parties, [random.randint(0, 3) for _slot in times]])
    made["floor"] = random.randint(0, 3)
    made["gap_measure"] = random.choice(["idle_slots", "breaks"])
    for party in made["parties"]:
        party["delegates"] = random.choice([1, 1, 1, 2])
        party["unavailable"] = [time for time in times if random.random() < 0.15]
        party["max_meetings"] = random.choice([None, None, None, 1, 2, 3])
    for number in range(random.randint(1, most_meetings)):
        a, b = random.sample(range(parties), 2)
        allowed = random.sample(times, random.randint(1, slots)) if random.random() < 0.3 else None
        made["meetings"].append(
            {
                "id": f"m{number}",
                "a": f"p{a}",
                "b": f"p{b}",
                "weight": random.choice([1, 2, 4]),
                "requested_at": random.randint(0, 99),
                "slots": allowed,
                "fixed_slot": random.choice(allowed or times) if random.random() < 0.1 else None,
                "after": [],
            }
        )
    if rules:
        made["max_consecutive"] = random.choice([None, None, 1, 2])
        made["max_break_spread"] = random.choice([None, None, 0, 1])
        made["require_all"] = random.random() < 0.15
        for number, meeting in enumerate(made["meetings"]):
            if number and random.random() < 0.2:
                meeting["after"] = [f"m{random.randrange(number)}"]
    return made


def full_event(random, people, slots, tables, **more):
    """One where all can meet, if every table is taken: who has no meeting in a slot may not be there."""
    at = {}
    for slot in range(slots):
        while True:
            seats = random.sample(range(people), 2 * tables)
            couples = {tuple(sorted(seats[k : k + 2])) for k in range(0, 2 * tables, 2)}
            if couples.isdisjoint(at):
                break
        at |= dict.fromkeys(couples, slot)
    wanted = random.sample(sorted(at), len(at))
    full = event(people, slots, tables, wanted, require_all=True, gap_measure="breaks", **more)
    for number, party in enumerate(full["parties"]):
        busy = {slot for couple, slot in at.items() if number in couple}
        idle = set(range(slots)) - busy
        party["unavailable"] = [10 + slot for slot in sorted(idle) if random.random() < 0.8]
    return full


def slots_of(answer):
    return {one["meeting"]: one["slot"] for one in answer["scheduled"]}


def broken_rules(event, at):
    """Names of the rules that meetings at these slots break."""
    order = {slot["id"]: number for number, slot in enumerate(event["slots"])}
    tables = event["tables"] if isinstance(event["tables"], list) else [event["tables"]] * len(order)
    meetings = {meeting["id"]: meeting for meeting in event["meetings"]}
    broken = set()
    busy = Counter((meetings[name][side], slot) for name, slot in at.items() for side in "ab")
    held = Counter(meetings[name][side] for name in at for side in "ab")
    for party in event["parties"]:
        if any(busy[party["id"], slot] for slot in party["unavailable"]):
            broken.add("unavailable")
        if any(busy[party["id"], slot] > party["delegates"] for slot in order):
            broken.add("delegates")
        if party["max_meetings"] is not None and held[party["id"]] > party["max_meetings"]:
            broken.add("max_meetings")
        for session in runs_of(event, at, party["id"]):
            if max(session, default=0) > (event.get("max_consecutive") or len(order)):
                broken.add("max_consecutive")
    used = Counter(at.values())
    if any(used[slot] > tables[number] for slot, number in order.items()):
        broken.add("tables")
    for name, slot in at.items():
        meeting = meetings[name]
        if meeting.get("slots") is not None and slot not in meeting["slots"]:
            broken.add("slots")
        if meeting.get("fixed_slot") is not None and slot != meeting["fixed_slot"]:
            broken.add("fixed_slot")
        if any(q not in at or order[at[q]] >= order[slot] for q in meeting.get("after") or ()):
            broken.add("after")
    breaks = [sum(max(0, len(runs) - 1) for runs in runs_of(event, at, p["id"])) for p in event["parties"]]
    if event.get("max_break_spread") is not None and max(breaks) - min(breaks) > event["max_break_spread"]:
        broken.add("max_break_spread")
    if event.get("require_all") and len(at) < len(meetings):
        broken.add("require_all")
    return broken


def busy_in(event, at, party):
    mine = {at[m["id"]] for m in event["meetings"] if m["id"] in at and party in (m["a"], m["b"])}
    sessions = {}
    for slot in event["slots"]:
        sessions.setdefault(slot["session"], []).append((slot["id"], slot["id"] in mine))
    return list(sessions.values())


def runs_of(event, at, party):
    """Lengths of the runs of busy slots, session by session."""
    found = []
    for session in busy_in(event, at, party):
        marks = "".join("x" if busy else " " for _slot, busy in session)
        found.append([len(run) for run in marks.split()])
    return found


def gaps_of(event, at, party):
    if event.get("gap_measure") == "breaks":
        return sum(max(0, len(runs) - 1) for runs in runs_of(event, at, party["id"]))
    idle = 0
    for session in busy_in(event, at, party["id"]):
        on = [k for k, (_slot, busy) in enumerate(session) if busy]
        between = session[on[0] : on[-1]] if on else []
        idle += sum(not busy and slot not in party["unavailable"] for slot, busy in between)
    return idle


def deficit_of(event, at):
    weights = Counter(m[side] for m in event["meetings"] for side in "ab" if possible(event, m))
    held = Counter(m[side] for m in event["meetings"] if m["id"] in at for side in "ab")
    missing = 0
    for party in event["parties"]:
        name, limit = party["id"], party["max_meetings"]
        room = party["delegates"] * (len(event["slots"]) - len(party["unavailable"]))
        most = min(event.get("floor", 3), weights[name], room, *([] if limit is None else [limit]))
        missing += max(0, most - held[name])
    return missing


def possible(event, meeting):
    return bool(places(event, meeting))


def places(event, meeting):
    """Slots that the meeting's own fields, its sides and the number of tables allow."""
    tables = event["tables"] if isinstance(event["tables"], list) else [event["tables"]] * len(event["slots"])
    away = {
        slot for p in event["parties"] if p["id"] in (meeting["a"], meeting["b"]) for slot in p["unavailable"]
    }
    open_slots = [slot["id"] for slot, most in zip(event["slots"], tables, strict=True) if most]
    if meeting.get("fixed_slot") is not None:
        open_slots = [slot for slot in open_slots if slot == meeting["fixed_slot"]]
    return [
        slot
        for slot in open_slots
        if slot not in away and (meeting.get("slots") is None or slot in meeting["slots"])
    ]


def measure(event, at):
    """The aims in their order, smaller is better."""
    gaps = [gaps_of(event, at, party) for party in event["parties"]]
    weight = sum(meeting["weight"] for meeting in event["meetings"] if meeting["id"] in at)
    return (-weight, deficit_of(event, at), sum(gaps), max(gaps))


def everything(event):
    """All timetables, also those that break a rule."""
    options = [[None, *places(event, meeting)] for meeting in event["meetings"]]
    names = [meeting["id"] for meeting in event["meetings"]]
    for chosen in product(*options):
        yield {name: slot for name, slot in zip(names, chosen, strict=True) if slot is not None}


def best_by_trying(event):
    """The best measure over all timetables that break no rule; None where there is none."""
    best = None
    for at in everything(event):
        if (best is None or measure(event, at) < best) and not broken_rules(event, at):
            best = measure(event, at)
    return best


def heaviest_by_trying(event):
    """All timetables that break no rule and have the most weight, those with the fewest gaps first."""
    heaviest = [({}, measure(event, {}))]
    for at in everything(event):
        now = measure(event, at)
        if now[0] <= heaviest[0][1][0] and not broken_rules(event, at):
            heaviest = [one for one in heaviest if one[1][0] == now[0]] + [(at, now)]
    return sorted(heaviest, key=lambda one: one[1][2])


def most_by_prices(event, certificate):
    """The bound that the prices of a certificate give, from places, tables, limits and odd sets."""
    tables = event["tables"] if isinstance(event["tables"], list) else [event["tables"]] * len(event["slots"])
    tables = {slot["id"]: most for slot, most in zip(event["slots"], tables, strict=True)}
    parties = {party["id"]: party for party in event["parties"]}
    prices = [row[-1] for rows in certificate.values() for row in rows]
    assert all(price >= 0 for price in prices)

    def room(party, slot):
        return 0 if slot in parties[party]["unavailable"] else parties[party]["delegates"]

    total = sum(price * room(party, slot) for party, slot, price in certificate["y"])
    total += sum(price * tables[slot] for slot, price in certificate["v"])
    total += sum(price * parties[party]["max_meetings"] for party, price in certificate["u"])
    total += sum(
        price * (sum(room(p, slot) for p in inside) // 2) for slot, inside, price in certificate["z"]
    )
    for meeting in event["meetings"]:
        sides = {meeting["a"], meeting["b"]}
        worth = [0]
        for at in places(event, meeting):
            paid = sum(price for party, slot, price in certificate["y"] if party in sides and slot == at)
            paid += sum(price for slot, price in certificate["v"] if slot == at)
            paid += sum(price for party, price in certificate["u"] if party in sides)
            paid += sum(p for slot, inside, p in certificate["z"] if slot == at and sides <= set(inside))
            worth.append(meeting["weight"] - paid)
        total += max(worth)
    return total


def table_changes(event, scheduled):
    """How often somebody sits at a table where they did not sit in their last slot with a meeting."""
    meetings = {meeting["id"]: meeting for meeting in event["meetings"]}
    session = {slot["id"]: slot["session"] for slot in event["slots"]}
    order = {slot["id"]: number for number, slot in enumerate(event["slots"])}
    sat = {}
    for one in scheduled:
        for side in "ab":
            slots = sat.setdefault((meetings[one["meeting"]][side], session[one["slot"]]), {})
            slots.setdefault(order[one["slot"]], set()).add(one["table"])
    changes = 0
    for slots in sat.values():
        tables = [slots[number] for number in sorted(slots)]
        changes += sum(len(now - before) for before, now in zip(tables, tables[1:], strict=False))
    return changes
