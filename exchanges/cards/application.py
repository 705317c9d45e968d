"""The application page: the form, how it stands now, whom one may choose, and what two tabs differ in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from excite.audit.models import Event
from excite.words import day, say

from ..forms.application import ApplicationForm
from ..models import Exchange
from ..rules import Light, Verdict
from ..services import Assessment, Gap, assess_values, rules_on
from ..services.drafts import Overtaken
from .hosts import Hosts, find_hosts


@dataclass(frozen=True)
class ApplicationPage:
    exchange: Exchange
    form: ApplicationForm
    hosts: Hosts
    assessment: Assessment
    declared: bool
    asked_for: str  # what the cluster wants to know, when it was returned
    refused: str = ""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Without those whose field has a text already, though one that cannot be saved."""
        broken = {fault.field for fault in self.faults}
        return tuple(gap for gap in self.assessment.gaps if gap.field not in broken)

    @property
    def faults(self) -> list["Fault"]:
        return [
            Fault(name, str(self.form.fields[name].label), " ".join(errors))
            for name, errors in self.form.errors.items()
            if name in self.form.fields
        ]

    @property
    def missing(self) -> int:
        return len(self.gaps) + len(self.faults)

    @property
    def unsettled(self) -> list[Light]:
        """What is broken, what the cluster has to judge, and what is not known yet, in this order."""
        order = [Verdict.STOP, Verdict.WAIVABLE, Verdict.UNKNOWN]
        lights = [light for light in self.assessment.lights if light.verdict in order]
        return sorted(lights, key=lambda light: order.index(light.verdict))

    @property
    def holding(self) -> list[Light]:
        return [light for light in self.assessment.lights if light.verdict is Verdict.HOLDS]

    @property
    def summary(self) -> str:
        """One line for everybody, and for screen readers each time it changes."""
        if self.assessment.stops:
            return _("Not like this: a rule is broken.")
        if self.gaps or self.faults:
            return _("Nothing speaks against it so far. Some things are still missing.")
        if self.assessment.waivable:
            return _("You can submit. Your cluster has to judge what is marked.")
        return _("Yes: all rules hold as far as they are known.")


@dataclass(frozen=True)
class Fault:
    """A text that cannot be saved as it is."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that reads differently in this tab and as it is saved; ``typed`` is what is sent along."""

    field: str
    label: str
    saved: str
    here: str
    typed: str
    fault: str = ""


def application_form(exchange: Exchange, posted=None, *, by, today: date, now: datetime) -> ApplicationForm:
    prefetch_related_objects([exchange.partnership], "programme_rules")
    allowed = rules_on(exchange.partnership, exchange.first_working_day or today).virtual_allowed
    return ApplicationForm(posted, exchange=exchange, by=by, now=now, virtual_allowed=allowed)


def application_page(
    exchange: Exchange,
    form: ApplicationForm,
    *,
    today: date,
    now: datetime,
    words: str = "",
    declared: bool = False,
    refused: str = "",
) -> ApplicationPage:
    """Everything on the page, judged with what is in the form, saved or not."""
    assessment = assess_values(exchange, judged(form), today=today, now=now, declared=declared)
    return ApplicationPage(
        exchange=exchange,
        form=form,
        hosts=find_hosts(form, words, by_account=assessment.host_has_account),
        assessment=assessment,
        declared=declared,
        asked_for=_asked_for(exchange),
        refused=refused,
    )


def judged(form: ApplicationForm) -> dict[str, Any]:
    """What the rules look at: a text that cannot be saved counts as not given yet."""
    if not form.is_bound:
        return {}
    broken = {name: None if name in _WITHOUT else "" for name in form.errors if name in form.posted}
    return {
        **{name: value for name, value in broken.items() if name not in ("visitor", "format")},
        **form.changes,
    }


_WITHOUT = ("host", "mission", "arrival", "first_working_day", "last_working_day", "departure")


def _asked_for(exchange):
    if exchange.status != Exchange.Status.RETURNED:
        return ""
    events = Event.objects.of(exchange).filter(verb="return").with_people().newest_first()
    event = events.first()
    return event.reason if event else ""


def differences(told: Overtaken, form: ApplicationForm) -> list[Difference]:
    """What was typed here beside what another tab saved, field by field; nothing typed is left out."""
    broken = [name for name in form.posted if name in form.errors]
    return [
        Difference(
            field=name,
            label=str(form.fields[name].label),
            saved=_shown(getattr(told.stored, name)),
            here=form[name].value() if name in broken else _shown(told.changes[name]),
            typed=form[name].value() or "",
            fault=" ".join(form.errors.get(name, [])),
        )
        for name in form.fields
        if name in told.changes or name in broken
    ]


def _shown(value) -> str:
    match value:
        case None | "":
            return ""
        case date():
            return day(value)
        case Exchange.Format():
            return str(value.label)
        case str() if value in Exchange.Format.values:
            return str(Exchange.Format(value).label)
    return say(value)
