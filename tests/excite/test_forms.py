"""One component for label, help, control and error."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string

from excite.forms import DateField


class Stay(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the register.")
    kind = forms.ChoiceField(label="Type", choices=[("sme", "SME")])
    format = forms.ChoiceField(label="Format", choices=[("p", "Physical")], widget=forms.RadioSelect)
    first = DateField(label="First day", required=False)
    declared = forms.BooleanField(label="Declared")
    version = forms.CharField(widget=forms.HiddenInput, required=False)


def test_help_and_error_belong_to_their_control():
    page = str(Stay({})["name"].as_field_group())
    control = re.search(r"<input[^>]*>", page)[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'aria-invalid="true"' in control and 'class="form-control"' in control
    assert 'id="id_name_helptext"' in page and 'id="id_name_error"' in page
    assert '<label for="id_name">Name' in page


@pytest.mark.parametrize(
    ("name", "css"),
    [("kind", "form-select"), ("format", "form-check-input"), ("declared", "form-check-input")],
)
def test_controls_have_their_class(name, css):
    assert f'class="{css}"' in Stay()[name].as_field_group()


def test_choices_are_a_group_with_a_legend():
    page = Stay({})["format"].as_field_group()
    assert "<legend>Format" in page
    assert '<label class="form-check-label" for="id_format_0">Physical</label>' in page
    assert '<fieldset aria-describedby="id_format_error">' in page


def test_only_what_may_be_left_out_is_called_optional():
    assert "(optional)" in Stay()["first"].as_field_group()
    assert "(optional)" not in Stay()["name"].as_field_group()


def test_dates_go_to_the_browser_as_it_wants_them():
    from datetime import date

    page = str(Stay(initial={"first": date(2023, 6, 20)})["first"])
    assert 'type="date"' in page and 'value="2023-06-20"' in page


def test_every_gap_is_a_link_to_its_control():
    page = render_to_string("components/error_summary.html", {"form": Stay({})})
    assert re.findall(r'href="#(\w+)"', page) == ["id_name", "id_kind", "id_format_0", "id_declared"]


def test_no_summary_where_nothing_is_wrong():
    assert render_to_string("components/error_summary.html", {"form": Stay()}).strip() == ""


def test_what_people_type_is_never_markup():
    form = Stay({"name": "<script>alert(1)</script>", "kind": "<b>x</b>"})
    page = str(form)
    assert "<script>" not in page and "<b>x" not in page
