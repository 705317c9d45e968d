"""The log as pills in the address: words, kind of record, dates."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from excite.audit import registry
from excite.audit.models import Event
from excite.forms import DateInput, SearchFilter
from excite.names import fold


class EventFilter(django_filters.FilterSet):
    """Dates are days of the programme, both included."""

    search = SearchFilter(method="by_words", label=_("Reference or person"))
    kind = django_filters.ChoiceFilter(field_name="subject_kind", label=_("Kind of record"))
    start = django_filters.DateFilter("at", lookup_expr="date__gte", label=_("From"), widget=DateInput)
    end = django_filters.DateFilter("at", lookup_expr="date__lte", label=_("Until"), widget=DateInput)

    class Meta:
        model = Event
        fields = []

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.filters["kind"].extra["choices"] = registry.kinds()

    def by_words(self, events, _name, value):
        """A name is found without its accents; a reference from its beginning."""
        return events.filter(
            Q(personal__folded__contains=fold(value)) | Q(reference__istartswith=value.strip())
        )
