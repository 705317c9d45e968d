"""One indicator as a line of a table or as a key figure: numbers in the reader's words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from excite import charts
from excite.words import say
from reporting.documents.wording import change, pace_words, shown
from reporting.figures import Compared, Pace, Scope, elapsed, pace


@dataclass(frozen=True)
class Line:
    """An indicator against its target and the last report. Everything is ready to be read."""

    code: str
    label: str
    unit: str
    what: str
    rule: str
    total: str
    target: str
    previous: str
    since: str
    new: str
    restated: str
    pace: str
    pace_kind: str
    note: str
    url: str
    track: charts.Track | None

    @property
    def of(self) -> str:
        return _("of %(target)s") % {"target": self.target} if self.target else self.unit


def line(one: Compared, scope: Scope, url: str) -> Line:
    figure = one.figure
    grant = {
        "starts_on": scope.partnership.starts_on,
        "ends_on": scope.partnership.ends_on,
        "until": scope.until,
    }
    leads: Pace | None = pace(figure.value, figure.target, **grant)
    return Line(
        code=figure.code,
        label=str(figure.label),
        unit=str(figure.unit),
        what=str(figure.rule),
        rule=f"{figure.rule} {figure.date_rule}".strip(),
        total=shown(figure.value, figure.places),
        target=shown(figure.target, 0),
        previous=shown(one.previous, figure.places),
        since=change(one.since, figure.places),
        new=change(one.new, figure.places),
        restated=change(one.restated, figure.places) if one.restated else "",
        pace=pace_words(leads),
        pace_kind="" if leads is None else "good" if leads.on_course else "warn",
        note=say(figure.note) if figure.note else "",
        url=url if figure.value is not None else "",
        track=charts.track(
            figure.value or 0, figure.target, figure.target and float(figure.target * elapsed(**grant))
        ),
    )
