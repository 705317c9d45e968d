"""One answer for form, submission and decision: facts read from the tables, judged by the rules."""

from datetime import date

import pytest

from clusters.models import Membership, RegisterEntry
from exchanges.models import TravelGrant
from exchanges.services import assess, assess_values
from excite.words import say
from tests import factories as make

TODAY = make.DAY
NOW = make.NOW


def verdicts(assessment):
    return {light.rule: str(light.verdict) for light in assessment.lights}


def verdict(assessment, rule):
    return verdicts(assessment)[rule]


def test_a_whole_draft_holds(draft, budget_line):
    found = assess(draft, today=TODAY, declared=True)
    assert set(verdicts(found).values()) == {"holds"}
    assert list(verdicts(found)) == [
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
        "budget",
        "declaration",
    ]
    assert (found.full_cents, found.amount_cents, found.working_days) == (90_000, 90_000, 5)
    assert say(found.lump_sum.sentence) == "France, 5 working days: 900.00, the full lump sum"
    assert (found.budget_line, found.left_after_cents) == (budget_line, 910_000)
    assert found.ready and found.gaps == () and found.stops == () and found.waivable == ()


class TestFacts:
    def test_the_best_membership_of_this_partnership_counts(self, draft, home_cluster, third_cluster):
        Membership.objects.update(status="ended")
        assert verdict(assess(draft, today=TODAY), "membership") == "stop"
        make.MembershipFactory(organisation=draft.visitor, home_cluster=third_cluster, status="refused")
        assert verdict(assess(draft, today=TODAY), "membership") == "stop"
        make.MembershipFactory(
            organisation=draft.visitor,
            home_cluster=home_cluster,
            cluster=None,
            outside_cluster="Elsewhere e.V.",
            outside_eccp="applied",
        )
        assert verdict(assess(draft, today=TODAY), "membership") == "waivable"
        make.MembershipFactory(organisation=draft.visitor, home_cluster=third_cluster)
        assert verdict(assess(draft, today=TODAY), "membership") == "holds"

    def test_a_membership_elsewhere_is_not_seen(self, draft, other_partnership):
        Membership.objects.all().delete()
        make.MembershipFactory(organisation=draft.visitor, home_cluster__partnership=other_partnership)
        assert verdict(assess(draft, today=TODAY), "membership") == "stop"

    def test_hosting_approved_beforehand(self, draft):
        Membership.objects.filter(organisation=draft.host).delete()
        assert verdict(assess(draft, today=TODAY), "host_type") == "waivable"
        RegisterEntry.objects.filter(organisation=draft.host).update(hosting_approved_on=TODAY)
        assert verdict(assess(draft, today=TODAY), "host_type") == "holds"

    def test_the_newest_self_declaration_counts(self, draft):
        draft.visitor.size_declarations.update(declared_on=date(2022, 9, 12))
        assert verdict(assess(draft, today=TODAY), "self_declaration") == "waivable"
        make.SizeDeclarationFactory(organisation=draft.visitor, accounting_year=2021, declared_on=TODAY)
        assert verdict(assess(draft, today=TODAY), "self_declaration") == "holds"

    @pytest.mark.parametrize("status,seen", [
        ("draft", False), ("submitted", False), ("waitlisted", False), ("withdrawn", False),
        ("rejected", False), ("cancelled", False),
        ("approved", True), ("committed", True), ("reported", True), ("completed", True),
    ])  # fmt: skip
    def test_another_visit_anywhere(self, draft, other_partnership, status, seen):
        counted = {"validated_on": TODAY, "counted_kind": "sme"} if status == "completed" else {}
        cluster = make.ClusterFactory(partnership=other_partnership)
        make.ExchangeFactory(visitor=draft.visitor, home_cluster=cluster, status=status, **counted)
        assert verdict(assess(draft, today=TODAY), "visits_once") == ("stop" if seen else "holds")

    def test_its_own_visit_does_not_stand_in_its_way(self, draft):
        draft.status = "approved"
        draft.save()
        assert verdict(assess(draft, today=TODAY), "visits_once") == "holds"

    def test_numbers_and_tables_of_the_first_working_day(self, draft, partnership):
        make.ProgrammeRuleFactory(partnership=partnership, valid_from=date(2023, 11, 13), full_working_days=6)
        make.ProgrammeRuleFactory(partnership=partnership, valid_from=date(2023, 11, 14), full_working_days=2)
        make.LumpSumRateFactory(
            partnership=partnership, country="FR", full_cents=70_001, valid_from=date(2023, 11, 13)
        )
        assert say(assess(draft, today=TODAY).lump_sum.sentence) == (
            "France, 5 working days: 700.01 halved to 350.01, because under 6 working days"
        )

    def test_without_numbers_those_of_the_call(self, draft, partnership):
        partnership.programme_rules.all().delete()
        assert assess(draft, today=TODAY).amount_cents == 90_000

    def test_imported_history_was_signed_elsewhere(self, draft):
        draft.status, draft.imported = "submitted", True
        assert verdict(assess(draft, today=TODAY), "declaration") == "holds"
        draft.imported = False
        assert verdict(assess(draft, today=TODAY), "declaration") == "unknown"


