"""One mission with evidence: closing reports and papers of Silicon Saxony Day, all invented."""

from datetime import timedelta

from clusters.models import Partnership
from exchanges.models import ClosingReport, Evidence, Exchange
from excite import audit, uploads
from excite.days import PROGRAMME_ZONE

from . import papers
from .moments import at

MISSION = "Silicon Saxony Day"
REPORTS = (
    (
        "We saw two pilot lines and talked to six exhibitors at the stand of our host.",
        "How small firms test sensors on shared machines instead of buying their own.",
        "A joint test of our housing in the autumn; the offer is being written.",
        6,
    ),
    (
        "Three days of talks and a visit to the clean room of our host.",
        "Which data a wafer fab can share with suppliers, and under which agreement.",
        "We stay in touch about a common proposal in digital twins.",
        4,
    ),
    (
        "Matchmaking on the first day, then two days at the host's workshop.",
        "How the cluster brings start-ups and large firms to one table.",
        "Our members get an invitation for next year's day.",
        5,
    ),
    (
        "We presented our hub, and worked with the host's team on training material.",
        "A way to train operators on the machine with augmented reality.",
        "Two trainers from Dresden will visit us in spring.",
        3,
    ),
)


def add(partnership: Partnership) -> None:
    """Completed exchanges have accepted items; the two reported ones wait for a look."""
    mission = partnership.missions.get(name=MISSION)
    kinds = list(partnership.evidence_kinds.order_by("position"))
    rows = mission.exchanges.filter(status__in=[Exchange.Status.COMPLETED, Exchange.Status.REPORTED])
    for position, exchange in enumerate(rows.select_related("visitor", "host").order_by("reference")):
        handed_in = _handed_in(exchange)
        activities, learnt, next_steps, meetings = REPORTS[position % len(REPORTS)]
        ClosingReport.objects.create(
            exchange=exchange,
            activities=activities,
            learnt=learnt,
            next_steps=next_steps,
            arranged_meetings=meetings,
            satisfaction=4 + position % 2,
            saved_at=handed_in,
        )
        for kind, checked in zip(kinds, _papers(exchange, position), strict=False):
            _offer(exchange, kind, checked, handed_in)


def _handed_in(exchange):
    """Two days before it was validated; those that wait came in after the sheets."""
    if exchange.validated_on is None:
        return at("2023-09-11", "16:20")
    day = exchange.validated_on - timedelta(days=2)
    return at(day.isoformat(), "14:05").astimezone(PROGRAMME_ZONE)


def _papers(exchange, position):
    first, last = exchange.first_working_day, exchange.last_working_day
    yield papers.attendance(exchange.visitor, exchange.host, first, last)
    yield papers.travel(exchange.visitor, exchange.host.city, exchange.arrival, exchange.departure)
    if position % 3 == 0:
        yield papers.photo("stand.jpg", f"{MISSION}, {first:%d.%m.%Y}", hue=20 * position)


def _offer(exchange, kind, checked, handed_in):
    accepted = exchange.status == Exchange.Status.COMPLETED
    item = Evidence.objects.create(
        exchange=exchange,
        kind=kind,
        stored_name=uploads.keep(checked, "evidence"),
        original_name=checked.original_name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        status=Evidence.Status.ACCEPTED if accepted else Evidence.Status.OFFERED,
        uploaded_at=handed_in,
    )
    offered, details = Evidence.Status.OFFERED, {"kind": kind.code}
    audit.record(item, "offer", by=None, now=handed_in, after=offered, details=details)
    if accepted:
        audit.record(
            item,
            "accept",
            by=None,
            now=handed_in + timedelta(days=2),
            before=offered,
            after=Evidence.Status.ACCEPTED,
        )
