"""The application on one page. It can be saved however incomplete: what is missing is asked at submission."""

from datetime import datetime

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation
from missions.models import Mission

from ..models import Exchange
from ..services.drafts import FIELDS
from .fields import Chosen, ChosenMission, Day, Email, Words


class ApplicationForm(forms.Form):
    """``changes`` holds what was posted and is sound; the rest stays in the page with its error."""

    use_required_attribute = False
    OPTIONAL = ("mission", "wanted_meetings")  # also when it is submitted

    visitor = Chosen(
        label=_("Who visits"),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of your own organisations.")},
    )
    mission = ChosenMission(
        label=_("Mission"),
        queryset=Mission.objects.none(),
        to_field_name="slug",
        empty_label=_("No mission: a trip of our own"),
        help_text=_("With a mission you travel together, and meetings are arranged for you."),
        error_messages={"invalid_choice": _("Please choose one of the missions that are open.")},
    )
    format = forms.ChoiceField(
        label=_("How"),
        choices=Exchange.Format,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose: in person, or online.")},
    )
    host = Chosen(
        label=_("Host organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        error_messages={"invalid_choice": _("Please choose a host from the list: search for its name.")},
    )
    host_contact_name = Words(label=_("Contact at the host"), max_length=150)
    host_contact_email = Email(
        label=_("E-mail of the contact"),
        help_text=_("We ask there whether you are welcome, by a personal link. No account is needed."),
    )
    arrival = Day(label=_("Arrival"))
    first_working_day = Day(label=_("First working day"))
    last_working_day = Day(label=_("Last working day"))
    departure = Day(label=_("Departure"))
    traveller_name = Words(label=_("Who travels"), max_length=150)
    traveller_email = Email(label=_("E-mail of the traveller"))
    motivation = Words(
        label=_("Why you want to go"),
        lines=True,
        max_length=4000,
        help_text=_("What you do, what you look for, and why at this host."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    expected_outcome = Words(
        label=_("What you expect to come of it"),
        lines=True,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wanted_meetings = Words(
        label=_("Whom you would like to meet"),
        lines=True,
        max_length=4000,
        help_text=_("Companies, laboratories, people. Your cluster and the host's arrange the meetings."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, posted=None, *, exchange: Exchange, by, now: datetime, virtual_allowed: bool = False):
        """``posted``: what a browser sent, whole or in part; fields that it lacks show what is saved."""
        self.exchange = exchange
        self.posted = [name for name in FIELDS if self._is_meant(posted, name)]
        super().__init__(None if posted is None else self._merged(posted), initial=saved_values(exchange))
        self.fields["visitor"].queryset = own_organisations(exchange, by)
        self.fields["mission"].queryset = open_missions(exchange, now)
        self.fields["host"].queryset = Organisation.objects.in_partnership(exchange.partnership.slug)
        if not virtual_allowed and exchange.format == Exchange.Format.PHYSICAL:
            del self.fields["format"]
        for name in self.OPTIONAL:
            self.fields[name].required = False

    @staticmethod
    def _is_meant(posted, name):
        """Posted, and not given up for what another tab saved."""
        return posted is not None and name in posted and posted.get(f"pick-{name}") != "saved"

    def _merged(self, posted):
        whole = QueryDict(mutable=True)
        for name, field in self.base_fields.items():
            saved = field.prepare_value(saved_values(self.exchange)[name])
            whole[name] = posted.get(name) if name in self.posted else "" if saved is None else str(saved)
        return whole

    def full_clean(self):
        """A draft may be incomplete, so that nothing is an error only because it is missing yet."""
        super().full_clean()
        for name in [name for name, errors in self._errors.items() if _only_missing(errors)]:
            del self._errors[name]
            empty = self.fields[name].empty_value if hasattr(self.fields[name], "empty_value") else None
            if name not in ("visitor", "format"):
                self.cleaned_data[name] = empty

    def clean(self):
        values = super().clean()
        if values.get("host") and values["host"] == values.get("visitor", self.exchange.visitor):
            self.add_error("host", _("An organisation cannot visit itself: please choose another host."))
        return values

    @property
    def changes(self) -> dict:
        """Field → value of all that was posted and can be saved."""
        self.errors  # noqa: B018  (cleans)
        return {name: self.cleaned_data[name] for name in self.posted if name in self.cleaned_data}

    @property
    def unsaved(self) -> list[str]:
        """Labels of the fields whose text cannot be saved as it is."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]

    @property
    def chosen_host(self) -> Organisation | None:
        """The host as it is chosen in the page, else the saved one."""
        if self.is_bound and "host" in self.posted:
            self.errors  # noqa: B018  (cleans)
            return self.cleaned_data.get("host")
        return self.exchange.host


def _only_missing(errors) -> bool:
    return all(fault.code == "required" for fault in errors.as_data())


def saved_values(exchange: Exchange) -> dict:
    """Field → value as it is saved, in the form's own terms."""
    return {name: getattr(exchange, name) for name in FIELDS}


def own_organisations(exchange: Exchange, by):
    """Those that the person speaks for and that this partnership's register knows, by name."""
    known = Organisation.objects.in_partnership(exchange.partnership.slug).filter(
        pk__in=by.standing.represents
    )
    return (known | Organisation.objects.filter(pk=exchange.visitor_id)).distinct().for_list()


def open_missions(exchange: Exchange, now: datetime):
    """Missions that take applications now, and the one that is chosen, the nearest first."""
    chosen = Q(pk=exchange.mission_id)
    now_open = Q(pk__in=Mission.objects.open_at(now).values("pk"))
    found = Mission.objects.filter(now_open | chosen, partnership=exchange.partnership_id)
    return found.with_places_left().order_by("starts_on", "sort_key", "pk")
