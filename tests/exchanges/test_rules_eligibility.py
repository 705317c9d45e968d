"""Who may visit whom: each rule as a table, then what the lights mean together."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from exchanges.rules import (
    Verdict,
)
from excite.words import say
from tests.exchanges.applications import (
    ELBTAL,
    NERIS,
    PROGRAMME,
    TODAY,
    WHOLE,
    hosting,
    judged,
    light,
    visiting,
)

HOLDS, STOP, WAIVABLE, UNKNOWN = Verdict.HOLDS, Verdict.STOP, Verdict.WAIVABLE, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "verdict", "asked"),
    [
        ("sme", HOLDS, {"self_declaration", "membership"}),
        ("scaling_up_support", HOLDS, {"membership"}),
        ("cluster_organisation", HOLDS, set()),
        ("business_network", HOLDS, set()),
        ("training_provider", STOP, set()),
        ("large_company", STOP, set()),
        ("public_authority", STOP, set()),
        ("innovation_agency", STOP, set()),
        ("something_else", STOP, set()),
        ("", UNKNOWN, set()),
    ],
)
def test_who_may_visit(kind, verdict, asked):
    found = judged(visiting(kind=kind))
    assert light("visitor_type", visiting(kind=kind)).verdict is verdict
    assert {light.rule for light in found} & {"self_declaration", "membership"} == asked


@pytest.mark.parametrize(
    ("kind", "member", "asked", "stranger", "approved"),
    [
        ("sme", HOLDS, UNKNOWN, WAIVABLE, HOLDS),
        ("scaling_up_support", HOLDS, HOLDS, HOLDS, HOLDS),
        ("cluster_organisation", HOLDS, HOLDS, HOLDS, HOLDS),
        ("business_network", HOLDS, HOLDS, HOLDS, HOLDS),
        ("training_provider", HOLDS, UNKNOWN, STOP, STOP),
        ("large_company", HOLDS, UNKNOWN, STOP, STOP),
        ("public_authority", HOLDS, UNKNOWN, STOP, STOP),
        ("innovation_agency", HOLDS, UNKNOWN, STOP, STOP),
        ("something_else", STOP, STOP, STOP, STOP),
        ("", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_who_may_host(kind, member, asked, stranger, approved):
    def verdict(**changes):
        return light("host_type", hosting(kind=kind, **changes)).verdict

    assert verdict(membership_status="confirmed") is member
    assert verdict(membership_status="asked") is asked
    for status in ("none", "refused", "ended", ""):
        assert verdict(membership_status=status) is stranger
    assert verdict(membership_status="none", preapproved=True) is approved


@pytest.mark.parametrize(
    ("changes", "verdict", "said", "noted"),
    [
        ({}, HOLDS, "SME, small: 23 people, EUR 1.9 m turnover", "As declared for 2022"),
        ({"declared_year": None}, HOLDS, "SME, small: 23 people, EUR 1.9 m turnover", None),
        (
            {"size_class": "large"},
            STOP,
            "Large, not an SME: 23 people, EUR 1.9 m turnover",
            "As declared for 2022",
        ),
        (
            {"size_class": "", "staff": 250, "declared_year": None},
            STOP,
            "Large, not an SME: 250 people, EUR 1.9 m turnover",
            None,
        ),
        (
            {"size_class": "medium", "staff": 250},
            WAIVABLE,
            "SME, medium: 250 people, EUR 1.9 m turnover",
            "These figures are above those of an SME; a change counts after two accounting years",
        ),
        (
            {"size_class": "", "staff": 249, "turnover_eur": Decimal(50_000_000)},
            HOLDS,
            "SME, medium: 249 people, EUR 50 m turnover",
            "As declared for 2022",
        ),
        (
            {"size_class": "micro", "staff": None, "turnover_eur": None},
            HOLDS,
            "SME, micro",
            "As declared for 2022",
        ),
        (
            {"size_class": "", "staff": None, "turnover_eur": None},
            UNKNOWN,
            "The size is not known yet: staff and turnover or balance sheet are needed",
            None,
        ),
        (
            {"size_class": "", "staff": 100, "turnover_eur": Decimal(60_000_000)},
            UNKNOWN,
            "The size is not known yet: staff and turnover or balance sheet are needed",
            None,
        ),
        (
            {
                "size_class": "",
                "staff": 100,
                "turnover_eur": Decimal(60_000_000),
                "balance_eur": Decimal(43_000_000),
            },
            HOLDS,
            "SME, medium: 100 people, EUR 60 m turnover",
            "As declared for 2022",
        ),
        (
            {"size_class": "enormous"},
            UNKNOWN,
            "The size is not known yet: staff and turnover or balance sheet are needed",
            None,
        ),
    ],
)
def test_the_size_of_an_sme(changes, verdict, said, noted):
    found = light("visitor_type", visiting(**changes))
    assert (found.verdict, say(found.sentence), found.note and say(found.note)) == (verdict, said, noted)


@pytest.mark.parametrize(
    ("signed", "today", "verdict", "said"),
    [
        ("2023-05-09", "2023-09-13", HOLDS, "SME self-declaration signed on 9 May 2023"),
        ("2022-09-13", "2023-09-13", HOLDS, "SME self-declaration signed on 13 September 2022"),
        ("2022-09-12", "2023-09-13", WAIVABLE, "Self-declaration of linked enterprises is 12 months old"),
        ("2022-08-12", "2023-09-13", WAIVABLE, "Self-declaration of linked enterprises is 13 months old"),
        ("2023-09-13", "2023-09-13", HOLDS, "SME self-declaration signed on 13 September 2023"),
        ("2024-02-29", "2025-02-28", HOLDS, "SME self-declaration signed on 29 February 2024"),
        ("2024-02-29", "2025-03-01", WAIVABLE, "Self-declaration of linked enterprises is 12 months old"),
        ("2019-01-01", "2023-09-13", WAIVABLE, "Self-declaration of linked enterprises is 56 months old"),
        (None, "2023-09-13", WAIVABLE, "No signed SME self-declaration yet"),
    ],
)
def test_the_self_declaration_holds_twelve_months(signed, today, verdict, said):
    today = date.fromisoformat(today)
    found = light(
        "self_declaration", visiting(declared_on=signed and date.fromisoformat(signed)), today=today
    )
    assert (found.verdict, say(found.sentence)) == (verdict, said)


@pytest.mark.parametrize(("months", "verdict"), [(3, WAIVABLE), (4, WAIVABLE), (5, HOLDS), (24, HOLDS)])
def test_how_long_a_declaration_holds_is_the_partnerships(months, verdict):
    rules = replace(PROGRAMME, declaration_months=months)
    assert light("self_declaration", rules=rules).verdict is verdict


def test_one_month_old_in_the_singular():
    found = light(
        "self_declaration",
        visiting(declared_on=TODAY - timedelta(days=40)),
        rules=replace(PROGRAMME, declaration_months=1),
    )
    assert say(found.sentence) == "Self-declaration of linked enterprises is 1 month old"


@pytest.mark.parametrize(
    ("status", "eccp", "sme", "support"),
    [
        ("confirmed", "registered", HOLDS, HOLDS),
        ("confirmed", "applied", WAIVABLE, HOLDS),
        ("confirmed", "none", STOP, WAIVABLE),
        ("confirmed", "", STOP, WAIVABLE),
        ("asked", "registered", UNKNOWN, UNKNOWN),
        ("asked", "none", UNKNOWN, UNKNOWN),
        ("none", "registered", STOP, STOP),
        ("none", "none", STOP, STOP),
        ("refused", "registered", STOP, STOP),
        ("ended", "registered", STOP, STOP),
        ("", "", STOP, STOP),
    ],
)
def test_membership(status, eccp, sme, support):
    def verdict(kind):
        return light("membership", visiting(kind=kind, membership_status=status, cluster_eccp=eccp)).verdict

    assert (verdict("sme"), verdict("scaling_up_support")) == (sme, support)


@pytest.mark.parametrize(
    ("changes", "said", "noted"),
    [
        (
            {},
            "Member of Business Hive Vilnius Cluster, which is registered on the ECCP",
            "Confirmed on 9 May 2023",
        ),
        (
            {"cluster": "", "membership_confirmed_on": None},
            "Member of a cluster that is registered on the ECCP",
            None,
        ),
        (
            {"membership_status": "asked"},
            "Waits for Business Hive Vilnius Cluster to confirm the membership",
            None,
        ),
        (
            {"membership_status": "none"},
            "Not a member of a cluster: ask your cluster to confirm the membership",
            None,
        ),
        (
            {"cluster": "100 % Photonics"},
            "Member of 100 % Photonics, which is registered on the ECCP",
            "Confirmed on 9 May 2023",
        ),
        (
            {"cluster": "%(cluster)s %s"},
            "Member of %(cluster)s %s, which is registered on the ECCP",
            "Confirmed on 9 May 2023",
        ),
    ],
)
def test_membership_in_words(changes, said, noted):
    found = light("membership", visiting(**changes))
    assert (say(found.sentence), found.note and say(found.note)) == (said, noted)


@pytest.mark.parametrize(
    ("country", "eligible", "verdict"),
    [
        ("LT", {"LT", "DE"}, HOLDS),
        ("XK", {"XK", "DE"}, HOLDS),
        ("US", {"LT", "DE"}, STOP),
        ("GB", {"LT", "DE"}, STOP),
        ("", {"LT", "DE"}, UNKNOWN),
        ("LT", set(), UNKNOWN),
    ],
)
def test_eligible_countries(country, eligible, verdict):
    eligible = frozenset(eligible)
    visitor = replace(visiting(country=country), eligible_countries=eligible)
    host = replace(hosting(country=country), eligible_countries=eligible)
    assert light("visitor_country", visitor).verdict is verdict
    assert light("host_country", host).verdict is verdict
    assert light("visitor_country", visitor).field == (
        "visitor" if country != "LT" and country != "XK" else ""
    )
    assert light("host_country", host).field == ("host" if country != "LT" and country != "XK" else "")


@pytest.mark.parametrize(
    ("home", "there", "verdict", "said"),
    [
        ("LT", "DE", HOLDS, "From Lithuania to Germany, another country"),
        ("RS", "XK", HOLDS, "From Serbia to Kosovo, another country"),
        ("DE", "DE", STOP, "Visitor and host are both in Germany: choose a host in another country"),
        ("", "DE", UNKNOWN, "Visitor and host must come from two countries"),
        ("LT", "", UNKNOWN, "Visitor and host must come from two countries"),
        ("", "", UNKNOWN, "Visitor and host must come from two countries"),
    ],
)
def test_another_country(home, there, verdict, said):
    application = replace(WHOLE, visitor=replace(NERIS, country=home), host=replace(ELBTAL, country=there))
    found = light("other_country", application)
    assert (found.verdict, say(found.sentence)) == (verdict, said)


@pytest.mark.parametrize(("already", "verdict"), [(False, HOLDS), (True, STOP), (None, UNKNOWN)])
def test_an_organisation_visits_once(already, verdict):
    assert light("visits_once", replace(WHOLE, already_visited=already)).verdict is verdict


@pytest.mark.parametrize(
    ("signed", "verdict", "field"), [(True, HOLDS, ""), (False, UNKNOWN, "declaration_signed")]
)
def test_no_other_eu_money(signed, verdict, field):
    found = light("declaration", replace(WHOLE, declaration_signed=signed))
    assert (found.verdict, found.field) == (verdict, field)


def test_what_is_missing_is_asked_of_the_right_field():
    assert light("visitor_type", replace(WHOLE, visitor=None)).field == "visitor"
    assert light("host_type", replace(WHOLE, host=None)).field == "host"
    assert light("visitor_country", replace(WHOLE, visitor=None)).field == ""
