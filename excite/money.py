"""Euro and cents. Tables keep whole cents, rules reckon in Decimal euro; they are joined here only."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def round_half_up(eur: Decimal | int | str) -> Decimal:
    """EUR with two places; half a cent is rounded up, away from zero."""
    if isinstance(eur, float):
        raise TypeError("Money is Decimal, never float: 0.1 + 0.2 is not 0.3 in floats.")
    return Decimal(eur).quantize(CENT, rounding=ROUND_HALF_UP)


def to_cents(eur: Decimal | int | str) -> int:
    """EUR → whole cents, half up."""
    return int(round_half_up(eur) * 100)


def to_eur(cents: int) -> Decimal:
    """Whole cents → EUR with two places."""
    return Decimal(cents).scaleb(-2).quantize(CENT)
