"""My exchanges: those of the organisations that a person speaks for, each with what comes next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import ProgrammeRule
from excite.words import moment, say

from ..models import Exchange, HostConsent, SeatOffer, TravelGrant
from ..services.assessment import rule_on

S = Exchange.Status
PAGE = 25


@dataclass(frozen=True)
class Next:
    """What comes next: whose move it is, and where to do it if it is mine."""

    text: str
    act: str = ""
    view: str = "exchanges:exchange"

    @property
    def is_mine(self) -> bool:
        return bool(self.act)


@dataclass(frozen=True)
class Row:
    exchange: Exchange
    as_host: bool
    next: Next
    url: str


def my_exchanges(user, partnership: str, *, page, today: date, now: datetime) -> Page:
    """A page of rows, what waits for me first. Four queries, however many there are."""
    held = user.standing.represents
    seen = Exchange.objects.visible_to(user).of_partnership(partnership)
    own = seen.filter(Q(visitor__in=held) | Q(host__in=held)).select_related("consent")
    found = Paginator(own.for_list(), PAGE).get_page(page)
    exchanges = list(found.object_list)
    offers = _open_offers(exchanges)
    rules = rule_on(exchanges[0].partnership, today) if exchanges else None
    rows = [_row(each, held, offers.get(each.pk), rules, today) for each in exchanges]
    found.object_list = sorted(rows, key=lambda row: not row.next.is_mine)
    found.numbers = found.paginator.get_elided_page_range(found.number)
    return found


def _open_offers(exchanges) -> dict[int, SeatOffer]:
    offers = SeatOffer.objects.filter(exchange__in=exchanges, status=SeatOffer.Status.OFFERED)
    return {offer.exchange_id: offer for offer in offers}


def _row(exchange, held, offer, rules, today) -> Row:
    as_host = exchange.visitor_id not in held
    following = _for_host(exchange) if as_host else _for_visitor(exchange, offer, rules, today)
    place = {"partnership": exchange.partnership.slug, "reference": exchange.reference}
    return Row(exchange, as_host, following, reverse(following.view, kwargs=place))


def _for_host(exchange) -> Next:
    if exchange.status in (S.SUBMITTED, S.RETURNED, S.WAITLISTED):
        if _consent(exchange) == HostConsent.Status.ASKED:
            return Next(_("They ask whether they are welcome"), _("Answer"), "exchanges:host_answer")
        if _consent(exchange) == HostConsent.Status.DECLINED:
            return Next(_("You declined"))
        return Next(_("You agreed; their cluster decides"))
    if exchange.status == S.APPROVED:
        return Next(_("Approved: the agreement waits for the four signatures"), _("Read and sign"))
    return Next(str(_FOR_HOST[exchange.status])) if exchange.status in _FOR_HOST else Next(_("Nothing to do"))


def _for_visitor(exchange, offer, rules: ProgrammeRule, today) -> Next:
    match exchange.status:
        case S.DRAFT:
            return Next(_("Fill in what is missing and submit"), _("Go on"), "exchanges:application")
        case S.RETURNED:
            return Next(_returned(exchange, rules), _("Answer"), "exchanges:application")
        case S.SUBMITTED:
            return Next(_submitted(exchange))
        case S.WAITLISTED if offer:
            until = moment(offer.expires_at, exchange.mission.time_zone)
            return Next(_("A seat is held for you until %(until)s") % {"until": until}, _("Take the seat"))
        case S.WAITLISTED:
            return Next(_("All seats are taken. A freed one is offered to the first in line"))
        case S.APPROVED:
            return Next(_("Approved: the agreement waits for the four signatures"), _("Read and sign"))
        case S.COMMITTED if exchange.stay_ends_on and exchange.stay_ends_on < today:
            return Next(_("You are back: hand in your report and the evidence"), _("Report"))
        case S.COMMITTED:
            return Next(_("All have signed. Have a good stay"))
        case S.REPORTED:
            return Next(_("Your cluster checks the report"))
        case S.COMPLETED:
            return Next(_completed(exchange))
        case S.WITHDRAWN:
            return Next(_("Withdrawn. You are welcome to apply again"))
        case S.REJECTED:
            return Next(_("Not this time: the reason is on its page"))
    return Next(_("Cancelled: the reason is on its page"))


_FOR_HOST = {
    S.COMMITTED: gettext_lazy("All have signed: they are coming"),
    S.REPORTED: gettext_lazy("Over: their cluster checks the report"),
    S.COMPLETED: gettext_lazy("Over. Thank you for hosting"),
    S.WITHDRAWN: gettext_lazy("They have withdrawn"),
    S.REJECTED: gettext_lazy("It was not approved"),
    S.CANCELLED: gettext_lazy("It was cancelled"),
}


def _returned(exchange, rules):
    if exchange.returned_at is None:
        return _("Your cluster asks for more")
    until = exchange.returned_at + timedelta(days=rules.answer_days)
    return _("Your cluster asks for more, until %(until)s") % {"until": moment(until)}


def _submitted(exchange):
    match _consent(exchange):
        case HostConsent.Status.ASKED:
            return _("The host has been asked whether you are welcome")
        case HostConsent.Status.DECLINED:
            return _("The host cannot welcome you: ask your cluster what to do, or withdraw")
        case HostConsent.Status.AGREED:
            return _("The host agreed; your cluster decides")
    return _("Your cluster decides")


def _completed(exchange):
    grant = getattr(exchange, "grant", None)
    if grant is None:
        return _("Completed")
    if grant.status == TravelGrant.Status.PAID:
        return _("Completed; the grant was paid on %(day)s") % {"day": say(grant.paid_on)}
    if grant.due_on:
        return _("Completed; the grant is to be paid by %(day)s") % {"day": say(grant.due_on)}
    return _("Completed")


def _consent(exchange) -> str:
    consent = getattr(exchange, "consent", None)
    return consent.status if consent else ""
