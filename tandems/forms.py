"""Forms of a tandem: the proposal, a session with who took part, the closing words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from excite.forms import DateField
from excite.names import PlainText, clean_line

from .models import Tandem, TandemTopic

MOST_PEOPLE = 40
NAME_LENGTH = 150


class ProposalForm(forms.Form):
    first_cluster = forms.ModelChoiceField(label=_("Your cluster"), queryset=Cluster.objects.none())
    second_cluster = forms.ModelChoiceField(label=_("Learn with"), queryset=Cluster.objects.none())
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=TandemTopic.objects.none())
    goal = PlainText(
        label=_("Goal"),
        lines=True,
        max_length=2000,
        help_text=_("What each of you wants to be able to do at the end."),
    )

    def __init__(self, *arguments, partnership, user, tandem: Tandem | None = None, **options):
        super().__init__(*arguments, **options)
        clusters = Cluster.objects.filter(partnership=partnership).for_list()
        self.fields["topic"].queryset = TandemTopic.objects.filter(partnership=partnership).order_by(
            "name", "pk"
        )
        if tandem:
            del self.fields["first_cluster"], self.fields["second_cluster"]
            self.initial |= {"topic": tandem.topic_id, "goal": tandem.goal}
            return
        mine = clusters.filter(pk__in=user.standing.manages)
        self.fields["first_cluster"].queryset = mine
        self.fields["first_cluster"].initial = mine.first()
        self.fields["second_cluster"].queryset = clusters

    def clean(self):
        given = super().clean()
        first = given.get("first_cluster")
        if first and first == given.get("second_cluster"):
            self.add_error("second_cluster", _("A tandem has two clusters. Please choose another one."))
        return given


class NamesField(forms.CharField):
    """One name a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        names = [clean_line(line) for line in super().clean(value).splitlines() if line.strip()]
        if len(names) > MOST_PEOPLE:
            raise ValidationError(_("Please name at most %(most)s people."), params={"most": MOST_PEOPLE})
        for name in names:
            if len(name) > NAME_LENGTH:
                raise ValidationError(
                    _("“%(name)s…” is too long for a name: at most %(most)s characters."),
                    params={"name": name[:30], "most": NAME_LENGTH},
                )
        return names


class SessionForm(forms.Form):
    held_on = DateField(label=_("Held on"))
    hours = forms.DecimalField(label=_("Hours"), min_value=0.5, max_value=24, decimal_places=1, max_digits=4)
    learnt = PlainText(label=_("What was learnt"), lines=True, max_length=4000)
    first_people = NamesField(required=False, max_length=8000)
    second_people = NamesField(required=False, max_length=8000)

    def __init__(self, *arguments, tandem: Tandem, **options):
        super().__init__(*arguments, **options)
        self.tandem = tandem
        for field, cluster in self._sides():
            self.fields[field].label = _("Who took part from %(cluster)s") % {"cluster": cluster.name}
            self.fields[field].help_text = _("One name a line: staff that is counted as trained.")

    def _sides(self):
        return ("first_people", self.tandem.first_cluster), ("second_people", self.tandem.second_cluster)

    def values(self) -> dict:
        given = self.cleaned_data
        people = [(cluster, name) for field, cluster in self._sides() for name in given[field]]
        return {name: given[name] for name in ("held_on", "hours", "learnt")} | {"participants": people}


class ClosingForm(forms.Form):
    outcome = PlainText(
        label=_("Outcome"),
        lines=True,
        max_length=4000,
        help_text=_("What is new or better now, and what comes next."),
    )