class TestMoney:
    def test_a_missing_line_covers_nothing(self, draft):
        found = assess(draft, today=TODAY)
        assert (found.budget_line, found.left_after_cents) == (None, None)
        assert verdict(found, "budget") == "stop"

    def test_the_line_of_the_year_of_the_last_working_day(self, draft, budget_line, home_cluster):
        draft.first_working_day, draft.last_working_day = date(2023, 12, 27), date(2024, 1, 5)
        later = make.BudgetLineFactory(cluster=home_cluster, year=2024, planned_cents=1)
        assert assess(draft, today=TODAY).budget_line == later

    def test_its_own_booking_is_not_counted_twice(self, draft, budget_line):
        budget_line.reserved_cents = 1_000_000
        budget_line.save()
        assert verdict(assess(draft, today=TODAY), "budget") == "stop"
        make.TravelGrantFactory(
            exchange=draft, line=budget_line, status=TravelGrant.Status.RESERVED, amount_cents=90_000
        )
        found = assess(draft, today=TODAY)
        assert (verdict(found, "budget"), found.left_after_cents) == ("holds", 0)

    def test_not_looked_at_for_the_applicant(self, draft, budget_line):
        found = assess(draft, today=TODAY, budget=False)
        assert "budget" not in verdicts(found) and found.budget_line is None


class TestWindow:
    def test_judged_at_submission_only(self, draft, mission):
        mission.status = "closed"
        draft.mission = mission
        assert "window" not in verdicts(assess(draft, today=TODAY))
        assert verdict(assess(draft, today=TODAY, now=NOW), "window") == "stop"

    @pytest.mark.parametrize("status,expected", [
        ("draft", "stop"), ("announced", "stop"), ("published", "holds"), ("closed", "stop"),
        ("held", "stop"), ("cancelled", "stop"),
    ])  # fmt: skip
    def test_by_the_mission_s_status(self, draft, mission, status, expected):
        mission.status = status
        draft.mission = mission
        assert verdict(assess(draft, today=TODAY, now=NOW), "window") == expected


class TestTyping:
    def test_values_are_judged_and_nothing_is_touched(self, draft, host):
        typed = {"last_working_day": date(2023, 11, 14), "departure": date(2023, 11, 15), "motivation": ""}
        found = assess_values(draft, typed, today=TODAY, now=NOW, declared=True)
        assert [light.rule for light in found.stops] == ["working_days"]
        assert [gap.field for gap in found.gaps] == ["motivation"]
        assert (draft.last_working_day, draft.motivation[:2]) == (date(2023, 11, 17), "We")
        draft.refresh_from_db()
        assert draft.last_working_day == date(2023, 11, 17)

    def test_no_host_yet(self, draft):
        found = assess_values(draft, {"host": None}, today=TODAY, now=NOW, declared=True)
        assert found.lump_sum is None and found.distance_km is None
        assert [gap.field for gap in found.gaps] == ["host"]
        assert draft.host is not None

    def test_a_host_that_is_not_on_the_map_is_for_the_managers_to_add(self, draft, host):
        draft.host.latitude = None
        draft.host.save()
        found = assess(draft, today=TODAY, budget=False, declared=True)
        assert verdict(found, "distance") == "unknown" and found.amount_cents is None
        assert found.gaps == () and found.ready

    def test_the_same_question_has_the_same_answer(self, draft, host):
        one = assess(draft, today=TODAY, now=NOW, budget=False, declared=True)
        assert one == assess_values(draft, {}, today=TODAY, now=NOW, declared=True)


def test_a_bounded_number_of_queries(draft, budget_line, mission, django_assert_num_queries):
    draft.mission = mission
    assess(draft, today=TODAY, now=NOW)
    with django_assert_num_queries(6):
        assess(draft, today=TODAY, now=NOW)
    for number in range(20):
        make.LumpSumRateFactory(
            partnership=draft.partnership, country="FR", valid_from=date(2021, 1, 1 + number)
        )
        make.MembershipFactory(organisation=draft.visitor, home_cluster__partnership=draft.partnership)
        make.SizeDeclarationFactory(organisation=draft.visitor, accounting_year=2000 + number)
        make.ExchangeFactory(home_cluster=draft.home_cluster, visitor=draft.visitor)
    with django_assert_num_queries(6):
        assess(draft, today=TODAY, now=NOW)
