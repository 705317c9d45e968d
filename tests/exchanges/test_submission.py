"""Handing in, taking back, and lapsing: who, when, and what it leaves behind."""

from datetime import UTC, date, datetime, timedelta

import pytest

from exchanges.models import Exchange, HostConsent, TravelGrant
from exchanges.services import lapse_returned, submit, withdraw
from exchanges.services.submission import NotReady, StayHasBegun
from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.sentences import Sentence
from excite.words import say
from excite.workflow import NotAllowed, WrongStatus
from tests import factories as make

NOW = make.NOW


def handed_in(exchange, applicant, **rest):
    return submit(exchange, **({"declared": True, "by": applicant, "now": NOW} | rest))


def mails(purpose):
    return sorted(Mail.objects.filter(purpose=purpose).values_list("address", flat=True))


class TestSubmit:
    def test_everything_it_leaves_behind(self, draft, applicant, home_manager, host):
        done = handed_in(draft, applicant)
        draft.refresh_from_db()
        assert (done.status, draft.status, draft.version) == ("submitted", "submitted", 2)
        assert (draft.submitted_at, draft.declared_at, draft.declared_by) == (NOW, NOW, applicant)
        grant = draft.grant
        assert (grant.status, grant.full_cents, grant.amount_cents, grant.line) == (
            "estimated",
            90_000,
            90_000,
            None,
        )
        assert say(Sentence.from_json(grant.reason)) == "France, 5 working days: 900.00, the full lump sum"
        assert draft.consent.status == "asked"
        assert [(e.subject_kind, e.verb, e.before, e.after) for e in Event.objects.order_by("pk")] == [
            ("exchange", "submit", "draft", "submitted"),
            ("consent", "ask", "", "asked"),
        ]
        assert mails("exchange.submitted") == ["home_manager@example.org"]
        assert mails("exchange.received") == ["applicant@example.org"]
        assert mails("exchange.host_asked") == ["host@example.org"]

    @pytest.mark.parametrize(
        "field",
        [
            "traveller_name",
            "traveller_email",
            "motivation",
            "expected_outcome",
            "host",
            "arrival",
            "first_working_day",
            "last_working_day",
            "departure",
        ],
    )
    def test_every_gap_names_its_field(self, draft, applicant, host, field):
        setattr(
            draft,
            field,
            None
            if field == "host"
            or field not in ("traveller_name", "traveller_email", "motivation", "expected_outcome")
            else "",
        )
        draft.save()
        with pytest.raises(NotReady) as told:
            handed_in(draft, applicant)
        assert [gap.field for gap in told.value.assessment.gaps] == [field]
        draft.refresh_from_db()
        assert draft.status == "draft" and not HostConsent.objects.exists() and not Mail.objects.exists()

    def test_a_host_without_account_needs_a_contact(self, draft, applicant):
        draft.host_contact_name = draft.host_contact_email = ""
        draft.save()
        with pytest.raises(NotReady) as told:
            handed_in(draft, applicant)
        assert [gap.field for gap in told.value.assessment.gaps] == [
            "host_contact_name",
            "host_contact_email",
        ]

    def test_an_empty_draft_lists_all_in_the_order_of_the_form(self, applicant, visitor, home_cluster):
        empty = Exchange.objects.create(
            partnership=home_cluster.partnership,
            reference="CXC-0001",
            visitor=visitor,
            home_cluster=home_cluster,
            started_at=NOW,
        )
        with pytest.raises(NotReady) as told:
            handed_in(empty, applicant, declared=False)
        assert [gap.field for gap in told.value.assessment.gaps] == [
            "host",
            "arrival",
            "traveller_name",
            "traveller_email",
            "motivation",
            "expected_outcome",
            "declaration_signed",
        ]

    def test_without_the_declaration(self, draft, applicant, host):
        with pytest.raises(NotReady) as told:
            handed_in(draft, applicant, declared=False)
        assert [gap.field for gap in told.value.assessment.gaps] == ["declaration_signed"]

    @pytest.mark.parametrize(
        "changes,rule",
        [
            ({"first_working_day": date(2023, 2, 27), "last_working_day": date(2023, 2, 3)}, "dates"),
            (
                {
                    "arrival": date(2023, 9, 13),
                    "first_working_day": date(2023, 9, 14),
                    "last_working_day": date(2023, 9, 20),
                    "departure": date(2023, 9, 21),
                },
                "future",
            ),
            (
                {
                    "arrival": date(2023, 10, 6),
                    "first_working_day": date(2023, 10, 7),
                    "last_working_day": date(2023, 10, 8),
                    "departure": date(2023, 10, 9),
                },
                "working_days",
            ),
            (
                {
                    "arrival": date(2023, 10, 1),
                    "first_working_day": date(2023, 10, 2),
                    "last_working_day": date(2023, 11, 2),
                    "departure": date(2023, 11, 3),
                },
                "one_month",
            ),
        ],
    )
    def test_broken_rules_stand_in_the_way(self, draft, applicant, host, changes, rule):
        Exchange.objects.filter(pk=draft.pk).update(**changes)
        with pytest.raises(NotReady) as told:
            handed_in(draft, applicant)
        assert [light.rule for light in told.value.assessment.stops][:1] == [rule]
        assert told.value.assessment.stops[0].field

    def test_the_own_country(self, draft, applicant, home_cluster):
        draft.host = make.RegisterEntryFactory(
            home_cluster=home_cluster, organisation__kind="scaling_up_support"
        ).organisation
        draft.save()
        with pytest.raises(NotReady) as told:
            handed_in(draft, applicant)
        assert [light.rule for light in told.value.assessment.stops] == ["other_country"]

    def test_who_has_visited_elsewhere_visits_no_more(self, draft, applicant, host, other_partnership):
        elsewhere = make.ClusterFactory(partnership=other_partnership)
        make.ExchangeFactory(home_cluster=elsewhere, visitor=draft.visitor, status="approved")
        with pytest.raises(NotReady) as told:
            handed_in(draft, applicant)
        assert [light.rule for light in told.value.assessment.stops] == ["visits_once"]
        assert "ELSEWHERE" not in say(told.value.assessment.stops[0].sentence)

    @pytest.mark.parametrize(
        "moment,goes",
        [
            (datetime(2023, 8, 31, 23, 59, 59, tzinfo=UTC), False),
            (datetime(2023, 9, 1, 0, 0, 0, tzinfo=UTC), True),
            (
                datetime(2023, 10, 13, 21, 59, 59, 999_999, tzinfo=UTC),
                True,
            ),  # the deadline second is included
            (datetime(2023, 10, 13, 22, 0, 0, tzinfo=UTC), False),
        ],
    )
    def test_the_window_of_the_mission_to_the_second(self, draft, applicant, host, mission, moment, goes):
        draft.mission = mission
        draft.save()
        if goes:
            assert handed_in(draft, applicant, now=moment).status == "submitted"
            return
        with pytest.raises(NotReady) as told:
            handed_in(draft, applicant, now=moment)
        assert [(light.rule, light.field) for light in told.value.assessment.stops] == [("window", "mission")]

    def test_a_waivable_rule_is_the_manager_s_affair(self, draft, applicant, host):
        draft.visitor.size_declarations.all().delete()
        assert handed_in(draft, applicant).status == "submitted"

    def test_an_empty_budget_line_too(self, draft, applicant, host):
        assert handed_in(draft, applicant).status == "submitted"

    @pytest.mark.parametrize("times", [2, 8])
    def test_sent_again_it_has_one_effect(self, draft, applicant, home_manager, host, times):
        handed_in(Exchange.objects.get(pk=draft.pk), applicant)
        for _time in range(times - 1):
            with pytest.raises(WrongStatus):
                handed_in(Exchange.objects.get(pk=draft.pk), applicant)
        assert Event.objects.filter(verb="submit").count() == 1
        assert TravelGrant.objects.count() == HostConsent.objects.count() == 1
        assert mails("exchange.submitted") == ["home_manager@example.org"]

    def test_by_nobody_else(self, draft, people):
        for name, person in people.items():
            if name != "applicant":
                with pytest.raises(NotAllowed):
                    handed_in(draft, person)

    def test_a_virtual_exchange_has_no_grant(self, draft, applicant, host, partnership):
        partnership.programme_rules.update(virtual_allowed=True)
        Exchange.objects.filter(pk=draft.pk).update(format="virtual", arrival=None, departure=None)
        handed_in(draft, applicant)
        assert not TravelGrant.objects.exists()


