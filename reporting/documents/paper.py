"""The report on paper."""

from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from clusters.models import Organisation
from excite import charts
from excite.printing import pdf
from excite.words import country, money, number, say
from reporting.figures import elapsed, pace

from .charts import flow_matrix, gaps, progress_chart
from .content import Content
from .workbook import last_words, period_words

ROWS_ON_PAPER = 300  # longer lists are in the workbook
KEYS = ("exchanges", "exchanges_by_smes", "staff_trained", "grants_paid")


@dataclass(frozen=True)
class Line:
    """One indicator as printed."""

    figure: object
    total: str
    target: str
    previous: str
    new: str
    restated: str
    pace: str
    track: charts.Track | None

    @property
    def since(self) -> str:
        return self.new if not self.restated else ""


def write_pdf(content: Content, path: Path) -> None:
    """Raises PdfUnavailable where the server cannot make PDFs."""
    path.write_bytes(pdf(html(content)))


def html(content: Content) -> str:
    report = content.report
    lines = [_line(content, figure) for figure in content.counted]
    exchanges = content.figure("exchanges")
    rows = int(exchanges.value or 0)
    return render_to_string(
        "reporting/paper.html",
        {
            "content": content,
            "report": report,
            "partnership": content.partnership,
            "period": period_words(report),
            "compared_with": last_words(report),
            "lines": lines,
            "keys": [line for line in lines if line.figure.code in KEYS],
            "chart": progress_chart(
                content.partnership, content.steps, until=report.until, target=exchanges.target
            ).wide,
            "matrix": flow_matrix(content.countries, content.flows),
            "gaps": gaps(content.countries, content.flows),
            "restated": _restated(content) if len(content.restated) <= ROWS_ON_PAPER else None,
            "exchanges": _exchanges(content) if rows <= ROWS_ON_PAPER else None,
            "rows": rows,
        },
    )


def _shown(value, places: int) -> str:
    if value is None:
        return ""
    return money(value) if places else number(value)


def _change(value, places: int) -> str:
    if value is None:
        return ""
    return f"+{_shown(value, places)}" if value > 0 else _shown(value, places).replace("-", "−")


def _line(content: Content, figure) -> Line:
    partnership, until = content.partnership, content.report.until
    grant = {"starts_on": partnership.starts_on, "ends_on": partnership.ends_on, "until": until}
    leads = pace(figure.value, figure.target, **grant)
    return Line(
        figure=figure,
        total=_shown(figure.value, figure.places),
        target=_shown(figure.target, 0),
        previous=_shown(figure.previous, figure.places),
        new=_change(figure.new, figure.places),
        restated=_change(figure.restated, figure.places) if figure.restated else "",
        pace=pace_words(leads) if leads else "",
        track=charts.track(figure.value, figure.target, figure.target and figure.target * elapsed(**grant)),
    )


def pace_words(leads) -> str:
    """ "80 by the end at this pace, 16 short", or that all is well."""
    if leads.on_course:
        return _("on course")
    return _("%(reached)s by the end at this pace, %(short)s short") % {
        "reached": number(leads.by_end),
        "short": number(leads.short),
    }


def _restated(content: Content) -> list[dict]:
    places = {figure.code: figure.places for figure in content.figures}
    return [
        {
            "label": content.labels[row.code],
            "reference": place_name(row),
            "effect": _change(row.amount, places[row.code]),
            "reason": say(row.reason),
        }
        for row in content.restated
    ]


def place_name(row) -> str:
    """What a row is called: a country by its name, everything else as it was stored."""
    return country(row.reference) if row.kind == "country" else row.reference


def _exchanges(content: Content) -> list[dict]:
    kinds = dict(Organisation.Kind.choices)
    return [
        row.classification
        | {"reference": row.reference, "kind_words": kinds.get(row.classification["kind"], "")}
        for row in content.rows("exchanges")
    ]
