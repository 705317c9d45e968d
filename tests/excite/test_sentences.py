"""Sentences keep text and values apart, and survive being stored."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from excite.sentences import Country, Moment, Money, Sentence, ngettext
from excite.words import say

PLAIN = Sentence("Apply by post")
FULL = Sentence(
    "%(name)s from %(country)s, %(day)s: EUR %(amount)s for %(days)s, %(km)s km, because %(reasons)s",
    name="Étang %s & 100 %",
    country=Country("XK"),
    until=Moment(datetime(2023, 10, 13, 21, 59, tzinfo=UTC), "Europe/Madrid"),
    day=date(2024, 2, 29),
    amount=Money(Decimal("390")),
    days=ngettext("%(count)s day", "%(count)s days", 3, count=3),
    km=Decimal("872.5"),
    reasons=(Sentence("far"), ngettext("%(n)s night", "%(n)s nights", 1, n=1)),
)


@pytest.mark.parametrize("sentence", [PLAIN, FULL, FULL["days"]])
def test_stored_and_read_again_it_is_the_same(sentence):
    stored = json.loads(json.dumps(sentence.as_json()))
    again = Sentence.from_json(stored)
    assert again == sentence
    assert hash(again) == hash(sentence)
    assert say(again) == say(sentence) == say(stored)


def test_it_reads_well():
    assert say(FULL) == (
        "Étang %s & 100 % from Kosovo, 29 February 2024: EUR 390.00 for 3 days, 872.5 km,"
        " because far and 1 night"
    )


def test_the_order_of_the_values_does_not_matter():
    assert Sentence("%(a)s %(b)s", a=1, b=2) == Sentence("%(a)s %(b)s", b=2, a=1)
    assert Sentence("%(a)s", a=1) != Sentence("%(a)s", a=2)
    assert len({FULL, FULL, PLAIN}) == 2


@pytest.mark.parametrize(
    ("amount", "shown"), [("0.005", "0.01"), ("780", "780.00"), ("1234.565", "1,234.57"), ("0", "0.00")]
)
def test_money_has_two_places_half_a_cent_up(amount, shown):
    assert say(Sentence("%(amount)s", amount=Money(Decimal(amount)))) == shown


def test_a_value_is_found_by_name():
    assert FULL["country"] == Country("XK")
    with pytest.raises(KeyError):
        FULL["missing"]
