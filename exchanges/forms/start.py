"""The two questions before an application: for which organisation, and on which mission."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation, Partnership
from missions.models import Mission

from .fields import Chosen


class StartForm(forms.Form):
    use_required_attribute = False

    visitor = Chosen(
        label=_("Who visits"),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Please choose one of your own organisations.")},
    )
    mission = Chosen(
        label=_("Mission"),
        queryset=Mission.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("This mission does not exist here. Please look at the list.")},
    )

    def __init__(self, posted=None, *, asked: str | None = None, partnership: Partnership, by):
        """``asked``: the mission that a link named."""
        missions = Mission.objects.visible_to(by).filter(partnership=partnership)
        self.own = list(Organisation.objects.filter(pk__in=by.standing.represents).for_list())
        wanted = (posted.get("mission") if posted else asked) or ""
        self.chosen_mission = missions.filter(slug=wanted).first() if wanted else None
        super().__init__(
            posted, initial={"mission": self.chosen_mission, "visitor": next(iter(self.own), None)}
        )
        self.fields["visitor"].queryset = Organisation.objects.filter(
            pk__in=by.standing.represents
        ).for_list()
        self.fields["mission"].queryset = missions

    @property
    def has_organisations(self) -> bool:
        return bool(self.own)

    def clean_visitor(self):
        """Whoever speaks for one organisation only need not say so."""
        chosen = self.cleaned_data["visitor"]
        if chosen is None and len(self.own) != 1:
            raise forms.ValidationError(_("Please say for which organisation you apply."), code="required")
        return chosen or self.own[0]
