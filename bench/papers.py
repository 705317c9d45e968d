"""A report on paper, beside what WeasyPrint takes for the same page."""

import tempfile
from pathlib import Path

import pypdf
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from exchanges.models import Exchange
from excite import clock, printing
from reporting import services
from reporting.documents import paper
from reporting.documents.content import Content
from reporting.models import Report

from .stopwatch import least, queries
from .table import Line

MOST_ROWS = 250  # exchanges; a little below the longest list that is printed
TIMES_ALONE = 1.5


def report_pdf(programme):
    """From the stored figures to the file, with the longest list of exchanges that a paper holds."""
    report = made(programme)
    rows = report.rows.filter(code="exchanges").count()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.pdf")

        def write():
            paper.write_pdf(Content(Report.objects.with_people().get(pk=report.pk)), path)

        write()
        wrong = "" if _reads(path, report, rows) else "the paper does not list what was counted"
        seconds = least(write, _alone(paper.html(Content(report))), turns=3)
        yield Line("report PDF", rows, *seconds, queries(write), most=TIMES_ALONE, wrong=wrong)


def made(programme):
    """A report up to the day by which so many exchanges were completed."""
    completed = Exchange.objects.completed().order_by("last_working_day", "pk")
    days = list(completed.values_list("last_working_day", flat=True)[:MOST_ROWS])
    now = clock.now()
    report = services.start(programme.partnership, until=days[-1], by=None, now=now, send=False)
    return services.make_now(report, now=now, formats=("json",))


def _alone(html):
    """WeasyPrint on the finished page, with the sheet and the files that it asks for."""
    _weasyprint, fetcher, *_rest = printing._engine()

    def alone():
        fonts = FontConfiguration()
        style = weasyprint.CSS(string=printing.stylesheet(), url_fetcher=fetcher, font_config=fonts)
        page = weasyprint.HTML(string=html, base_url="static:/", url_fetcher=fetcher)
        page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")

    return alone


def _reads(path, report, rows):
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    listed = report.rows.filter(code="exchanges").values_list("reference", flat=True)
    return len(listed) == rows and all(reference in text for reference in listed)
