"""An application that holds throughout, and what is altered on it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from exchanges.rules import Application, LumpSumRow, Party, ProgrammeRules, Stay, lights

TODAY = date(2023, 9, 13)
PROGRAMME = ProgrammeRules()

NERIS = Party(
    name="Neris Photonics UAB",
    kind="sme",
    country="LT",
    latitude=Decimal("54.6872"),
    longitude=Decimal("25.2797"),
    size_class="small",
    staff=23,
    turnover_eur=Decimal(1_900_000),
    declared_on=date(2023, 5, 9),
    declared_year=2022,
    membership_status="confirmed",
    membership_confirmed_on=date(2023, 5, 9),
    cluster="Business Hive Vilnius Cluster",
    cluster_eccp="registered",
)
ELBTAL = Party(
    name="Elbtal Vision GmbH",
    kind="sme",
    country="DE",
    latitude=Decimal("51.0504"),
    longitude=Decimal("13.7373"),
    membership_status="confirmed",
    cluster="Silicon Saxony",
    cluster_eccp="registered",
)
WHOLE = Application(
    visitor=NERIS,
    host=ELBTAL,
    stay=Stay(
        arrival=date(2023, 10, 15),
        first_working_day=date(2023, 10, 16),
        last_working_day=date(2023, 10, 18),
        departure=date(2023, 10, 19),
    ),
    already_visited=False,
    declaration_signed=True,
    eligible_countries=frozenset({"LT", "DE", "XK", "RS"}),
    lump_sums=(LumpSumRow("DE", Decimal(830), date(2022, 2, 1)),),
)


def judged(application=WHOLE, *, rules=PROGRAMME, today=TODAY):
    return lights(application, rules=rules, today=today)


def light(rule, application=WHOLE, *, rules=PROGRAMME, today=TODAY):
    found = [light for light in judged(application, rules=rules, today=today) if light.rule == rule]
    assert len(found) <= 1
    return found[0] if found else None


def visiting(**changes):
    return replace(WHOLE, visitor=replace(NERIS, **changes))


def hosting(**changes):
    return replace(WHOLE, host=replace(ELBTAL, **changes))
