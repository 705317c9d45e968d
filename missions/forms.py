"""The form of a mission: days, window in the mission's own zone, places and sites as lines."""

from datetime import datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from clusters.models import Cluster
from excite.countries import zone_of
from excite.forms import DateField, RecordsField
from excite.names import PlainText, clean_line

from . import services
from .models import Mission

MOST_LINES = 40
LINE_LENGTH = {"places": 120, "sites": 200}


class LinesField(forms.CharField):
    """One thing a line; empty lines are dropped."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, line_length, **options):
        super().__init__(max_length=MOST_LINES * (line_length + 2), **options)
        self.line_length = line_length

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        lines = [clean_line(line) for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Please give at most %(most)s lines."), params={"most": MOST_LINES})
        for line in lines:
            if len(line) > self.line_length:
                raise ValidationError(
                    _("“%(line)s…” is too long: a line has at most %(most)s characters."),
                    params={"line": line[:30], "most": self.line_length},
                )
        return list(dict.fromkeys(lines))


class MissionForm(forms.ModelForm):
    """Raises nothing: what the services refuse is shown beside what was typed."""

    name = PlainText(label=_("Name"), max_length=200)
    summary = PlainText(
        label=_("Summary"),
        max_length=400,
        required=False,
        help_text=_("One or two sentences for the list of missions."),
    )
    programme = PlainText(label=_("Programme"), lines=True, max_length=8000, required=False)
    anchor_event = PlainText(
        label=_("Anchor event"), max_length=200, required=False, help_text=_("A fair or conference, if any.")
    )
    ecosystem = PlainText(label=_("Industrial ecosystem"), max_length=80, required=False)
    planned_for = PlainText(
        label=_("Planned for"),
        max_length=40,
        required=False,
        help_text=_("As long as there are no dates: a year or a month, such as “2024”."),
    )
    country = forms.ChoiceField(label=_("Host country"))
    starts_on = DateField(label=_("First day"), required=False)
    ends_on = DateField(label=_("Last day"), required=False)
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=services.MOST_SEATS,
        required=False,
        help_text=_("Left empty, there is no limit."),
    )
    opens = DateField(label=_("Applications from"), required=False, help_text=_("From 00:00 on that day."))
    closes = DateField(
        label=_("Applications until"), required=False, help_text=_("Until the last second of that day.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Left empty, it is that of the host country.")
    )
    places = LinesField(
        label=_("Places"), line_length=LINE_LENGTH["places"], required=False, help_text=_("One town a line.")
    )
    sites = LinesField(
        label=_("Sites to visit"),
        line_length=LINE_LENGTH["sites"],
        required=False,
        help_text=_("One laboratory or company a line."),
    )

    class Meta:
        model = Mission
        fields = ["kind", "name", "summary", "programme", "organiser", "host_cluster", "co_organisers"]
        fields += ["anchor_event", "ecosystem", "country", "planned_for", "starts_on", "ends_on", "seats"]
        field_classes = {"co_organisers": RecordsField}
        widgets = {"co_organisers": forms.CheckboxSelectMultiple}

    def __init__(self, *arguments, partnership, user, **options):
        super().__init__(*arguments, **options)
        clusters = Cluster.objects.filter(partnership=partnership).for_list()
        self.fields["host_cluster"].queryset = self.fields["co_organisers"].queryset = clusters
        if self.instance.pk:
            del self.fields["organiser"]
            self._start_from(self.instance)
        else:
            mine = clusters
            if partnership.pk not in user.standing.coordinates:
                mine = clusters.filter(pk__in=user.standing.manages)
            self.fields["organiser"].queryset = mine
        self.fields["country"].choices = [("", "---------"), *sorted(countries, key=lambda pair: pair[1])]
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc"))
        self.fields["time_zone"].choices = [("", "---------"), *((zone, zone) for zone in zones)]

    def _start_from(self, mission):
        zone = mission.zone
        self.initial |= {
            "places": [place.name for place in mission.places.order_by("position", "pk")],
            "sites": [site.name for site in mission.sites.order_by("position", "pk")],
            "opens": mission.apply_from and mission.apply_from.astimezone(zone).date(),
            "closes": mission.apply_until and mission.apply_until.astimezone(zone).date(),
            "time_zone": mission.time_zone,
        }

    def clean(self):
        given = super().clean()
        self._in_order("starts_on", "ends_on", _("The last day lies before the first. Please check both."))
        self._in_order("opens", "closes", _("Applications would close before they open. Please check both."))
        if bool(given.get("starts_on")) != bool(given.get("ends_on")):
            missing = "ends_on" if given.get("starts_on") else "starts_on"
            self.add_error(missing, _("Please give both days, or neither as long as they are not known."))
        return given

    def _in_order(self, first, last, sentence):
        given = self.cleaned_data
        if given.get(first) and given.get(last) and given[last] < given[first]:
            self.add_error(last, sentence)

    def values(self) -> dict:
        """What the services take: fields of the mission with the window as instants, places and sites."""
        given = dict(self.cleaned_data)
        zone = ZoneInfo(given["time_zone"] or zone_of(given["country"]))
        opens, closes = given.pop("opens"), given.pop("closes")
        places, sites = given.pop("places"), given.pop("sites")
        given.pop("organiser", None)
        given["time_zone"] = str(zone)
        given["apply_from"] = opens and datetime.combine(opens, time(), zone)
        given["apply_until"] = closes and datetime.combine(closes, time(23, 59, 59), zone)
        return {"fields": given, "places": places, "sites": sites}

    def _post_clean(self):
        """The services write and guard; the form only reads what was typed."""
