"""One line of the exchange sheet: read, and judged by itself."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from clusters.models import Cluster, Organisation
from excite.intake import shown
from excite.tables import Row
from missions.models import Mission

from ...models import Exchange
from ...rules import within_one_month

COLUMNS = (
    "reference",
    "visiting_organisation",
    "host_organisation",
    "home_cluster",
    "host_cluster",
    "mission",
    "format",
    "arrival",
    "first_working_day",
    "last_working_day",
    "departure",
    "status",
    "report_validated_on",
    "lump_sum_eur",
    "paid_on",
)
DAYS = ("arrival", "first_working_day", "last_working_day", "departure")
S = Exchange.Status
STATUSES = {str(status): status for status in S}
FORMATS = {str(format): format for format in Exchange.Format}
ENDED = frozenset({S.WITHDRAWN, S.REJECTED, S.CANCELLED})
VISITS = frozenset(Exchange.COUNTS_AS_VISIT)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")


@dataclass
class Facts:
    """What a line says, as records and typed values; None where a cell is empty or faulty."""

    row: Row
    reference: str
    visitor: Organisation | None
    host: Organisation | None
    home_cluster: Cluster | None
    host_cluster: Cluster | None
    mission: Mission | None
    format: str
    status: str
    arrival: date | None
    first_working_day: date | None
    last_working_day: date | None
    departure: date | None
    validated_on: date | None
    amount: Decimal | None
    paid_on: date | None

    @property
    def virtual(self) -> bool:
        return self.format == Exchange.Format.VIRTUAL

    @property
    def visits(self) -> bool:
        """Uses up the organisation's one visit: approved through completed."""
        return self.status in VISITS


@dataclass(frozen=True)
class Names:
    """What the cells of a sheet may name, each by its code or name."""

    organisations: dict[str, Organisation]
    clusters: dict[str, Cluster]
    missions: dict[str, Mission]
    whole: bool = True  # False: the sheet of organisations could not be read, so who is missing is not known


def read(row: Row, names: Names) -> Facts:
    """The line as facts; every cell that cannot be taken in becomes a fault of the row."""
    facts = Facts(
        row=row,
        reference=_reference(row),
        visitor=_organisation(row, "visiting_organisation", names, required=True),
        host=_organisation(row, "host_organisation", names),
        home_cluster=row.choice("home_cluster", names.clusters, required=True),
        host_cluster=row.choice("host_cluster", names.clusters),
        mission=_mission(row, names),
        format=row.choice("format", FORMATS, required=True) or Exchange.Format.PHYSICAL,
        status=row.choice("status", STATUSES, required=True) or "",
        validated_on=row.day("report_validated_on"),
        amount=row.amount("lump_sum_eur"),
        paid_on=row.day("paid_on"),
        **{name: row.day(name) for name in DAYS},
    )
    _need_what_the_status_needs(facts)
    _judge_order(facts)
    _judge_countries(facts)
    _judge_money(facts)
    _judge_mission(facts)
    return facts


def _reference(row):
    reference = row.text("reference", most=20, required=True)
    if reference and not _REFERENCE.match(reference):
        row.fault(
            "reference", _("“%(value)s” must be letters, digits and hyphens.") % {"value": shown(reference)}
        )
    elif re.search("[0-9]{10}", reference):
        row.fault("reference", _("“%(value)s” has a number that is too long.") % {"value": reference})
    return reference


def _organisation(row, column, names, *, required=False):
    code = row.text(column, most=40, required=required)
    found = names.organisations.get(code)
    if code and found is None and names.whole:
        text = _("“%(code)s” is neither in the file of organisations nor in the register.")
        row.fault(column, text % {"code": shown(code)})
    return found


def _mission(row, names):
    name = row.text("mission")
    if name and name not in names.missions:
        text = _("“%(name)s” is no mission of this partnership; load or add the mission first.")
        row.fault("mission", text % {"name": shown(name)})
    return names.missions.get(name)


