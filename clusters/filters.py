"""Organisations and memberships as pills in the address; the sort stands there too."""

import django_filters
from django.utils.translation import gettext_lazy as _

from excite import words
from excite.forms import SearchFilter

from .models import Membership, Organisation, RegisterEntry

SORTS = {
    "name": "organisation__sort_key",
    "code": "code",
    "city": "organisation__city",
    "country": "organisation__country",
    "type": "organisation__kind",
    "cluster": "home_cluster__organisation__sort_key",
}


class OrganisationFilter(django_filters.FilterSet):
    """Rows of one register. Choices are those that some row has."""

    search = SearchFilter(method="by_words", label=_("Search organisations"))
    type = django_filters.ChoiceFilter(
        field_name="organisation__kind", label=_("Type"), choices=Organisation.Kind.choices
    )
    size = django_filters.ChoiceFilter(
        field_name="organisation__size", label=_("Size"), choices=Organisation.Size.choices
    )
    country = django_filters.ChoiceFilter(field_name="organisation__country", label=_("Country"))
    cluster = django_filters.ChoiceFilter(field_name="home_cluster__code", label=_("Cluster"))
    ecosystem = django_filters.ChoiceFilter(field_name="organisation__ecosystem", label=_("Ecosystem"))
    membership = django_filters.ChoiceFilter(
        method="by_membership",
        label=_("Membership"),
        choices=[("confirmed", _("confirmed")), ("asked", _("asked")), ("none", _("none"))],
    )
    sort = django_filters.ChoiceFilter(
        method="by_sort", choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")]
    )

    class Meta:
        model = RegisterEntry
        fields = []

    def __init__(self, *arguments, clusters, **options):
        super().__init__(*arguments, **options)
        held = self.queryset.order_by().values_list("organisation__country", "organisation__ecosystem")
        pairs = list(held.distinct())
        countries = sorted((words.country(code), code) for code in {str(code) for code, _eco in pairs})
        self.filters["country"].extra["choices"] = [(code, name) for name, code in countries]
        ecosystems = sorted({ecosystem for _code, ecosystem in pairs if ecosystem})
        self.filters["ecosystem"].extra["choices"] = [(each, each) for each in ecosystems]
        self.filters["cluster"].extra["choices"] = [(cluster.code, cluster.name) for cluster in clusters]

    def by_words(self, entries, _name, value):
        return entries.matching(value)

    def by_membership(self, entries, _name, value):
        return {
            "confirmed": entries.filter(is_member=True),
            "asked": entries.filter(has_asked=True),
            "none": entries.filter(is_member=False, has_asked=False),
        }[value]

    def by_sort(self, entries, _name, value):
        sign = "-" if value.startswith("-") else ""
        return entries.order_by(f"{sign}{SORTS[value.lstrip('-')]}", "organisation__sort_key", "pk")


class MembershipFilter(django_filters.FilterSet):
    search = SearchFilter(method="by_words", label=_("Search organisations"))
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Membership.Status.choices)
    cluster = django_filters.ChoiceFilter(field_name="home_cluster__code", label=_("Cluster"))

    class Meta:
        model = Membership
        fields = []

    def __init__(self, *arguments, clusters, **options):
        super().__init__(*arguments, **options)
        self.filters["cluster"].extra["choices"] = [(cluster.code, cluster.name) for cluster in clusters]

    def by_words(self, memberships, _name, value):
        return memberships.matching(value)
