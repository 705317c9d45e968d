"""What the lights mean together: what bars submission, what bars approval, what a waiver lifts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from exchanges.rules import (
    RULES,
    Application,
    LumpSumRow,
    MissionTerms,
    Party,
    Stay,
    Verdict,
    blocking,
    estimate,
    gaps,
    stops,
    waivable,
)
from excite.sentences import Sentence
from excite.words import say
from missions.rules import WindowState
from tests.exchanges.applications import (
    PROGRAMME,
    WHOLE,
    judged,
    visiting,
)

HOLDS, STOP, WAIVABLE, UNKNOWN = Verdict.HOLDS, Verdict.STOP, Verdict.WAIVABLE, Verdict.UNKNOWN

EVERYTHING = [
    "visitor_type",
    "self_declaration",
    "membership",
    "visitor_country",
    "visits_once",
    "host_type",
    "host_country",
    "other_country",
    "dates",
    "future",
    "one_month",
    "working_days",
    "distance",
    "lump_sum",
    "declaration",
]


def test_an_application_that_holds_throughout():
    found = judged()
    assert {light.rule: light.verdict for light in found} == dict.fromkeys(EVERYTHING, HOLDS)
    assert (stops(found), gaps(found), waivable(found), blocking(found)) == ((), (), (), ())
    assert say(estimate(WHOLE, rules=PROGRAMME).sentence) == (
        "Germany, 3 working days: 830.00 halved to 415.00, because under 5 working days"
    )


def test_an_empty_form_knows_nothing_and_fails_at_nothing():
    found = judged(Application())
    assert {light.verdict for light in found} == {UNKNOWN}
    assert [light.field for light in gaps(found)] == ["visitor", "host", "arrival", "declaration_signed"]
    assert estimate(Application(), rules=PROGRAMME) is None


def test_a_membership_that_waits_bars_approval_but_is_no_gap_of_the_applicant():
    found = judged(visiting(membership_status="asked"))
    assert gaps(found) == ()
    assert stops(found) == ()
    assert [light.rule for light in blocking(found)] == ["membership"]


def test_a_waiver_lifts_waivable_rules_only():
    late = judged(visiting(declared_on=None, cluster_eccp="applied"))
    assert [light.rule for light in blocking(late)] == ["self_declaration", "membership"]
    assert [light.rule for light in blocking(late, waived=["membership"])] == ["self_declaration"]
    assert blocking(late, waived=["membership", "self_declaration"]) == ()

    again = judged(replace(WHOLE, already_visited=True))
    assert [light.rule for light in blocking(again, waived=RULES)] == ["visits_once"]


PARTIES = st.none() | st.builds(
    Party,
    name=st.just("A %s & Söhne"),
    kind=st.sampled_from(["", "sme", "scaling_up_support", "business_network", "large_company", "odd"]),
    country=st.sampled_from(["", "DE", "PT", "XK", "US", "ZZ"]),
    latitude=st.none() | st.floats() | st.decimals(allow_nan=False),
    longitude=st.none() | st.floats() | st.just(Decimal("13.7")),
    size_class=st.sampled_from(["", "micro", "medium", "large", "odd"]),
    staff=st.none() | st.integers(0, 100_000) | st.decimals(0, 1000, places=2),
    turnover_eur=st.none() | st.decimals(0, 10**12, places=2),
    balance_eur=st.none() | st.decimals(0, 10**12, places=2),
    declared_on=st.none() | st.dates(),
    declared_year=st.none() | st.integers(1900, 2100),
    membership_status=st.sampled_from(["confirmed", "asked", "none", "refused", "ended", ""]),
    membership_confirmed_on=st.none() | st.dates(),
    cluster=st.sampled_from(["", "Pôle SCS"]),
    cluster_eccp=st.sampled_from(["registered", "applied", "none", ""]),
    preapproved=st.booleans(),
)
NEARBY = st.dates(date(2023, 9, 1), date(2024, 3, 31))
DAYS = st.none() | NEARBY | st.dates()
APPLICATIONS = st.builds(
    Application,
    visitor=PARTIES,
    host=PARTIES,
    stay=st.builds(
        Stay,
        format=st.sampled_from(["physical", "virtual"]),
        arrival=DAYS,
        first_working_day=DAYS,
        last_working_day=DAYS,
        departure=DAYS,
    ),
    mission=st.none()
    | st.builds(
        MissionTerms, starts_on=DAYS, ends_on=DAYS, window=st.none() | st.sampled_from(list(WindowState))
    ),
    already_visited=st.sampled_from([True, False, None]),
    declaration_signed=st.booleans(),
    eligible_countries=st.sampled_from([frozenset(), frozenset({"DE", "PT", "XK", "ZZ"})]),
    lump_sums=st.just(
        (LumpSumRow("DE", Decimal(830), date(1, 1, 1)), LumpSumRow("PT", Decimal(780), date(2023, 1, 1)))
    ),
    money_left=st.none() | st.decimals(0, 2000, places=2),
)
MAY_BE_WAIVED = {"visitor_type", "self_declaration", "membership", "host_type", "mission_dates"}
FIELDS = {
    "visitor",
    "host",
    "format",
    "arrival",
    "first_working_day",
    "last_working_day",
    "departure",
    "mission",
    "declaration_signed",
}


@given(APPLICATIONS, st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.booleans())
def test_whatever_is_typed_gets_lights_and_no_exception(application, today, virtual_allowed):
    rules = replace(PROGRAMME, virtual_allowed=virtual_allowed)
    found = judged(application, rules=rules, today=today)
    for light in found:
        assert light.rule in RULES
        assert light.verdict is not WAIVABLE or light.rule in MAY_BE_WAIVED
        assert light.field in FIELDS | {""}
        assert light.verdict is not HOLDS or light.field == ""
        for sentence in (light.sentence, light.note, light.effect):
            if sentence is not None:
                assert "%(" not in say(sentence)
                assert Sentence.from_json(sentence.as_json()) == sentence
    granted = estimate(application, rules=rules)
    verdicts = {light.rule: light.verdict for light in found}
    if granted is None:
        assert UNKNOWN in verdicts.values() or STOP in verdicts.values()
    else:
        assert Decimal(0) <= granted.amount <= Decimal(1100)
