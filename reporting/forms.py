"""Making a report: a period or a day, a language, and a note."""

from datetime import date
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from excite.forms import DateField
from excite.names import PlainText
from excite.words import short_day
from reporting.models import Report, ReportingPeriod

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def between_the_ages(day: date) -> None:
    """Nothing was counted before, nothing will be counted after; a slip of the pen is told."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Please check the year."), code="year")


class CountingDay(DateField):
    def __init__(self, **kwargs):
        super().__init__(validators=[between_the_ages], **kwargs)


class PeriodChoice(forms.ModelChoiceField):
    def label_from_instance(self, period):
        return _("Period %(number)s: %(first)s to %(last)s") % {
            "number": period.number,
            "first": short_day(period.starts_on),
            "last": short_day(period.ends_on),
        }


def _suggested(periods, until: date | None, today: date) -> ReportingPeriod | None:
    """The period that ends on the day asked for; else the earliest that is over."""
    if until:
        return periods.filter(ends_on=until).first()
    return periods.filter(ends_on__lt=today).first()


class ReportForm(forms.Form):
    """``uuid`` is the new report's own: the form sent eight times makes one report."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    period = PeriodChoice(
        ReportingPeriod.objects.none(),
        label=_("Reporting period"),
        required=False,
        empty_label=_("None: a day of my choice"),
        help_text=_("Periods whose report is frozen are not offered."),
    )
    until = CountingDay(
        label=_("Count up to"),
        required=False,
        help_text=_("Only without a period. The day itself is included."),
    )
    known_on = CountingDay(
        label=_("As known on"),
        required=False,
        help_text=_("Leaves out what became known later. Empty: everything that is known now."),
    )
    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES)
    note = PlainText(
        label=_("Note"),
        lines=True,
        max_length=4000,
        required=False,
        help_text=_("Printed on the first page."),
    )

    def __init__(self, *args, partnership, today, until=None, language="en", **kwargs):
        frozen = Report.objects.frozen().filter(partnership=partnership, period__isnull=False)
        periods = ReportingPeriod.objects.filter(partnership=partnership)
        periods = periods.exclude(pk__in=frozen.values("period")).order_by("number", "pk")
        period = _suggested(periods, until, today)
        initial = {
            "uuid": uuid4(),
            "language": language,
            "period": period,
            "until": None if period else until,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["period"].queryset = periods

    def clean(self):
        given = super().clean()
        period, until = given.get("period"), given.get("until")
        if period and until and until != period.ends_on:
            self.add_error("until", _("Choose a period or a day, not both."))
        elif not period and not until and not self.errors:
            self.add_error("until", _("Choose a period above, or say up to which day to count."))
        elif period:
            given["until"] = period.ends_on
        return given


class ScopeForm(forms.Form):
    """The filters of the scoreboard, as they stand in the address."""

    until = CountingDay(label=_("Until"), required=False)
    cluster = forms.SlugField(label=_("Cluster"), required=False, max_length=60)
    country = forms.RegexField(r"\A[A-Z]{2}\Z", label=_("Country"), required=False)
    known = CountingDay(label=_("As known on"), required=False)
    home = forms.RegexField(r"\A([A-Z]{2}|else)\Z", label=_("From"), required=False)
    away = forms.RegexField(r"\A([A-Z]{2}|else)\Z", label=_("To"), required=False)


class VerifyForm(forms.Form):
    code = PlainText(
        label=_("Check code"),
        max_length=40,
        help_text=_("Twelve signs in three groups, printed at the foot of every page: 08BA-5CAE-19A4."),
    )
