"""The lump sum: the dated table, the distance, halved once, capped, rounded, explained."""

import csv
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exchanges.rules import (
    Application,
    LumpSumRow,
    Party,
    ProgrammeRules,
    Stay,
    estimate,
    lump_sum,
    lump_sum_for,
)
from excite.sentences import Sentence
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


def granted(full="780", days=5, km="1000", *, country="PT", rules=RULES, virtual=False):
    return lump_sum(
        country=country,
        full_eur=full and Decimal(full),
        working_days=days,
        distance_km=km and Decimal(km),
        rules=rules,
        virtual=virtual,
    )


@pytest.mark.parametrize(
    ("full", "days", "km", "amount", "said"),
    [
        pytest.param(
            "780",
            3,
            "1000",
            "390.00",
            "Portugal, 3 working days: 780.00 halved to 390.00, because under 5 working days",
            id="the sentence of the programme",
        ),
        pytest.param(
            "780",
            4,
            "200",
            "390.00",
            "Portugal, 4 working days: 780.00 halved to 390.00, because under 5 working days",
            id="four days, exactly 200 km",
        ),
        pytest.param(
            "780",
            5,
            "1000",
            "780.00",
            "Portugal, 5 working days: 780.00, the full lump sum",
            id="exactly 5 days",
        ),
        pytest.param(
            "780",
            5,
            "200",
            "780.00",
            "Portugal, 5 working days: 780.00, the full lump sum",
            id="exactly 200 km",
        ),
        pytest.param(
            "780",
            5,
            "200.001",
            "780.00",
            "Portugal, 5 working days: 780.00, the full lump sum",
            id="a metre more",
        ),
        pytest.param(
            "780",
            5,
            "199.999",
            "390.00",
            "Portugal, 5 working days: 780.00 halved to 390.00, because under 200 km",
            id="a metre less",
        ),
        pytest.param(
            "780",
            20,
            "0",
            "390.00",
            "Portugal, 20 working days: 780.00 halved to 390.00, because under 200 km",
            id="next door across the border",
        ),
        pytest.param(
            "780",
            3,
            "199.9",
            "390.00",
            "Portugal, 3 working days: 780.00 halved to 390.00, because under 5 working days"
            " and under 200 km",
            id="both reasons, halved once",
        ),
        pytest.param(
            "780",
            1,
            "1000",
            "390.00",
            "Portugal, 1 working day: 780.00 halved to 390.00, because under 5 working days",
            id="one working day, in the singular",
        ),
        pytest.param(
            "1100",
            5,
            "500",
            "1100.00",
            "Portugal, 5 working days: 1,100.00, the full lump sum",
            id="exactly the cap",
        ),
        pytest.param(
            "1100.01",
            5,
            "500",
            "1100.00",
            "Portugal, 5 working days: 1,100.01 capped at 1,100.00",
            id="a cent above the cap",
        ),
        pytest.param(
            "1300",
            3,
            "500",
            "550.00",
            "Portugal, 3 working days: 1,300.00 capped at 1,100.00, halved to 550.00,"
            " because under 5 working days",
            id="capped, then halved",
        ),
        pytest.param(
            "780.01",
            3,
            "500",
            "390.01",
            "Portugal, 3 working days: 780.01 halved to 390.01, because under 5 working days",
            id="half a cent goes up",
        ),
        pytest.param(
            "0.01",
            3,
            "500",
            "0.01",
            "Portugal, 3 working days: 0.01 halved to 0.01, because under 5 working days",
            id="the smallest amount",
        ),
        pytest.param(
            "780.005",
            5,
            "500",
            "780.01",
            "Portugal, 5 working days: 780.01, the full lump sum",
            id="the table rounds up too",
        ),
    ],
)
def test_lump_sum(full, days, km, amount, said):
    found = granted(full, days, km)
    assert (str(found.amount), say(found.sentence)) == (amount, said)
    assert found.halved is ("halved" in said)


def test_the_reasons_are_told_one_by_one():
    assert [say(reason) for reason in granted(days=3, km="10").reasons] == [
        "under 5 working days",
        "under 200 km",
    ]
    assert granted().reasons == ()


def test_a_virtual_exchange_has_no_grant():
    found = granted(full=None, days=None, km=None, virtual=True)
    assert (found.full, found.amount, found.reasons) == (Decimal("0.00"), Decimal("0.00"), ())
    assert say(found.sentence) == "A virtual exchange has no grant"


@pytest.mark.parametrize("unknown", [{"full": None}, {"days": None}, {"km": None}, {"country": ""}])
def test_no_amount_while_something_is_unknown(unknown):
    assert granted(**unknown) is None


@pytest.mark.parametrize(
    ("changes", "days", "km", "amount"),
    [
        ({"full_working_days": 4}, 4, "1000", "780.00"),
        ({"full_working_days": 4}, 3, "1000", "390.00"),
        ({"full_distance_km": Decimal("150.5")}, 5, "150.5", "780.00"),
        ({"full_distance_km": Decimal("150.5")}, 5, "150.499", "390.00"),
        ({"cap_eur": Decimal("500")}, 5, "1000", "500.00"),
        ({"cap_eur": Decimal("500")}, 3, "1000", "250.00"),
    ],
)
def test_the_numbers_are_the_partnerships(changes, days, km, amount):
    assert str(granted(days=days, km=km, rules=replace(RULES, **changes)).amount) == amount


