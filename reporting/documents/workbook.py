"""The report as a workbook: figures, every counted exchange, all rows, what was restated, third parties."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clusters.models import Organisation
from excite.words import country, moment, say, short_day

from .content import Content
from .sheets import OPTIONS, Sheets, Table
from .wording import last_words, name_of, period_words

MOST_KEPT = 10_000  # words of one sort


def write_xlsx(content: Content, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": content.report.headline, "company": content.partnership.acronym})
        sheets = Sheets(book)
        _cover(sheets, content)
        _indicators(sheets, content).close()
        _rows(content, _exchanges(sheets), _counted(sheets))
        _restated(sheets, content).close()
        _third_parties(sheets, content).close()


def _cover(sheets: Sheets, content: Content) -> None:
    report, partnership = content.report, content.partnership
    sheet = sheets.book.add_worksheet(pgettext("sheet", "Report")[:31])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, report.headline, sheets.title)
    facts = [
        (_("Partnership"), f"{partnership.acronym} · {partnership.name}"),
        (_("Call"), partnership.call),
        (_("Co-funding"), partnership.eu_statement),
        (_("Reporting period"), period_words(report)),
        (_("Cut-off"), short_day(report.until)),
        (_("Date of the data"), moment(report.data_as_of)),
        (_("Compared with"), last_words(report.previous)),
        (_("Check code"), report.check_code),
        (_("Note"), report.note),
    ]
    for line, (label, value) in enumerate(facts, 2):
        sheet.write_string(line, 0, label, sheets.head)
        sheet.write_string(line, 1, value, sheets.wrap)


def _number(value, places: int):
    if value is None:
        return None
    return value if places else int(value)


def _indicators(sheets: Sheets, content: Content) -> Table:
    columns = [
        (_("Indicator"), 34),
        (_("Total"), 12),
        (_("Unit"), 14),
        (_("Target"), 10),
        (_("Last report"), 12),
        (_("New"), 10),
        (_("Restated"), 10),
        (_("What is counted"), 70),
        (_("By which date"), 50),
        (_("Note"), 40),
        (_("Code"), 26),
    ]
    return sheets.table(
        _("Indicators"),
        columns,
        (
            (
                one.label,
                _number(one.value, one.places),
                one.unit,
                one.target,
                _number(one.previous, one.places),
                _number(one.new, one.places),
                _number(one.restated, one.places),
                one.rule,
                one.date_rule,
                one.note,
                one.code,
            )
            for one in content.figures
        ),
    )


def _exchanges(sheets: Sheets) -> Table:
    columns = [
        (_("Reference"), 12),
        (_("Visiting organisation"), 36),
        (_("Country"), 16),
        (_("PIC"), 12),
        (_("Type when counted"), 30),
        (_("Size"), 10),
        (_("Host organisation"), 36),
        (_("Host country"), 16),
        (_("Home cluster"), 30),
        (_("Host cluster"), 30),
        (_("Mission"), 36),
        (_("First working day"), 14),
        (_("Last working day"), 14),
        (_("Validated on"), 14),
        (_("Lump sum, EUR"), 12),
    ]
    return sheets.table(_("Exchanges"), columns)


def _counted(sheets: Sheets) -> Table:
    columns = [
        (_("Indicator"), 34),
        (_("Record"), 40),
        (_("Counted from"), 14),
        (_("Adds"), 12),
        (_("Why it counts"), 90),
    ]
    return sheets.table(_("Counted rows"), columns)


def _rows(content: Content, exchanges: Table, counted: Table) -> None:
    """Every stored row is read once; an exchange goes into both tables."""
    words = Words()
    places = {figure.code: figure.places for figure in content.figures}
    for code, kind, reference, day, amount, facts in content.plain_rows():
        if code == "exchanges":
            exchanges.add(_exchange(reference, facts, words))
        name = words.country(reference) if kind == "country" else reference
        adds = _number(amount, places[code])
        counted.add((content.labels[code], name, day, adds, words.say(facts["why"])))
    exchanges.close()
    counted.close()


def _exchange(reference, facts, words):
    return (
        reference,
        facts["visitor"],
        words.country(facts["visitor_country"]),
        facts["pic"],
        words.kinds.get(facts["kind"], facts["kind"]),
        words.sizes.get(facts["size"], facts["size"]),
        facts["host"],
        words.country(facts["host_country"]),
        facts["home_cluster"],
        facts["host_cluster"],
        facts["mission"],
        words.day(facts["first_working_day"]),
        words.day(facts["last_working_day"]),
        words.day(facts["validated_on"]),
        words.eur(facts["grant_eur"]),
    )


class Words:
    """What is made of stored values, each once: a hundred thousand rows name few countries, days and sums."""

    def __init__(self):
        self.kinds = {value: str(label) for value, label in Organisation.Kind.choices}
        self.sizes = {value: str(label) for value, label in Organisation.Size.choices}
        self.country = lru_cache(MOST_KEPT)(country)
        self.day = lru_cache(MOST_KEPT)(lambda text: date.fromisoformat(text) if text else None)
        self.eur = lru_cache(MOST_KEPT)(lambda text: Decimal(text) if text else None)
        self.said = {}

    def say(self, sentence: dict) -> str:
        key = repr(sentence)
        if key not in self.said:
            if len(self.said) == MOST_KEPT:
                self.said.clear()
            self.said[key] = say(sentence)
        return self.said[key]


def _restated(sheets: Sheets, content: Content) -> Table:
    columns = [
        (_("Indicator"), 34),
        (_("Record"), 40),
        (_("Change"), 14),
        (_("Effect"), 12),
        (_("Because"), 90),
    ]
    places = {figure.code: figure.places for figure in content.figures}
    return sheets.table(
        _("Restated"),
        columns,
        (
            (
                content.labels[row.code],
                name_of(row),
                row.get_change_display(),
                _number(row.amount, places[row.code]),
                say(row.reason),
            )
            for row in content.restated
        ),
    )


def _third_parties(sheets: Sheets, content: Content) -> Table:
    columns = [
        (_("Sub-call"), 24),
        (_("PIC"), 12),
        (_("Beneficiary"), 40),
        (_("SME"), 8),
        (_("Country"), 18),
        (_("Beneficiaries"), 14),
        (_("EUR"), 14),
    ]
    return sheets.table(
        _("Third parties"),
        columns,
        (
            (
                content.partnership.call,
                each.pic,
                each.name,
                each.is_sme,
                country(each.country),
                each.beneficiaries,
                each.eur,
            )
            for each in content.third_parties
        ),
    )
