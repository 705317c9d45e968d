"""The facts that the rules judge. Everything unknown is None or empty; no rule fails on it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from missions.rules import WindowState


@dataclass(frozen=True, kw_only=True)
class ProgrammeRules:
    """The partnership's numbers on the day that counts. The defaults are those of the call."""

    min_working_days: int = 3
    full_working_days: int = 5
    full_distance_km: Decimal = Decimal(200)
    cap_eur: Decimal = Decimal("1100")
    max_months: int = 1
    virtual_allowed: bool = False
    declaration_months: int = 12


@dataclass(frozen=True, kw_only=True)
class Party:
    """The visiting or hosting organisation as it is known now.

    ``membership_status`` is that of the membership that serves best: confirmed, asked, refused, ended, none.
    ``cluster_eccp`` tells how that cluster stands: registered, applied, none. Coordinates are in degrees.
    ``declared_on``: day of the signed SME self-declaration, made for ``declared_year``.
    ``preapproved``: hosting without a cluster was approved beforehand, and that is on record.
    """

    name: str = ""
    kind: str = ""
    country: str = ""
    latitude: Decimal | float | None = None
    longitude: Decimal | float | None = None
    size_class: str = ""
    staff: Decimal | int | None = None
    turnover_eur: Decimal | int | None = None
    balance_eur: Decimal | int | None = None
    declared_on: date | None = None
    declared_year: int | None = None
    membership_status: str = "none"
    membership_confirmed_on: date | None = None
    cluster: str = ""
    cluster_eccp: str = "none"
    preapproved: bool = False


@dataclass(frozen=True, kw_only=True)
class Stay:
    """The days of a stay, in the host's calendar. Days of arrival and departure are travel, not work.

    A virtual stay has no travel days; whatever stands there is passed over.
    """

    format: str = "physical"
    arrival: date | None = None
    first_working_day: date | None = None
    last_working_day: date | None = None
    departure: date | None = None

    @property
    def virtual(self) -> bool:
        return self.format == "virtual"

    @property
    def begins(self) -> date | None:
        """The arrival; of a virtual stay, or while no arrival is known, the first working day."""
        if self.virtual or self.arrival is None:
            return self.first_working_day
        return self.arrival

    @property
    def fault(self) -> str:
        """Name of the day that does not follow the one before it, as far as days are known; "" if all do."""
        first, last = self.first_working_day, self.last_working_day
        if first and last and last < first:
            return "last_working_day"
        if self.virtual:
            return ""
        starts, ends = first or last, last or first
        if self.arrival and starts and self.arrival >= starts:
            return "arrival"
        if self.departure:
            before = [day for day in (self.arrival, ends) if day]
            if any(self.departure <= day for day in before):
                return "departure"
        return ""

    @property
    def counts(self) -> bool:
        """Working days can be counted: first and last are known and nothing is out of order."""
        return bool(self.first_working_day and self.last_working_day and not self.fault)


@dataclass(frozen=True, kw_only=True)
class MissionTerms:
    """What a mission asks of an exchange on it: its days, and how its application window stands now."""

    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    window: WindowState | None = None


@dataclass(frozen=True)
class LumpSumRow:
    """One row of the dated table: the full lump sum of a host country in EUR."""

    country: str
    full_eur: Decimal
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Application:
    """Everything that is judged. ``already_visited`` is None while the scheme-wide answer is not known;
    ``money_left`` (EUR on the budget line without this exchange) is None where the line is not looked at.
    """

    visitor: Party | None = None
    host: Party | None = None
    stay: Stay = field(default_factory=Stay)
    mission: MissionTerms | None = None
    already_visited: bool | None = None
    declaration_signed: bool = False
    eligible_countries: frozenset[str] = frozenset()
    lump_sums: tuple = ()
    money_left: Decimal | None = None
