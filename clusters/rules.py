"""Who an organisation is to the programme: its SME class, whether it may visit or host, its country.

Pure: figures, dates and dated tables come in as arguments; nothing here knows Django or the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from excite.sentences import Sentence, ngettext
from excite.sentences import gettext_noop as _


class Kind(StrEnum):
    """Type of an organisation."""

    SME = "sme"
    SCALING_UP_SUPPORT = "scaling_up_support"
    CLUSTER_ORGANISATION = "cluster_organisation"
    BUSINESS_NETWORK = "business_network"
    TRAINING_PROVIDER = "training_provider"
    LARGE_COMPANY = "large_company"
    PUBLIC_AUTHORITY = "public_authority"
    INNOVATION_AGENCY = "innovation_agency"


class Size(StrEnum):
    """Class of an enterprise after Recommendation 2003/361/EC, from small to large."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def rank(self) -> int:
        return list(Size).index(self)


class Eccp(StrEnum):
    """A cluster's standing on the European Cluster Collaboration Platform."""

    REGISTERED = "registered"
    APPLIED = "applied"
    NONE = "none"


class Belonging(StrEnum):
    """What an organisation must belong to before it may visit or host."""

    NOTHING = "nothing"
    CLUSTER = "cluster"
    ECCP_CLUSTER = "eccp_cluster"
    CLUSTER_OR_APPROVAL = "cluster_or_approval"


# Who may take part (published programme rules). A type that is missing may not.
_VISITING = {
    Kind.SME: Belonging.ECCP_CLUSTER,
    Kind.SCALING_UP_SUPPORT: Belonging.CLUSTER,
    Kind.CLUSTER_ORGANISATION: Belonging.NOTHING,
    Kind.BUSINESS_NETWORK: Belonging.NOTHING,
}
_HOSTING = {
    Kind.SME: Belonging.CLUSTER_OR_APPROVAL,
    Kind.SCALING_UP_SUPPORT: Belonging.NOTHING,
    Kind.CLUSTER_ORGANISATION: Belonging.NOTHING,
    Kind.BUSINESS_NETWORK: Belonging.NOTHING,
    Kind.TRAINING_PROVIDER: Belonging.CLUSTER,
    Kind.LARGE_COMPANY: Belonging.CLUSTER,
    Kind.PUBLIC_AUTHORITY: Belonging.CLUSTER,
    Kind.INNOVATION_AGENCY: Belonging.CLUSTER,
}


def to_visit(kind: str) -> Belonging | None:
    """What an organisation of this type must belong to before it may visit; None: it may not visit."""
    return _VISITING.get(kind)


def to_host(kind: str) -> Belonging | None:
    """What an organisation of this type must belong to before it may host; None: it may not host."""
    return _HOSTING.get(kind)


def may_join(eccp: str) -> bool:
    """A cluster may join a partnership when registered on the ECCP or with its registration applied for."""
    return eccp in (Eccp.REGISTERED, Eccp.APPLIED)


def in_force(rows: Iterable, on: date) -> tuple:
    """Rows of a dated table that hold on a day, ``valid_from`` and ``valid_to`` (None: open) included."""
    return tuple(row for row in rows if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to))


def countries_on(rows: Iterable, on: date) -> frozenset[str]:
    """Codes of the countries that are eligible on a day, from rows with ``country`` and their dates."""
    return frozenset(str(row.country) for row in in_force(rows, on))


def is_eligible(country: str, eligible: frozenset[str]) -> bool:
    """Whether organisations seated in a country may take part."""
    return str(country) in eligible


@dataclass(frozen=True)
class Ceiling:
    """A class holds staff *below* the number, and turnover *or* balance sheet up to the amounts (EUR)."""

    size: Size
    staff: Decimal
    turnover_eur: Decimal
    balance_eur: Decimal


# Recommendation 2003/361/EC, annex, article 2.
RECOMMENDATION = (
    Ceiling(Size.MICRO, Decimal(10), Decimal(2_000_000), Decimal(2_000_000)),
    Ceiling(Size.SMALL, Decimal(50), Decimal(10_000_000), Decimal(10_000_000)),
    Ceiling(Size.MEDIUM, Decimal(250), Decimal(50_000_000), Decimal(43_000_000)),
)


@dataclass(frozen=True)
class Accounts:
    """Figures of one enterprise: staff in annual work units, amounts in EUR; None where not known."""

    staff: Decimal | None = None
    turnover_eur: Decimal | None = None
    balance_eur: Decimal | None = None


@dataclass(frozen=True)
class Related:
    """Another enterprise and the share that ties the two, in per cent of capital or votes, the higher."""

    share: Decimal
    accounts: Accounts


@dataclass(frozen=True)
class AccountingYear:
    """One closed accounting year: the enterprise's own accounts and those of the enterprises around it."""

    year: int
    own: Accounts
    related: tuple[Related, ...] = ()


@dataclass(frozen=True)
class SizeCheck:
    """The class found, the consolidated figures of the last year, and the sentence that says so.

    ``size`` is None when the figures do not settle it.
    """

    size: Size | None
    total: Accounts
    sentence: Sentence

    @property
    def is_sme(self) -> bool | None:
        return None if self.size is None else self.size is not Size.LARGE


def weight(share: Decimal) -> Decimal:
    """Part of a related enterprise that counts: none below 25 %, pro rata up to 50 %, all above (art. 6)."""
    if share < 25:
        return Decimal(0)
    return Decimal(1) if share > 50 else Decimal(share) / 100


