"""Values as they are read, in the languages of the interface and of the papers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from excite import words
from excite.sentences import Country, Money, Sentence, ngettext

LUMP_SUM = Sentence(
    "%(country)s, %(days)s: %(full)s halved to %(amount)s, because %(reason)s",
    country=Country("PT"),
    days=ngettext("%(days)d working day", "%(days)d working days", 3, days=3),
    full=Money(Decimal(780)),
    amount=Money(Decimal(390)),
    reason=Sentence("under %(days)d working days", days=5),
)
NB_SPACE, NARROW_SPACE = "\u00a0", "\u202f"


def test_the_sentence_that_explains_an_amount():
    expected = "Portugal, 3 working days: 780.00 halved to 390.00, because under 5 working days"
    assert words.say(LUMP_SUM) == expected
    assert words.say(LUMP_SUM.as_json()) == expected


@pytest.mark.parametrize(("days", "expected"), [(1, "1 day"), (2, "2 days"), (0, "0 days")])
def test_a_count_chooses_its_form(days, expected):
    assert words.say(ngettext("%(days)d day", "%(days)d days", days, days=days)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1,100.00"),
        ("de", "1.100,00"),
        ("fr", f"1{NARROW_SPACE}100,00"),
        ("es", "1100,00"),
        ("bg", f"1{NB_SPACE}100,00"),
        ("pl", f"1{NB_SPACE}100,00"),
        ("lt", f"1{NB_SPACE}100,00"),
    ],
)
def test_money(language, expected):
    with translation.override(language):
        written = words.money(Decimal("1100"))
        assert words.eur(110_000) == f"EUR {written}"
        if language not in {"es", "bg", "pl"}:  # these write four digits with or without a space, by edition
            assert written == expected
        assert written.replace(NB_SPACE, "").replace(".", "").endswith(",00") or language == "en"


def test_no_amount_is_nothing():
    assert words.eur(None) == ""
    assert words.eur(0) == "EUR 0.00"


@pytest.mark.parametrize(
    ("language", "day", "short", "stay"),
    [
        ("en", "13 September 2023", "13 Sept 2023", "Tue 20 to Thu 22 June 2023"),
        ("de", "13. September 2023", "13.09.2023", "Di. 20. {} Do. 22. Juni 2023"),
    ],
)
def test_days(language, day, short, stay):
    with translation.override(language):
        assert words.day(date(2023, 9, 13)) == day
        assert words.short_day(date(2023, 9, 13)) == short
        written = words.stay(date(2023, 6, 20), date(2023, 6, 22))
        assert written in {stay.format("to"), stay.format("bis")}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2023, 6, 30), date(2023, 7, 2), "Fri 30 June to Sun 2 July 2023"),
        (date(2022, 12, 30), date(2023, 1, 2), "Fri 30 December 2022 to Mon 2 January 2023"),
        (date(2023, 6, 20), date(2023, 6, 20), "Tue 20 June 2023"),
        (None, date(2023, 6, 20), "no dates yet"),
        (date(2023, 6, 20), None, "no dates yet"),
    ],
)
def test_a_stay_says_once_what_both_days_share(first, last, expected):
    assert words.stay(first, last) == expected


@pytest.mark.parametrize(
    ("language", "in_month", "over_months"),
    [
        ("en", "16–20 Oct 2023", "30 Oct – 3 Nov 2023"),
        ("de", "16.–20. Okt. 2023", "30. Okt. – 3. Nov. 2023"),
    ],
)
def test_a_stay_where_there_is_little_room(language, in_month, over_months):
    with translation.override(language):
        first = words.short_stay(date(2023, 10, 16), date(2023, 10, 20))
        second = words.short_stay(date(2023, 10, 30), date(2023, 11, 3)).replace("\u2009", " ")
    assert (first, second) == (in_month, over_months)
    assert words.short_stay(None, date(2023, 11, 3)) == ""


def test_a_moment_names_its_clock():
    instant = datetime(2023, 9, 13, 15, 0, tzinfo=UTC)
    assert words.moment(instant) == "13 September 2023, 17:00 (Brussels time)"
    assert words.short_moment(instant) == "13 Sept 2023, 17:00"
    assert words.short_moment(None) == ""
    assert words.moment(instant, "Europe/Sofia") == "13 September 2023, 18:00 (Sofia time)"


def test_nothing_is_written_for_nothing():
    assert (words.day(None), words.short_day(None), words.moment(None), words.country("")) == ("", "", "", "")


@pytest.mark.parametrize(
    ("code", "english", "german"),
    [
        ("XK", "Kosovo", "Kosovo"),
        ("MK", "North Macedonia", "Nordmazedonien"),
        ("gr", "Greece", "Griechenland"),
    ],
)
def test_countries(code, english, german):
    assert words.country(code) == english
    with translation.override("de"):
        assert words.country(code) == german
    assert words.country("??") == "??"


def test_every_kind_of_value_has_words():
    sentence = Sentence(
        "%(a)s|%(b)s|%(c)s|%(d)s|%(e)s|%(f)s|%(g)s",
        a="<b>100 %</b>",
        b=Decimal("199.5"),
        c=date(2024, 2, 29),
        d=datetime(2024, 2, 29, 23, 30, tzinfo=UTC),
        e=("one", "two", Country("DE")),
        f=True,
        g=None,
    )
    assert words.say(sentence) == (
        "<b>100 %</b>|199.5|29 February 2024|1 March 2024, 00:30 (Brussels time)"
        "|one, two and Germany|yes|None"
    )


def test_plain_values_are_said_as_they_are():
    assert [words.say(value) for value in ["x", 3, Decimal("1234.5"), ""]] == ["x", "3", "1,234.5", ""]


def test_a_language_that_nobody_knows_is_read_in_english():
    with translation.override("xx"):
        assert words.day(date(2023, 9, 13)) == "13 September 2023"
