"""Single rows of the invented partnership, by their number or from the exchange that they hang on."""

from datetime import UTC, datetime

from clusters.models import Organisation
from exchanges.models import ClosingReport, HostConsent
from excite.audit.models import Event

MOMENT = datetime(2022, 3, 1, 9, tzinfo=UTC)
COUNTRIES = ("DE", "FR", "ES", "PL", "BG", "IT", "AT", "LT", "PT", "FI", "NL", "CZ")
TOWNS = ("Dresden", "Łódź", "Sofia", "Málaga", "Kraków", "Vilnius", "Århus", "Брашов", "Graz", "Košice")
TRADES = ("Sensorics", "Optics", "Wafer", "Robotics", "Drives", "Foundry", "Software", "Coatings", "Lasers")
KINDS = ("sme", "sme", "sme", "large_company", "scaling_up_support", "public_authority", "training_provider")
SIZES = ("micro", "small", "medium")


def organisation(number):
    kind = KINDS[number % 7]
    return Organisation(
        name=f"{TOWNS[number % 10]} {TRADES[number % 9]} {number:06d}",
        kind=kind,
        size=SIZES[number % 3] if kind == "sme" else "large",
        country=COUNTRIES[number % 12],
        city=TOWNS[number % 10],
    )


def report(exchange):
    return ClosingReport(exchange=exchange, arranged_meetings=exchange.pk % 5, saved_at=MOMENT)


def consent(exchange):
    return HostConsent(exchange=exchange, host=exchange.host, status="agreed", asked_at=MOMENT)


def event(exchange):
    return Event(
        at=exchange.started_at,
        verb="submit",
        subject_kind="exchange",
        subject_id=str(exchange.pk),
        reference=exchange.reference,
        partnership_key=exchange.partnership_id,
        after=exchange.status,
    )
