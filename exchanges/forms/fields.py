"""Fields that keep what was typed: browsers cut pasted text at ``maxlength`` silently, so none is set."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from excite import names
from excite.forms import DateField
from excite.words import stay

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class Words(names.PlainText):
    """One clean line, or with ``lines=True`` several; too much of it is told, not cut."""

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Email(forms.EmailField):
    """An address without the marks that nobody sees."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 254} | kwargs)

    def to_python(self, value):
        return names.clean_line(super().to_python(value))

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Day(DateField):
    """A day of this century; another one is a slip of the keyboard."""

    default_error_messages = {
        "invalid": _("This is not a date. Please give day, month and year, for example 2023-11-13."),
        "range": _("Please look at the year: it lies before 2000 or after 2100."),
    }

    def to_python(self, value):
        try:
            day = super().to_python(value)
        except (ValueError, OverflowError) as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault
        if day and not EARLIEST <= day <= LATEST:
            raise ValidationError(self.error_messages["range"], code="range")
        return day


class Chosen(forms.ModelChoiceField):
    """A record by its public key. Whatever is not offered gets one sentence, foreign or missing alike."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as fault:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from fault


class ChosenMission(Chosen):
    """A mission with its days and the seats that are left."""

    def label_from_instance(self, mission):
        parts = [mission.name]
        if mission.starts_on:
            parts.append(stay(mission.starts_on, mission.ends_on))
        if mission.places_left is not None:
            parts.append(_seats(mission.places_left))
        return " · ".join(parts)


def _seats(left):
    if not left:
        return gettext("waiting list")
    return ngettext("%(left)s seat left", "%(left)s seats left", left) % {"left": left}
