"""The report on paper."""

from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string

from clusters.models import Organisation
from excite import charts
from excite.printing import pdf
from excite.words import say
from reporting.figures import elapsed, pace

from .charts import flow_matrix, gaps, progress_chart
from .content import Content
from .wording import change, last_words, name_of, pace_words, period_words, short, shown

ROWS_ON_PAPER = 300  # longer lists are in the workbook
KEYS = ("exchanges", "exchanges_by_smes", "staff_trained", "grants_paid")


@dataclass(frozen=True)
class Line:
    """One indicator as printed."""

    figure: object
    total: str
    short: str
    target: str
    previous: str
    new: str
    restated: str
    pace: str
    track: charts.Track | None


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
            "compared_with": last_words(report.previous),
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


def _line(content: Content, figure) -> Line:
    partnership, until = content.partnership, content.report.until
    grant = {"starts_on": partnership.starts_on, "ends_on": partnership.ends_on, "until": until}
    leads = pace(figure.value, figure.target, **grant)
    return Line(
        figure=figure,
        total=shown(figure.value, figure.places),
        short=short(figure.value, figure.places),
        target=shown(figure.target, 0),
        previous=shown(figure.previous, figure.places),
        new=change(figure.new, figure.places),
        restated=change(figure.restated, figure.places) if figure.restated else "",
        pace=pace_words(leads),
        track=charts.track(
            figure.value, figure.target, figure.target and float(figure.target * elapsed(**grant))
        ),
    )


def _restated(content: Content) -> list[dict]:
    places = {figure.code: figure.places for figure in content.figures}
    return [
        {
            "label": content.labels[row.code],
            "reference": name_of(row),
            "effect": change(row.amount, places[row.code]),
            "reason": say(row.reason),
        }
        for row in content.restated
    ]


def _exchanges(content: Content) -> list[dict]:
    kinds = dict(Organisation.Kind.choices)
    return [
        row.classification
        | {"reference": row.reference, "kind_words": kinds.get(row.classification["kind"], "")}
        for row in content.rows("exchanges")
    ]
