"""Planning a budget line, and confirming a payment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Partnership
from excite.money import to_cents

from .fields import Chosen, Day


class LineForm(forms.Form):
    """What one cluster may spend on stays that end in one year."""

    use_required_attribute = False

    cluster = Chosen(
        label=_("Cluster"),
        queryset=Cluster.objects.none(),
        to_field_name="code",
        error_messages={"invalid_choice": _("Please choose a cluster of this partnership.")},
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2100,
        help_text=_("The year of the last working day of the stays."),
    )
    planned = forms.DecimalField(
        label=_("Planned, in EUR"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("For example 18000.00"),
    )

    def __init__(self, posted=None, *, partnership: Partnership, **kwargs):
        super().__init__(posted, **kwargs)
        self.fields["cluster"].queryset = Cluster.objects.filter(partnership=partnership).for_list()

    @property
    def values(self) -> dict:
        values = self.cleaned_data
        return {
            "cluster": values["cluster"],
            "year": values["year"],
            "planned_cents": to_cents(values["planned"]),
        }


class PaidForm(forms.Form):
    paid_on = Day(label=_("Paid on"))
