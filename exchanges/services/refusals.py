"""Expected failures by name. Each is a sentence that says what to do next."""

from collections.abc import Iterable
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from excite.words import listing, say
from excite.workflow import Refused
from missions.services.seats import MissionFull

__all__ = [
    "AlreadySigned",
    "AlreadyVisited",
    "BudgetExceeded",
    "CeilingExceeded",
    "EvidenceMissing",
    "HostHasNotAgreed",
    "LineInUse",
    "MissionFull",
    "NothingToChange",
    "OfferOver",
    "PersonStandsIn",
    "RecoveryNeeded",
    "ReportNotReady",
    "RuleBroken",
    "SeatsLeft",
    "StayNotOver",
    "TextChanged",
    "WaiverMissing",
    "visits_once",
]


class BudgetExceeded(Refused):
    default = gettext_lazy(
        "The budget line does not cover this grant. Plan more on the line, or ask the coordinator to."
    )


class CeilingExceeded(Refused):
    default = gettext_lazy("The lines together would exceed the partnership's grant.")


class LineInUse(Refused):
    default = gettext_lazy("More than that is already used on this line.")


class AlreadyVisited(Refused):
    """Scheme-wide: yes or no, without saying where."""

    default = gettext_lazy(
        "This organisation has already visited, or is about to: each visits once in the whole scheme. "
        "Reject the application, or wait until the other visit has been withdrawn or cancelled."
    )


class HostHasNotAgreed(Refused):
    default = gettext_lazy(
        "The host has not agreed yet. Once the host agrees, the application can be approved."
    )


class RuleBroken(Refused):
    """``lights``: the rules that stand in the way."""

    def __init__(self, lights: Iterable):
        self.lights = tuple(lights)
        sentences = "; ".join(say(light.sentence) for light in self.lights)
        super().__init__(self.sentence() % {"rules": sentences})

    def sentence(self):
        return _("This stands in the way: %(rules)s.")


class WaiverMissing(RuleBroken):
    """``lights``: rules that may be waived, but for which no reason was given."""

    def sentence(self):
        return _("Give a reason for each rule that you set aside: %(rules)s.")


class SeatsLeft(Refused):
    default = gettext_lazy("This mission has free seats: approve the application instead.")


class OfferOver(Refused):
    default = gettext_lazy("This offer has ended, and the seat has gone to the next in line.")


class AlreadySigned(Refused):
    default = gettext_lazy("This party has signed already.")


class TextChanged(Refused):
    default = gettext_lazy(
        "The agreement has changed since you opened it. Please read it again before you sign."
    )


class StayNotOver(Refused):
    default = gettext_lazy("The report can be handed in once the stay is over.")


class ReportNotReady(Refused):
    """``gaps``: pairs of a field of the closing report, or an evidence kind's code, and its label."""

    def __init__(self, gaps: Iterable[tuple[str, str]]):
        self.gaps = tuple(gaps)
        missing = listing(label for _field, label in self.gaps)
        super().__init__(_("Still missing: %(missing)s.") % {"missing": missing})


class EvidenceMissing(ReportNotReady):
    def __init__(self, gaps):
        super().__init__(gaps)
        missing = listing(label for _field, label in self.gaps)
        sentence = _("No accepted item yet of: %(missing)s. Accept one of each, or ask again.")
        self.args = (sentence % {"missing": missing},)


class RecoveryNeeded(Refused):
    default = gettext_lazy(
        "This grant has been paid. Open a recovery first; then the exchange can be reopened."
    )


class PersonStandsIn(Refused):
    default = gettext_lazy(
        "You authorised this batch. Somebody else has to confirm the payment: that takes two people."
    )


class NothingToChange(Refused):
    default = gettext_lazy("Nothing was changed: the new value is the old one.")


@contextmanager
def visits_once():
    """Turn the database's last word on a second visit into AlreadyVisited."""
    try:
        yield
    except IntegrityError as fault:
        if breaks(fault, "exchange_visits_once", "exchanges_exchange.visitor_id"):
            raise AlreadyVisited from fault
        raise


def breaks(fault: IntegrityError, constraint: str, columns: str) -> bool:
    """Whether the database refused because of this constraint; SQLite names the columns instead."""
    return constraint in str(fault) or columns in str(fault)
