"""The filters of the list of exchanges, all of them in the address."""

import django_filters as filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Cluster, Organisation
from excite.forms import SearchFilter
from excite.names import fold
from excite.words import country
from missions.models import Mission

from .cards.work import waits_for
from .models import Exchange

SORTS = {
    "submitted": F("submitted_at"),
    "organisation": F("visitor__sort_key"),
    "host": F("host__sort_key"),
    "stay": F("first_working_day"),
    "amount": F("grant__amount_cents"),
    "reference": F("reference"),
}


def _missions(partnership):
    """Names for the menu; the programmes of the missions stay where they are."""
    ours = Mission.objects.filter(partnership=partnership)
    return ours.only("partnership", "slug", "name").order_by("sort_key", "pk")


class ExchangeFilters(filters.FilterSet):
    """``made_by`` hands over the person, for "waiting for me"."""

    q = SearchFilter(label=_("Reference or organisation"), method="search")
    # A column of the exchange's own repeats no row; DISTINCT would sort whole rows before the first is shown.
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=Exchange.Status, distinct=False)
    home = filters.ModelChoiceFilter(
        label=_("Home cluster"),
        field_name="home_cluster",
        queryset=Cluster.objects.none(),
        to_field_name="code",
    )
    country = filters.ChoiceFilter(label=_("Host country"), field_name="host__country")
    mission = filters.ModelChoiceFilter(
        label=_("Mission"), queryset=Mission.objects.none(), to_field_name="slug"
    )
    type = filters.ChoiceFilter(label=_("Type"), field_name="visitor__kind", choices=Organisation.Kind)
    mine = filters.ChoiceFilter(
        label=_("Waiting"), choices=[("me", pgettext_lazy("filter", "for me"))], method="waiting"
    )
    stay = filters.DateFromToRangeFilter(label=_("Last working day"), field_name="last_working_day")
    sort = filters.CharFilter(method="sorted_by")

    def __init__(self, *args, partnership, user, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        ours = self.filters
        ours["home"].queryset = Cluster.objects.filter(partnership=partnership).for_list()
        ours["mission"].queryset = _missions(partnership)
        hosts = Exchange.objects.filter(partnership=partnership).exclude(host=None).order_by()
        codes = hosts.values_list("host__country", flat=True).distinct()
        ours["country"].extra["choices"] = sorted(
            ((str(code), country(str(code))) for code in codes), key=lambda pair: pair[1]
        )

    def search(self, queryset, name, value):
        known = Organisation.objects.matching(value).values("pk")
        found = Q(visitor__in=known) | Q(host__in=known)
        return queryset.filter(found | Q(reference__icontains=fold(value)))

    def waiting(self, queryset, name, value):
        return queryset.filter(waits_for(self.user, now=self.now))

    def sorted_by(self, queryset, name, value):
        """A column, "-" before it for the other way round; nothing else is understood."""
        column = SORTS.get(value.removeprefix("-"))
        if column is None:
            return queryset
        order = column.desc(nulls_last=True) if value.startswith("-") else column.asc(nulls_last=True)
        return queryset.order_by(order, "pk")
