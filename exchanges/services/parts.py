"""What hangs on an exchange, by the word that pages use for it."""

from django.utils.translation import gettext as _

from excite.workflow import WrongStatus

from ..models import Exchange, SeatOffer
from .money import grant_of
from .refusals import OfferOver


def part_of(exchange: Exchange, part: str):
    """The open seat offer, the open change request, or the grant. Raises OfferOver, WrongStatus."""
    if part == "grant":
        found = grant_of(exchange)
    elif part == "change":
        found = exchange.changes.asked().first()
    else:
        found = exchange.seat_offers.filter(status=SeatOffer.Status.OFFERED).first()
    if found is None and part == "offer":
        raise OfferOver
    if found is None:
        raise WrongStatus(_("This has been answered already."))
    type(found)._meta.get_field("exchange").set_cached_value(found, exchange)
    return found
