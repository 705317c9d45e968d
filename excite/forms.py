"""How forms look: label, help, control and error are one component, whole for screen readers too."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

LONGEST_SEARCH = 200  # letters; a database refuses patterns of many thousands


class BoundField(forms.BoundField):
    """A field that knows its Bootstrap class and where its help and its error stand."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        own = widget.attrs.get("class", "")
        css = _css(widget)
        if css and css not in own.split():
            attrs["class"] = f"{css} {own} {attrs.get('class', '')}".strip()
        return attrs

    @property
    def is_choices(self):
        """Radio buttons or a list of check boxes: each choice gets a label of its own."""
        return isinstance(self.field.widget, forms.RadioSelect)

    @property
    def is_tick(self):
        """One box to tick; its label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def link(self):
        """The id that a link in the summary of errors leads to: the control itself, so that one can type."""
        return f"{self.auto_id}_0" if self.is_choices else self.id_for_label or self.auto_id


class Renderer(TemplatesSetting):
    bound_field_class = BoundField
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class DateInput(forms.DateInput):
    """The browser's own calendar, which speaks the reader's language and sends ISO dates."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput


class SearchField(forms.CharField):
    def to_python(self, value):
        return super().to_python(value).replace("\0", " ")[:LONGEST_SEARCH]


class SearchFilter(django_filters.CharFilter):
    """What somebody looks for in a list; nobody types more than a line."""

    field_class = SearchField


class RecordsField(forms.ModelMultipleChoiceField):
    """Records of one list. A number beyond what the database counts is none of them."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError as error:
            given = {"value": str(max(value, key=len))[:20]}
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", given) from error


def _css(widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    if isinstance(widget, forms.HiddenInput | forms.MultipleHiddenInput | forms.MultiWidget):
        return ""
    return "form-control"
