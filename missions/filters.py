"""Missions as pills in the address: open now, host country, kind, dates, words."""

import django_filters
from django.utils.translation import gettext_lazy as _

from excite import words
from excite.forms import DateInput, SearchFilter

from .models import Mission


class MissionFilter(django_filters.FilterSet):
    """``now`` comes from the view; countries are only those that some mission of the list goes to."""

    search = SearchFilter(method="by_words", label=_("Search missions"))
    show = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Show"),
        choices=[("open", _("Open now")), ("coming", _("Coming")), ("held", _("Held"))],
    )
    country = django_filters.ChoiceFilter(label=_("Host country"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Mission.Kind.choices)
    starts_on = django_filters.DateFilter(lookup_expr="gte", label=_("From"), widget=DateInput)

    class Meta:
        model = Mission
        fields = []

    def __init__(self, *arguments, now, **options):
        super().__init__(*arguments, **options)
        self.now = now
        codes = self.queryset.order_by().values_list("country", flat=True).distinct()
        self.filters["country"].extra["choices"] = [
            (code, words.country(code)) for code in sorted(map(str, codes))
        ]

    def by_words(self, missions, _name, value):
        return missions.matching(value)

    def by_state(self, missions, _name, value):
        if value == "open":
            return missions.open_at(self.now)
        if value == "held":
            return missions.held()
        return missions.coming()
