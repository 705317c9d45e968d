"""Facts of a decided exchange: a change that the applicant asks for, a correction by the coordinator."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation

from ..models import Exchange
from .fields import Chosen, Day, Email, Words

DAYS = ("arrival", "first_working_day", "last_working_day", "departure")


def _reason(label, help_text):
    return Words(
        label=label,
        lines=True,
        max_length=1000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChangeForm(forms.Form):
    """Another host, other days, or both."""

    use_required_attribute = False

    host = Chosen(
        label=_("Host organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        error_messages={"invalid_choice": _("Please choose a host from the list.")},
    )
    host_contact_name = Words(label=_("Contact at the new host"), required=False, max_length=150)
    host_contact_email = Email(
        label=_("E-mail of the contact"),
        required=False,
        help_text=_("Needed where nobody at the host has an account: we ask there."),
    )
    arrival = Day(label=_("Arrival"), required=False)
    first_working_day = Day(label=_("First working day"))
    last_working_day = Day(label=_("Last working day"))
    departure = Day(label=_("Departure"), required=False)
    reason = _reason(_("Why"), _("Your cluster and the host read this."))

    def __init__(self, posted=None, *, exchange: Exchange):
        initial = {name: getattr(exchange, name) for name in ("host", *DAYS)}
        super().__init__(posted, initial=initial)
        listed = Organisation.objects.in_partnership(exchange.partnership.slug)
        abroad = listed.exclude(country=exchange.visitor.country).exclude(pk=exchange.visitor_id)
        self.fields["host"].queryset = (abroad | listed.filter(pk=exchange.host_id)).distinct().for_list()

    @property
    def changes(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class CorrectionForm(forms.Form):
    """The facts as they are counted; what differs is corrected, with one reason."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("Type when counted"), choices=Organisation.Kind, required=False)
    size = forms.ChoiceField(
        label=_("Size class when counted"),
        choices=[("", _("not known")), *Organisation.Size.choices],
        required=False,
    )
    arrival = Day(label=_("Arrival"), required=False)
    first_working_day = Day(label=_("First working day"), required=False)
    last_working_day = Day(label=_("Last working day"), required=False)
    departure = Day(label=_("Departure"), required=False)
    reason = _reason(_("Why it is corrected"), _("Old value, new value and this reason stay readable."))

    def __init__(self, posted=None, *, exchange: Exchange):
        initial = {name: getattr(exchange, name) for name in DAYS}
        initial |= {"kind": exchange.counted_kind, "size": exchange.counted_size}
        super().__init__(posted, initial=initial)
        if exchange.status != Exchange.Status.COMPLETED:
            del self.fields["kind"], self.fields["size"]

    @property
    def changes(self) -> dict:
        """Only what differs from the page as it was opened: another's correction is not undone in passing."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "reason"}