def _need_what_the_status_needs(facts):
    """A decided exchange has a host and its days; a completed one the day its report was validated."""
    row, needed = facts.row, []
    if facts.visits:
        needed = ["host_organisation", "first_working_day", "last_working_day"]
        needed += [] if facts.virtual else ["arrival", "departure"]
    if facts.status == S.COMPLETED:
        needed.append("report_validated_on")
    for column in needed:
        if not row[column] and column not in row.faulty:
            text = _("is empty, but needed when the status is “%(status)s”.")
            row.fault(column, text % {"status": str(facts.status)})
    if facts.validated_on and facts.status not in ("", S.COMPLETED, S.CANCELLED):
        text = _("is given, though the status is “%(status)s”, not completed.")
        row.fault("report_validated_on", text % {"status": row["status"]})


def _judge_order(facts):
    row, first, last = facts.row, facts.first_working_day, facts.last_working_day
    if first and last and last < first:
        text = _("the stay ends before it starts: %(last)s lies before %(first)s.")
        row.fault("last_working_day", text % {"last": last, "first": first})
        return
    _judge_travel(facts)
    if first and last and not within_one_month(first, last):
        row.warn("last_working_day", _("the stay is longer than one calendar month."))
    ends = last or first
    if facts.validated_on and ends and facts.validated_on < ends:
        text = _("the report was validated before the stay ended on %(day)s.")
        row.fault("report_validated_on", text % {"day": ends})


def _judge_travel(facts):
    row, starts = facts.row, facts.first_working_day or facts.last_working_day
    ends = facts.last_working_day or facts.first_working_day
    if facts.arrival and starts and facts.arrival > starts:
        row.fault("arrival", _("lies after the first working day, %(day)s.") % {"day": starts})
    elif facts.arrival and facts.arrival == starts:
        row.warn("arrival", _("the day of arrival is no working day, but is given as one."))
    if facts.departure and ends and facts.departure < ends:
        row.fault("departure", _("lies before the last working day, %(day)s.") % {"day": ends})
    elif facts.departure and facts.departure == ends:
        row.warn("departure", _("the day of departure is no working day, but is given as one."))
    if facts.arrival and facts.departure and not starts and facts.departure < facts.arrival:
        row.fault("departure", _("lies before the arrival, %(day)s.") % {"day": facts.arrival})


def _judge_countries(facts):
    """Never waivable, so never true of a visit; an application may have been rejected just for this."""
    if facts.visitor is None or facts.host is None:
        return
    row = facts.row
    if facts.visitor is facts.host:
        row.fault("host_organisation", _("visitor and host are the same organisation."))
    elif facts.visitor.country and str(facts.visitor.country) == str(facts.host.country):
        text = _("visitor and host are both in %(country)s; an exchange leads to another country.")
        judge = row.fault if facts.visits else row.warn
        judge("host_organisation", text % {"country": str(facts.host.country)})


def _judge_money(facts):
    """One payment, after the stay, no advance."""
    row, paid = facts.row, facts.paid_on
    if paid is None:
        return
    ends = facts.last_working_day
    if facts.status and facts.status != S.COMPLETED:
        text = _("is given, though the status is “%(status)s”; only completed exchanges are paid.")
        row.fault("paid_on", text % {"status": row["status"]})
    elif ends and paid < ends:
        row.fault("paid_on", _("lies before the stay ended on %(day)s; there is no advance.") % {"day": ends})
    elif facts.validated_on and paid < facts.validated_on:
        row.warn(
            "paid_on", _("lies before the report was validated on %(day)s.") % {"day": facts.validated_on}
        )
    if not row["lump_sum_eur"] and "lump_sum_eur" not in row.faulty:
        row.fault("lump_sum_eur", _("is empty, though the day of payment is given."))


def _judge_mission(facts):
    mission, first, last = facts.mission, facts.first_working_day, facts.last_working_day
    if mission is None:
        return
    if first and mission.starts_on and first < mission.starts_on:
        text = _("lies before the mission, which starts on %(day)s.")
        facts.row.warn("first_working_day", text % {"day": mission.starts_on})
    if last and mission.ends_on and last > mission.ends_on:
        text = _("lies after the mission, which ends on %(day)s.")
        facts.row.warn("last_working_day", text % {"day": mission.ends_on})
    if facts.host and str(facts.host.country) != str(mission.country):
        text = _("is not in %(country)s, where the mission takes place.")
        facts.row.warn("host_organisation", text % {"country": str(mission.country)})