def publicly_controlled(share: Decimal) -> bool:
    """25 % or more held by public bodies: no SME, whatever its figures (art. 3.4).

    Investors that article 3.2 exempts (universities, small municipalities, funds) are not part of the share.
    """
    return share >= 25


def consolidated(own: Accounts, related: Iterable[Related]) -> Accounts:
    """Own figures plus those of partner and linked enterprises. One unknown part makes the total unknown."""
    counted = [(Decimal(1), own)]
    counted += [(weight(other.share), other.accounts) for other in related if weight(other.share)]

    def total(name):
        parts = [(part, getattr(accounts, name)) for part, accounts in counted]
        if any(figure is None for _part, figure in parts):
            return None
        return sum((part * Decimal(figure) for part, figure in parts), Decimal(0))

    return Accounts(total("staff"), total("turnover_eur"), total("balance_eur"))


def class_of(accounts: Accounts, *, ceilings: Sequence[Ceiling] = RECOMMENDATION) -> Size | None:
    """Class by the figures of one year alone; None when what is missing could still make it an SME."""
    staff, turnover, balance = accounts.staff, accounts.turnover_eur, accounts.balance_eur
    if staff is None:
        return None
    if staff >= ceilings[-1].staff:
        return Size.LARGE
    for ceiling in ceilings:
        within = (turnover is not None and turnover <= ceiling.turnover_eur) or (
            balance is not None and balance <= ceiling.balance_eur
        )
        if staff < ceiling.staff and within:
            return ceiling.size
    return None if turnover is None or balance is None else Size.LARGE


def settled(classes: Sequence[Size], *, years: int = 2) -> Size | None:
    """Class after consecutive years, oldest first: it moves only when ``years`` in a row lie beyond it.

    It then moves as far as all of those years agree (art. 4.2; the Commission's user guide, table of cases).
    """
    if not classes:
        return None
    size, rest = classes[0], list(classes)
    for end in range(years, len(rest) + 1):
        recent = rest[end - years : end]
        if all(found.rank > size.rank for found in recent):
            size = min(recent, key=lambda found: found.rank)
        elif all(found.rank < size.rank for found in recent):
            size = max(recent, key=lambda found: found.rank)
    return size


def size_class(
    history: Iterable[AccountingYear],
    *,
    publicly_controlled: bool = False,
    ceilings: Sequence[Ceiling] = RECOMMENDATION,
    years: int = 2,
) -> SizeCheck:
    """SME class of an enterprise (Recommendation 2003/361/EC) from its closed accounting years.

    Only the unbroken run of known years up to the last one counts. ``publicly_controlled`` holds at once.
    A change of owner counts at once too: leave out the years before it.
    """
    ordered = sorted({row.year: row for row in history}.values(), key=lambda row: row.year)
    totals = [(row.year, consolidated(row.own, row.related)) for row in ordered]
    last = totals[-1][1] if totals else Accounts()
    if publicly_controlled:
        text = _("Not an SME: public bodies control a quarter of it or more")
        return SizeCheck(Size.LARGE, last, Sentence(text))
    run, expected = [], None
    for year, total in reversed(totals):
        found = class_of(total, ceilings=ceilings)
        if found is None or year != (expected if expected is not None else year):
            break
        run.insert(0, found)
        expected = year - 1
    size = settled(run, years=years)
    return SizeCheck(size, last, size_sentence(size, last))


_SIZES = {
    Size.MICRO: _("SME, micro"),
    Size.SMALL: _("SME, small"),
    Size.MEDIUM: _("SME, medium"),
    Size.LARGE: _("Large, not an SME"),
}


def size_sentence(size: str | None, accounts: Accounts) -> Sentence:
    """The class and the figures behind it: "SME, small: 23 people, EUR 1.9 m turnover"."""
    if size not in _SIZES:
        return Sentence(_("The size is not known yet: staff and turnover or balance sheet are needed"))
    figures = _figures(accounts)
    if figures is None:
        return Sentence(_SIZES[Size(size)])
    return Sentence(_("%(size)s: %(figures)s"), size=Sentence(_SIZES[Size(size)]), figures=figures)


def _figures(accounts: Accounts) -> Sentence | None:
    known = []
    if accounts.staff is not None:
        known.append(_people(Decimal(accounts.staff)))
    if accounts.turnover_eur is not None:
        known.append(Sentence(_("EUR %(amount)s turnover"), amount=_rounded(accounts.turnover_eur)))
    elif accounts.balance_eur is not None:
        known.append(Sentence(_("EUR %(amount)s balance sheet"), amount=_rounded(accounts.balance_eur)))
    if len(known) == 2:
        return Sentence(_("%(people)s, %(amount)s"), people=known[0], amount=known[1])
    return known[0] if known else None


def _people(staff: Decimal) -> Sentence:
    """Annual work units; a fraction takes the plural."""
    whole = staff == int(staff)
    number = int(staff) if whole else max(2, int(staff))
    shown = staff.quantize(Decimal(1) if whole else Decimal("0.1"), ROUND_HALF_UP)
    return ngettext("%(staff)s person", "%(staff)s people", number, staff=shown)


def _rounded(eur) -> Sentence | Decimal:
    """Amounts from a million on as "1.9 m", smaller ones to the euro."""
    eur = Decimal(eur).quantize(Decimal(1), ROUND_HALF_UP)
    if abs(eur) < 1_000_000:
        return eur
    return Sentence(_("%(millions)s m"), millions=(eur / 1_000_000).quantize(Decimal("0.1"), ROUND_HALF_UP))
