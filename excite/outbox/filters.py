"""Mails as pills in the address: words, state, whose."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from excite.forms import SearchFilter
from excite.outbox.models import LABELS, Mail


class MailFilter(django_filters.FilterSet):
    search = SearchFilter(method="by_words", label=_("Reference, name or address"))
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=[(key.value, LABELS[key]) for key in LABELS]
    )
    whose = django_filters.ChoiceFilter(method="by_reader", label=_("Whose"), choices=[("mine", _("To me"))])

    class Meta:
        model = Mail
        fields = []

    def by_words(self, mails, _name, value):
        words = value.strip()
        return mails.filter(
            Q(reference__istartswith=words) | Q(name__icontains=words) | Q(address__icontains=words)
        )

    def by_reader(self, mails, _name, _value):
        return mails.to(self.request.user)
