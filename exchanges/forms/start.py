"""The two questions before an application: for which organisation, and on which mission."""

from django import forms
from django.core.validators import slug_re
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
        error_messages={
            "invalid_choice": _("Please choose one of your own organisations."),
            "required": _("Please say for which organisation you apply."),
        },
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
        self.chosen_mission = missions.filter(slug=wanted).first() if slug_re.fullmatch(wanted) else None
        super().__init__(
            posted, initial={"mission": self.chosen_mission, "visitor": next(iter(self.own), None)}
        )
        self.fields["visitor"].queryset = Organisation.objects.filter(
            pk__in=by.standing.represents
        ).for_list()
        # Whoever speaks for one organisation only need not say so.
        self.fields["visitor"].required = not self.is_for_one
        self.fields["mission"].queryset = missions

    @property
    def has_organisations(self) -> bool:
        return bool(self.own)

    @property
    def is_for_one(self) -> bool:
        return len(self.own) == 1

    def clean_visitor(self):
        return self.cleaned_data["visitor"] or self.own[0]