@given(
    full=st.decimals(0, 5000, places=2),
    days=st.integers(0, 40),
    km=st.decimals(0, 20000, places=3),
    cap=st.decimals(1, 3000, places=2),
)
def test_it_is_the_capped_sum_or_half_of_it_and_never_less(full, days, km, cap):
    found = granted(str(full), days, str(km), rules=replace(RULES, cap_eur=cap))
    capped = min(full, cap)
    assert found.full == full
    assert found.amount in (capped, (capped / 2).quantize(Decimal("0.01"), "ROUND_HALF_UP"))
    assert found.halved is (days < 5 or km < 200)
    assert Sentence.from_json(found.sentence.as_json()) == found.sentence


def test_the_sentence_is_read_in_german_with_german_numbers():
    with translation.override("de"):
        said = say(granted(full="1100", days=3).sentence)
    assert "1.100,00" in said
    assert "550,00" in said
    assert "Portugal" in said


DATED = (
    LumpSumRow("PT", Decimal(700), date(2021, 1, 1), date(2022, 12, 31)),
    LumpSumRow("PT", Decimal(780), date(2023, 1, 1)),
    LumpSumRow("PT", Decimal(800), date(2024, 1, 1)),
    LumpSumRow("DE", Decimal(830), date(2022, 2, 1), date(2022, 2, 1)),
)


@pytest.mark.parametrize(
    ("country", "on", "full"),
    [
        ("PT", date(2020, 12, 31), None),
        ("PT", date(2021, 1, 1), 700),
        ("PT", date(2022, 12, 31), 700),
        ("PT", date(2023, 1, 1), 780),
        ("PT", date(2023, 12, 31), 780),
        ("PT", date(2024, 1, 1), 800),
        ("PT", date(2099, 1, 1), 800),
        ("DE", date(2022, 2, 1), 830),
        ("DE", date(2022, 2, 2), None),
        ("DE", date(2022, 1, 31), None),
        ("FR", date(2023, 1, 1), None),
        ("", date(2023, 1, 1), None),
    ],
)
def test_the_table_of_the_first_working_day(country, on, full):
    assert lump_sum_for(DATED, country, on) == full
    assert lump_sum_for(tuple(reversed(DATED)), country, on) == full
    assert lump_sum_for((), country, on) is None


def test_the_country_of_a_row_may_be_a_field_value():
    @dataclass(frozen=True)
    class Chosen:
        code: str

        def __str__(self):
            return self.code

    rows = (LumpSumRow(Chosen("PT"), Decimal(780), date(2022, 2, 1)),)
    assert lump_sum_for(rows, Chosen("PT"), TODAY) == 780


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Germany, 5 working days: 830.00, the full lump sum"),
        (
            {"stay": replace(WEEK, last_working_day=date(2023, 10, 18))},
            "Germany, 3 working days: 830.00 halved to 415.00, because under 5 working days",
        ),
        ({"stay": replace(WEEK, last_working_day=date(2023, 10, 17))}, None),
        ({"stay": replace(WEEK, first_working_day=None)}, None),
        ({"stay": replace(WEEK, last_working_day=date(2023, 10, 1))}, None),
        ({"stay": replace(WEEK, last_working_day=date(2023, 12, 20), departure=date(2023, 12, 21))}, None),
        (
            {"stay": replace(WEEK, arrival=None, departure=None)},
            "Germany, 5 working days: 830.00, the full lump sum",
        ),
        ({"stay": Stay(format="virtual")}, "A virtual exchange has no grant"),
        ({"visitor": None}, None),
        ({"host": None}, None),
        ({"host": replace(DRESDEN, latitude=None)}, None),
        ({"host": replace(DRESDEN, country="FR")}, None),
        ({"host": replace(DRESDEN, country="")}, None),
        ({"lump_sums": ()}, None),
        ({"lump_sums": (LumpSumRow("DE", Decimal(1), date(2023, 10, 17)),)}, None),
        ({"visitor": None, "host": None, "stay": Stay()}, None),
    ],
)
def test_estimate_while_typing(changes, said):
    found = estimate(replace(WHOLE, **changes), rules=RULES)
    assert (found and say(found.sentence)) == said


def test_the_demonstration_table_follows_the_rule():
    """Every amount in the demonstration rows is what the rule says."""
    table = tuple(
        LumpSumRow(row["country"], Decimal(row["full_eur"]), date.fromisoformat(row["valid_from"]))
        for row in demonstration("lump_sums.csv")
    )
    parties = {
        row["code"]: Party(
            country=row["country"], latitude=Decimal(row["latitude"]), longitude=Decimal(row["longitude"])
        )
        for row in demonstration("organisations.csv")
    }
    rows = [row for row in demonstration("exchanges.csv") if row["lump_sum_eur"]]
    assert len(rows) > 60
    for row in rows:
        stay = Stay(
            format=row["format"],
            **{
                name: date.fromisoformat(row[name])
                for name in ("arrival", "first_working_day", "last_working_day", "departure")
            },
        )
        visitor, host = parties[row["visiting_organisation"]], parties[row["host_organisation"]]
        found = estimate(Application(visitor=visitor, host=host, stay=stay, lump_sums=table), rules=RULES)
        assert (row["reference"], str(found.amount)) == (row["reference"], row["lump_sum_eur"])


def demonstration(name):
    path = Path(__file__).parents[2] / "excite" / "demo_data" / "excite" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
