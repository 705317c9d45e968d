"""Tandems as pills in the address."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster

from .models import Tandem, TandemTopic


class TandemFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Tandem.Status.choices)
    cluster = django_filters.ModelChoiceFilter(
        label=_("Cluster"), queryset=Cluster.objects.none(), to_field_name="code", method="of_cluster"
    )
    topic = django_filters.ModelChoiceFilter(label=_("Topic"), queryset=TandemTopic.objects.none())

    class Meta:
        model = Tandem
        fields = []

    def __init__(self, *arguments, partnership, **options):
        super().__init__(*arguments, **options)
        self.filters["cluster"].field.queryset = Cluster.objects.filter(partnership=partnership).for_list()
        self.filters["topic"].field.queryset = TandemTopic.objects.filter(partnership=partnership).order_by(
            "name", "pk"
        )

    def of_cluster(self, tandems, _name, cluster):
        return tandems.filter(Q(first_cluster=cluster) | Q(second_cluster=cluster))
