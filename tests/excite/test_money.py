"""Cents and euro."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from excite.money import round_half_up, to_cents, to_eur


@pytest.mark.parametrize(
    ("eur", "cents"),
    [("390", 39_000), ("0.005", 1), ("0.0049", 0), ("207.125", 20_713), ("-0.005", -1), ("0", 0), (7, 700)],
)
def test_half_a_cent_is_rounded_up(eur, cents):
    assert to_cents(eur) == cents


@given(st.integers(-(10**12), 10**12))
def test_cents_come_back_unchanged(cents):
    assert to_cents(to_eur(cents)) == cents
    assert -to_eur(cents).as_tuple().exponent == 2


def test_floats_are_no_money():
    with pytest.raises(TypeError):
        to_cents(0.1)
    with pytest.raises(TypeError):
        round_half_up(1.005)


def test_two_places():
    assert str(to_eur(5)) == "0.05"
    assert str(round_half_up("1100")) == "1100.00"
    assert round_half_up(Decimal("2.675")) == Decimal("2.68")
