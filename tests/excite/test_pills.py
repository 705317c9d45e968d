"""Filters live in the address."""

import django_filters
import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from clusters.models import Organisation
from excite import pills


class Organisations(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name", method="nothing")
    kind = django_filters.ChoiceFilter(label="Type", choices=[("sme", "SME"), ("large", "Large")])
    country = django_filters.MultipleChoiceFilter(
        label="Country", choices=[("DE", "Germany"), ("FR", "France")]
    )
    since = django_filters.DateFromToRangeFilter(label="Since", method="nothing")
    sort = django_filters.CharFilter(method="nothing")

    class Meta:
        model = Organisation
        fields = []

    def nothing(self, found, name, value):
        return found


def shown(address):
    query = QueryDict(address)
    filterset = Organisations(query, queryset=Organisation.objects.none())
    return {pill.name: pill for pill in pills.for_filterset(filterset, query)}


def test_a_filter_that_is_off_offers_its_choices_and_keeps_the_others():
    kind = shown("q=witosz&page=3&sort=-name")["kind"]
    assert kind.on == ""
    assert [(choice.label, choice.url) for choice in kind.links] == [
        ("SME", "?q=witosz&sort=-name&kind=sme"),
        ("Large", "?q=witosz&sort=-name&kind=large"),
    ]


def test_a_filter_that_is_on_says_so_in_words_and_takes_itself_away():
    found = shown("kind=sme&country=DE&country=FR&page=2")
    assert (found["kind"].on, found["kind"].clear) == ("Type: SME", "?country=DE&country=FR")
    assert (found["country"].on, found["country"].clear) == ("Country: Germany and France", "?kind=sme")


def test_a_range_is_one_filter_with_two_names():
    since = shown("since_after=2023-02-01&since_before=2023-07-31&kind=sme")["since"]
    assert since.on == "Since: 1 Feb 2023 – 31 Jul 2023"
    assert since.clear == "?kind=sme"


def test_sorting_is_no_filter_and_search_is_a_box():
    found = shown("sort=name")
    assert list(found) == ["q", "kind", "country", "since"]
    assert [name for name, pill in found.items() if pill.search] == ["q"]


@pytest.mark.parametrize(
    "address", ["kind=nonsense", "since_after=2023-99-99", "country=%00", "q=%3Cscript%3E"]
)
def test_nonsense_in_the_address_filters_nothing_and_breaks_nothing(address):
    found = shown(address)
    assert found["kind"].on == ""
    request = RequestFactory().get(f"/?{address}")
    filterset = Organisations(request.GET, queryset=Organisation.objects.none())
    page = Template("{% filters filterset %}").render(Context({"request": request, "filterset": filterset}))
    assert "<script>" not in page


def test_many_choices_are_boxes_and_a_range_has_two_labelled_ends():
    found = shown("kind=sme")
    assert [(choice.label, choice.on) for choice in found["country"].boxes] == [
        ("Germany", False),
        ("France", False),
    ]
    assert [(end.label, end.name) for end in found["since"].ends] == [
        ("From", "since_after"),
        ("Until", "since_before"),
    ]
    assert found["since"].ends_type == "date"