class TestAnsweredReturn:
    @pytest.fixture
    def returned(self, draft, applicant, host):
        handed_in(draft, applicant)
        Exchange.objects.filter(pk=draft.pk).update(status="returned", returned_at=NOW)
        HostConsent.objects.update(status="agreed", answered_at=NOW)
        Mail.objects.all().delete()
        return Exchange.objects.get(pk=draft.pk)

    def test_keeps_its_place_and_the_host_s_yes(self, returned, applicant):
        again = handed_in(returned, applicant, now=NOW + timedelta(days=3))
        assert (again.status, again.submitted_at, again.declared_at) == (
            "submitted",
            NOW,
            NOW + timedelta(days=3),
        )
        assert HostConsent.objects.get().status == "agreed" and not mails("exchange.host_asked")

    def test_is_declared_anew(self, returned, applicant):
        with pytest.raises(NotReady):
            handed_in(returned, applicant, declared=False)

    def test_other_days_are_asked_anew_and_counted_anew(self, returned, applicant):
        Exchange.objects.filter(pk=returned.pk).update(
            last_working_day=date(2023, 11, 15), departure=date(2023, 11, 16)
        )
        handed_in(returned, applicant, now=NOW + timedelta(days=1))
        consent = HostConsent.objects.get()
        assert (consent.status, consent.last_working_day, consent.answered_at) == (
            "asked",
            date(2023, 11, 15),
            None,
        )
        assert mails("exchange.host_asked") == ["host@example.org"]
        grant = TravelGrant.objects.get()
        assert (grant.amount_cents, say(Sentence.from_json(grant.reason))) == (
            45_000,
            "France, 3 working days: 900.00 halved to 450.00, because under 5 working days",
        )

    def test_a_host_that_declined_is_asked_anew(self, returned, applicant):
        HostConsent.objects.update(status="declined")
        handed_in(returned, applicant, now=NOW + timedelta(days=1))
        assert HostConsent.objects.get().status == "asked"

    def test_lapses_after_the_days_of_the_partnership(self, returned, applicant):
        assert lapse_returned(now=NOW + timedelta(days=14)) == 0
        assert lapse_returned(now=NOW + timedelta(days=14, seconds=1)) == 1
        assert lapse_returned(now=NOW + timedelta(days=15)) == 0
        returned.refresh_from_db()
        assert (returned.status, TravelGrant.objects.get().status) == ("withdrawn", "released")
        assert mails("exchange.lapsed") == ["applicant@example.org"]
        assert Event.objects.of(returned).newest_first().first().who == ""

    def test_so_many_lapse_at_once_the_oldest_first(self, returned, home_cluster, monkeypatch):
        monkeypatch.setattr("exchanges.services.submission.AT_ONCE", 1)
        given = {"home_cluster": home_cluster, "status": "returned"}
        older = make.ExchangeFactory(**given, returned_at=NOW - timedelta(days=1))
        later = NOW + timedelta(days=20)
        assert lapse_returned(now=later) == 1
        assert list(Exchange.objects.filter(status="withdrawn")) == [older]
        assert lapse_returned(now=later) == 1
        assert lapse_returned(now=later) == 0

    def test_without_a_day_it_does_not_lapse(self, returned):
        Exchange.objects.update(returned_at=None)
        assert lapse_returned(now=NOW + timedelta(days=400)) == 0


