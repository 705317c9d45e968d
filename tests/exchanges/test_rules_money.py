"""The lights about the money: distance, table, budget line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from exchanges.rules import Application, LumpSumRow, Party, ProgrammeRules, Stay, Verdict, lights
from excite.words import say

TODAY = date(2023, 9, 13)
RULES = ProgrammeRules()

VILNIUS = Party(name="Neris Photonics UAB", country="LT", latitude=54.6872, longitude=25.2797)
DRESDEN = Party(name="Elbtal Vision GmbH", country="DE", latitude=51.0504, longitude=13.7373)
TABLE = (
    LumpSumRow("DE", Decimal(830), date(2022, 2, 1)),
    LumpSumRow("PT", Decimal(780), date(2022, 2, 1)),
)
WEEK = Stay(
    arrival=date(2023, 10, 15),
    first_working_day=date(2023, 10, 16),
    last_working_day=date(2023, 10, 20),
    departure=date(2023, 10, 21),
)
WHOLE = Application(visitor=VILNIUS, host=DRESDEN, stay=WEEK, lump_sums=TABLE)


def light(rule, application, *, rules=RULES):
    found = [light for light in lights(application, rules=rules, today=TODAY) if light.rule == rule]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("visitor", "host", "verdict", "said", "effect", "field"),
    [
        (VILNIUS, DRESDEN, Verdict.HOLDS, "872 km between the two seats, not under 200", None, ""),
        (
            Party(latitude=Decimal("48"), longitude=16),
            Party(latitude=Decimal("49.79864"), longitude=16),
            Verdict.HOLDS,
            "200 km between the two seats, not under 200",
            None,
            "",
        ),
        (
            Party(latitude=Decimal("48"), longitude=16),
            Party(latitude=Decimal("49.79863"), longitude=16),
            Verdict.HOLDS,
            "199 km between the two seats, under 200",
            "Half the lump sum: under 200 km",
            "",
        ),
        (
            replace(VILNIUS, latitude=None),
            DRESDEN,
            Verdict.UNKNOWN,
            "The address of Neris Photonics UAB is not on the map yet: add its place",
            None,
            "visitor",
        ),
        (
            VILNIUS,
            replace(DRESDEN, longitude=None),
            Verdict.UNKNOWN,
            "The address of Elbtal Vision GmbH is not on the map yet: the managers add its place",
            None,
            "",
        ),
        (
            None,
            DRESDEN,
            Verdict.UNKNOWN,
            "The distance is measured once both organisations are known",
            None,
            "",
        ),
    ],
)
def test_the_light_of_the_distance(visitor, host, verdict, said, effect, field):
    found = light("distance", Application(visitor=visitor, host=host, stay=WEEK))
    assert (found.verdict, say(found.sentence), found.field) == (verdict, said, field)
    assert (found.effect and say(found.effect)) == effect


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (Decimal("200.00"), "200 km between the two seats, not under 200"),
        (Decimal("200.5"), "200 km between the two seats, under 200.5"),
        (Decimal("199.9"), "200 km between the two seats, not under 199.9"),
        (Decimal("1000"), "200 km between the two seats, under 1,000"),
    ],
)
def test_what_is_read_agrees_with_what_was_judged(limit, said):
    rules = replace(RULES, full_distance_km=limit)
    seats = Application(visitor=Party(latitude=48, longitude=16), host=Party(latitude=49.79864, longitude=16))
    assert say(light("distance", seats, rules=rules).sentence) == said


@pytest.mark.parametrize(
    ("changes", "verdict", "said"),
    [
        ({}, Verdict.HOLDS, "The full lump sum for Germany is EUR 830.00"),
        (
            {"host": replace(DRESDEN, country="FR")},
            Verdict.UNKNOWN,
            "No lump sum is set for France on 16 October 2023: ask the coordinator to add it",
        ),
        ({"host": None}, Verdict.UNKNOWN, "The lump sum is known once host and first working day are known"),
        (
            {"stay": Stay()},
            Verdict.UNKNOWN,
            "The lump sum is known once host and first working day are known",
        ),
    ],
)
def test_the_light_of_the_lump_sum(changes, verdict, said):
    found = light("lump_sum", replace(WHOLE, **changes))
    assert (found.verdict, say(found.sentence)) == (verdict, said)


@pytest.mark.parametrize(
    ("left", "verdict", "said"),
    [
        ("830.00", Verdict.HOLDS, "The budget line covers EUR 830.00; EUR 830.00 are left on it"),
        ("5525", Verdict.HOLDS, "The budget line covers EUR 830.00; EUR 5,525.00 are left on it"),
        ("829.99", Verdict.STOP, "The budget line does not cover EUR 830.00; only EUR 829.99 are left on it"),
        ("0", Verdict.STOP, "The budget line does not cover EUR 830.00; only EUR 0.00 are left on it"),
    ],
)
def test_the_budget_line(left, verdict, said):
    found = light("budget", replace(WHOLE, money_left=Decimal(left)))
    assert (found.verdict, say(found.sentence)) == (verdict, said)


def test_the_budget_line_waits_for_an_amount_and_is_no_business_of_the_applicant():
    assert light("budget", WHOLE) is None
    waiting = light("budget", replace(WHOLE, host=None, money_left=Decimal(100)))
    assert (waiting.verdict, waiting.field) == (Verdict.UNKNOWN, "")


def test_no_light_about_money_on_a_virtual_exchange():
    virtual = replace(WHOLE, stay=replace(WEEK, format="virtual"), money_left=Decimal(0))
    rules = [light.rule for light in lights(virtual, rules=RULES, today=TODAY)]
    assert {"distance", "lump_sum", "budget"}.isdisjoint(rules)
