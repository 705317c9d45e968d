"""SME class after Recommendation 2003/361/EC, who may take part, dated countries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.rules import (
    AccountingYear,
    Accounts,
    Belonging,
    Kind,
    Related,
    Size,
    class_of,
    consolidated,
    countries_on,
    in_force,
    is_eligible,
    may_join,
    publicly_controlled,
    settled,
    size_class,
    size_sentence,
    to_host,
    to_visit,
    weight,
)
from excite.words import say

MICRO, SMALL, MEDIUM, LARGE = Size
MILLION = Decimal(1_000_000)


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "size"),
    [
        pytest.param("9", "2", "2", MICRO, id="micro"),
        pytest.param("9.99", "2", "2", MICRO, id="a part-time post below ten"),
        pytest.param("10", "2", "2", SMALL, id="exactly ten people are not micro"),
        pytest.param("9", "2.01", "2", MICRO, id="the balance sheet alone keeps it micro"),
        pytest.param("9", "2", "2.01", MICRO, id="turnover alone keeps it micro"),
        pytest.param("9", "2.01", "2.01", SMALL, id="both above two million"),
        pytest.param("0", "0", "0", MICRO, id="nobody and nothing"),
        pytest.param("49", "10", "10", SMALL, id="small"),
        pytest.param("50", "10", "10", MEDIUM, id="exactly fifty people are not small"),
        pytest.param("49", "10.01", "10", SMALL, id="small by balance sheet"),
        pytest.param("49", "10.01", "10.01", MEDIUM, id="both above ten million"),
        pytest.param("249", "50", "43.01", MEDIUM, id="medium by turnover"),
        pytest.param("249", "50.01", "43", MEDIUM, id="medium by balance sheet"),
        pytest.param("249", "50.01", "43.01", LARGE, id="both above"),
        pytest.param("249.9", "50", "43", MEDIUM, id="just below 250"),
        pytest.param("250", "0", "0", LARGE, id="exactly 250 people are no SME"),
        pytest.param("8", "60", "50", LARGE, id="few people, much money"),
        pytest.param("8", "60", "1", MICRO, id="a trader's turnover, a small balance sheet"),
        pytest.param("8", "1.683", None, MICRO, id="balance sheet unknown, turnover within"),
        pytest.param("8", None, "1", MICRO, id="turnover unknown, balance sheet within"),
        pytest.param("143", "15.841", None, MEDIUM, id="medium, balance sheet unknown"),
        pytest.param("100", "60", None, None, id="the missing balance sheet could still make it an SME"),
        pytest.param("100", None, None, None, id="no amount known"),
        pytest.param("250", None, None, LARGE, id="with 250 people amounts do not matter"),
        pytest.param(None, "1", "1", None, id="staff unknown"),
    ],
)
def test_class_of_one_year(staff, turnover, balance, size):
    accounts = Accounts(
        staff and Decimal(staff),
        turnover and Decimal(turnover) * MILLION,
        balance and Decimal(balance) * MILLION,
    )
    assert class_of(accounts) is size


@pytest.mark.parametrize(
    ("share", "part"),
    [
        ("0", "0"),
        ("24.99", "0"),
        ("25", "0.25"),
        ("33.3", "0.333"),
        ("49.99", "0.4999"),
        ("50", "0.5"),
        ("50.01", "1"),
        ("51", "1"),
        ("100", "1"),
    ],
)
def test_weight_of_a_related_enterprise(share, part):
    assert weight(Decimal(share)) == Decimal(part)


@pytest.mark.parametrize(("share", "control"), [("0", False), ("24.99", False), ("25", True), ("100", True)])
def test_public_control(share, control):
    assert publicly_controlled(Decimal(share)) is control


OWN = Accounts(Decimal(40), 8 * MILLION, 7 * MILLION)
OTHER = Accounts(Decimal(100), 20 * MILLION, 16 * MILLION)


@pytest.mark.parametrize(
    ("related", "total"),
    [
        pytest.param([], (40, 8, 7), id="autonomous"),
        pytest.param([("24.9", OTHER)], (40, 8, 7), id="below 25 %: still autonomous"),
        pytest.param([("25", OTHER)], (65, 13, 11), id="partner, a quarter"),
        pytest.param([("50", OTHER)], (90, 18, 15), id="partner, half"),
        pytest.param([("50.1", OTHER)], (140, 28, 23), id="linked, in full"),
        pytest.param([("25", OTHER), ("100", OTHER)], (165, 33, 27), id="partner and linked"),
        pytest.param([("100", Accounts(Decimal(1), MILLION, None))], (41, 9, None), id="one figure unknown"),
        pytest.param([("10", Accounts())], (40, 8, 7), id="unknown, but it does not count"),
    ],
)
def test_consolidated_figures(related, total):
    found = consolidated(OWN, [Related(Decimal(share), accounts) for share, accounts in related])
    staff, turnover, balance = total
    assert found == Accounts(staff, turnover * MILLION, balance and balance * MILLION)


def test_a_linked_group_makes_a_small_firm_large():
    alone = AccountingYear(2022, OWN)
    owned = AccountingYear(2022, OWN, (Related(Decimal(100), Accounts(Decimal(5000), MILLION, MILLION)),))
    assert size_class([alone]).size is SMALL
    assert size_class([owned]).size is LARGE
    assert say(size_class([owned]).sentence) == "Large, not an SME: 5,040 people, EUR 9 m turnover"


@pytest.mark.parametrize(
    ("before", "last", "now", "is_sme"),
    [
        # The eight cases of the Commission's user guide to the SME definition, oldest year first.
        (LARGE, LARGE, SMALL, False),
        (LARGE, SMALL, SMALL, True),
        (SMALL, SMALL, SMALL, True),
        (SMALL, LARGE, SMALL, True),
        (SMALL, SMALL, LARGE, True),
        (SMALL, LARGE, LARGE, False),
        (LARGE, SMALL, LARGE, False),
        (LARGE, LARGE, LARGE, False),
    ],
)
def test_a_change_counts_after_two_accounting_years(before, last, now, is_sme):
    assert (settled([before, last, now]) is not LARGE) is is_sme


@pytest.mark.parametrize(
    ("classes", "size"),
    [
        ([], None),
        ([MICRO], MICRO),
        ([MICRO, SMALL], MICRO),
        ([MICRO, SMALL, SMALL], SMALL),
        ([SMALL, MEDIUM, LARGE], MEDIUM),
        ([SMALL, LARGE, MEDIUM], MEDIUM),
        ([SMALL, MEDIUM, LARGE, LARGE], LARGE),
        ([LARGE, SMALL, MICRO], SMALL),
        ([MEDIUM, SMALL, LARGE, SMALL], MEDIUM),
        ([MEDIUM, MEDIUM, SMALL, MEDIUM, SMALL], MEDIUM),
    ],
)
def test_it_moves_as_far_as_both_years_agree(classes, size):
    assert settled(classes) is size


def test_the_number_of_years_is_an_assumption_that_can_change():
    assert settled([MICRO, SMALL], years=1) is SMALL
    assert settled([MICRO, SMALL, SMALL], years=3) is MICRO
    assert settled([MICRO, SMALL, SMALL, SMALL], years=3) is SMALL


@given(st.lists(st.sampled_from(list(Size)), min_size=1, max_size=12))
def test_a_single_year_never_moves_it(classes):
    steady = settled(classes)
    assert settled([*classes, steady]) is steady
    assert settled([*classes, steady, Size.LARGE, steady]) is steady
    assert steady in classes


def year(number, staff, turnover="1"):
    return AccountingYear(number, Accounts(Decimal(staff), Decimal(turnover) * MILLION, None))


@pytest.mark.parametrize(
    ("history", "size"),
    [
        pytest.param([], None, id="no accounts"),
        pytest.param([year(2022, 23)], SMALL, id="one year"),
        pytest.param([year(2021, 23), year(2022, 60)], SMALL, id="grown for one year"),
        pytest.param([year(2020, 23), year(2021, 60), year(2022, 60)], MEDIUM, id="grown for two"),
        pytest.param([year(2022, 60), year(2020, 23), year(2021, 60)], MEDIUM, id="in any order"),
        pytest.param([year(2019, 23), year(2021, 60), year(2022, 60)], MEDIUM, id="the gap ends the run"),
        pytest.param([year(2019, 23), year(2022, 60)], MEDIUM, id="nothing known of the years between"),
        pytest.param(
            [year(2022, 23), AccountingYear(2021, Accounts())], SMALL, id="an empty year ends the run"
        ),
        pytest.param([year(2021, 23), AccountingYear(2022, Accounts())], None, id="the last year is unknown"),
    ],
)
def test_class_from_a_history(history, size):
    assert size_class(history).size is size


def test_public_control_excludes_at_once():
    found = size_class([year(2021, 5), year(2022, 5)], publicly_controlled=True)
    assert (found.size, found.is_sme) == (LARGE, False)
    assert say(found.sentence) == "Not an SME: public bodies control a quarter of it or more"


@pytest.mark.parametrize(
    ("history", "is_sme"), [([], None), ([year(2022, 249)], True), ([year(2022, 250)], False)]
)
def test_is_sme(history, is_sme):
    assert size_class(history).is_sme is is_sme


@pytest.mark.parametrize(
    ("size", "staff", "turnover", "balance", "said"),
    [
        ("small", 23, "1900000", None, "SME, small: 23 people, EUR 1.9 m turnover"),
        ("micro", 1, "280000.40", None, "SME, micro: 1 person, EUR 280,000 turnover"),
        ("micro", "1.5", None, "90000", "SME, micro: 1.5 people, EUR 90,000 balance sheet"),
        ("micro", 0, "0", None, "SME, micro: 0 people, EUR 0 turnover"),
        ("micro", 9, "999999.50", None, "SME, micro: 9 people, EUR 1 m turnover"),
        ("medium", 143, "15841000", "1", "SME, medium: 143 people, EUR 15.8 m turnover"),
        ("large", 5000, None, None, "Large, not an SME: 5,000 people"),
        ("medium", None, "1250000", None, "SME, medium: EUR 1.3 m turnover"),
        ("micro", None, None, None, "SME, micro"),
        ("", 5, "1", None, "The size is not known yet: staff and turnover or balance sheet are needed"),
    ],
)
def test_the_class_in_words(size, staff, turnover, balance, said):
    accounts = Accounts(
        None if staff is None else Decimal(staff),
        turnover and Decimal(turnover),
        balance and Decimal(balance),
    )
    assert say(size_sentence(size, accounts)) == said


def test_every_type_of_organisation_and_what_it_must_belong_to():
    table = {kind: (to_visit(kind), to_host(kind)) for kind in Kind}
    assert table == {
        "sme": (Belonging.ECCP_CLUSTER, Belonging.CLUSTER_OR_APPROVAL),
        "scaling_up_support": (Belonging.CLUSTER, Belonging.NOTHING),
        "cluster_organisation": (Belonging.NOTHING, Belonging.NOTHING),
        "business_network": (Belonging.NOTHING, Belonging.NOTHING),
        "training_provider": (None, Belonging.CLUSTER),
        "large_company": (None, Belonging.CLUSTER),
        "public_authority": (None, Belonging.CLUSTER),
        "innovation_agency": (None, Belonging.CLUSTER),
    }
    assert (to_visit("unheard_of"), to_host("unheard_of")) == (None, None)


@pytest.mark.parametrize(
    ("eccp", "may"), [("registered", True), ("applied", True), ("none", False), ("", False)]
)
def test_which_cluster_may_join_a_partnership(eccp, may):
    assert may_join(eccp) is may


@dataclass(frozen=True)
class Row:
    country: str
    valid_from: date
    valid_to: date | None = None


ROWS = (
    Row("LT", date(2018, 1, 1)),
    Row("GB", date(2018, 1, 1), date(2020, 12, 31)),
    Row("UA", date(2022, 6, 23)),
)


@pytest.mark.parametrize(
    ("on", "countries"),
    [
        (date(2017, 12, 31), set()),
        (date(2018, 1, 1), {"LT", "GB"}),
        (date(2020, 12, 31), {"LT", "GB"}),
        (date(2021, 1, 1), {"LT"}),
        (date(2022, 6, 22), {"LT"}),
        (date(2022, 6, 23), {"LT", "UA"}),
        (date(2099, 1, 1), {"LT", "UA"}),
    ],
)
def test_eligible_countries_are_dated(on, countries):
    assert countries_on(ROWS, on) == countries
    assert {row.country for row in in_force(ROWS, on)} == countries
    assert is_eligible("GB", countries_on(ROWS, on)) is ("GB" in countries)