class TestWithdraw:
    @pytest.mark.parametrize("status", ["submitted", "returned", "waitlisted"])
    def test_before_the_decision(self, draft, applicant, host, home_manager, status):
        handed_in(draft, applicant)
        Exchange.objects.update(status=status)
        draft.refresh_from_db()
        withdraw(draft, by=applicant, now=NOW, reason="Plans have changed")
        draft.refresh_from_db()
        assert (draft.status, TravelGrant.objects.get().status) == ("withdrawn", "released")
        assert mails("exchange.withdrawn") == ["home_manager@example.org", "host@example.org"]
        assert Event.objects.of(draft).newest_first().first().reason == "Plans have changed"

    @pytest.mark.parametrize("today,goes", [(date(2023, 11, 11), True), (date(2023, 11, 12), False)])
    def test_an_approved_one_before_the_day_of_arrival(self, draft, applicant, host, today, goes):
        handed_in(draft, applicant)
        Exchange.objects.update(status="approved")
        now = datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=12)
        if goes:
            assert withdraw(draft, by=applicant, now=now).status == "withdrawn"
            return
        with pytest.raises(StayHasBegun):
            withdraw(draft, by=applicant, now=now)
        draft.refresh_from_db()
        assert draft.status == "approved"

    def test_not_by_others_and_not_twice(self, draft, applicant, people):
        handed_in(draft, applicant)
        for name, person in people.items():
            if name != "applicant":
                with pytest.raises(NotAllowed):
                    withdraw(Exchange.objects.get(), by=person, now=NOW)
        withdraw(Exchange.objects.get(), by=applicant, now=NOW)
        with pytest.raises(WrongStatus):
            withdraw(Exchange.objects.get(), by=applicant, now=NOW)
        assert Event.objects.filter(verb="withdraw").count() == 1
