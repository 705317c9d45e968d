"""Facts of a decided exchange: a change that the applicant asks for, a correction by the coordinator."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation

from ..models import Exchange
from ..services.changes import CONTACT
from .fields import Chosen, Day, Email, Words

ASK_FOR_HOST = _("Please choose a host from the list.")
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
        error_messages={"invalid_choice": ASK_FOR_HOST, "required": ASK_FOR_HOST},
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

    def __init__(self, posted=None, *, exchange: Exchange, typed=None):
        """``typed``: what stands in the page while a host is searched; nothing of it is judged yet."""
        self.exchange = exchange
        initial = {name: getattr(exchange, name) for name in ("host", *DAYS)}
        initial |= {name: typed[name] for name in self.base_fields if name in (typed or ())}
        super().__init__(posted, initial=initial)
        abroad = ~Q(country=exchange.visitor.country) & ~Q(pk=exchange.visitor_id)
        listed = Organisation.objects.in_partnership(exchange.partnership.slug)
        self.fields["host"].queryset = listed.filter(abroad | Q(pk=exchange.host_id)).for_list()

    @property
    def chosen_host(self) -> Organisation | None:
        """The host as it is chosen in the page; None where it is none of those on offer."""
        try:
            return self.fields["host"].clean(self["host"].value())
        except ValidationError:
            return None

    @property
    def contact_typed(self) -> bool:
        return any(self[name].value() for name in CONTACT)

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
