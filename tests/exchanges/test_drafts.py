"""Drafts: one number each, one draft for two clicks, and no silent overwriting."""

from datetime import date

import pytest

from exchanges.models import Exchange
from exchanges.services import delete_draft, save, start
from exchanges.services.drafts import MissionNotOpen, NoHomeCluster, Overtaken
from excite.audit.models import Event
from excite.workflow import NotAllowed, Refused, WrongStatus
from tests import factories as make

NOW = make.NOW


def verbs(exchange):
    return list(Event.objects.of(exchange).oldest_first().values_list("verb", flat=True))


@pytest.fixture
def started(partnership, visitor, applicant):
    return start(partnership=partnership, visitor=visitor, by=applicant, now=NOW)


class TestStart:
    def test_a_draft_from_a_mission_brings_its_days(
        self, partnership, visitor, applicant, mission, home_cluster
    ):
        exchange = start(partnership=partnership, visitor=visitor, mission=mission, by=applicant, now=NOW)
        exchange.refresh_from_db()
        assert (exchange.reference, exchange.status, exchange.version) == ("CXC-0001", "draft", 1)
        assert (exchange.home_cluster, exchange.mission, exchange.host) == (home_cluster, mission, None)
        assert (exchange.arrival, exchange.first_working_day) == (date(2023, 11, 12), date(2023, 11, 13))
        assert (exchange.last_working_day, exchange.departure) == (date(2023, 11, 17), date(2023, 11, 18))
        assert (exchange.traveller_name, exchange.traveller_email) == ("Applicant", "applicant@example.org")
        assert (exchange.started_by, exchange.started_at) == (applicant, NOW)
        assert verbs(exchange) == ["start"]

    @pytest.mark.parametrize("times", [2, 8])
    def test_asked_again_it_is_the_same_draft(self, partnership, visitor, applicant, mission, times):
        found = {
            start(partnership=partnership, visitor=visitor, mission=mission, by=applicant, now=NOW).pk
            for _time in range(times)
        }
        assert len(found) == Exchange.objects.count() == 1
        assert verbs(Exchange.objects.get()) == ["start"]

    def test_without_a_mission_it_is_the_same_draft_too(self, partnership, visitor, applicant, started):
        assert start(partnership=partnership, visitor=visitor, by=applicant, now=NOW) == started

    def test_an_application_on_its_way_is_handed_back(self, partnership, visitor, applicant, mission):
        under_way = make.ExchangeFactory(
            visitor=visitor,
            home_cluster=visitor.entries.get().home_cluster,
            mission=mission,
            status="submitted",
        )
        assert (
            start(partnership=partnership, visitor=visitor, mission=mission, by=applicant, now=NOW)
            == under_way
        )

    def test_an_ended_one_is_not(self, partnership, visitor, applicant, mission):
        ended = make.ExchangeFactory(
            visitor=visitor,
            home_cluster=visitor.entries.get().home_cluster,
            mission=mission,
            status="rejected",
        )
        begun = start(partnership=partnership, visitor=visitor, mission=mission, by=applicant, now=NOW)
        assert begun != ended and begun.status == "draft"

    def test_only_for_an_organisation_that_one_represents(self, partnership, visitor, outsider, home_manager):
        for person in (outsider, home_manager):
            with pytest.raises(NotAllowed):
                start(partnership=partnership, visitor=visitor, by=person, now=NOW)
        assert not Exchange.objects.exists()

    def test_an_organisation_that_no_cluster_knows_hears_what_to_do(self, partnership, outsider):
        organisation = outsider.representations.get().organisation
        with pytest.raises(NoHomeCluster, match="Ask the cluster that you belong to"):
            start(partnership=partnership, visitor=organisation, by=outsider, now=NOW)
        partnership.refresh_from_db()
        assert partnership.exchanges_numbered == 0

    def test_a_cluster_is_looked_after_by_itself(self, partnership, home_cluster, applicant):
        make.RepresentativeFactory(user=applicant, organisation=home_cluster.organisation)
        applicant.__dict__.pop("standing", None)
        exchange = start(partnership=partnership, visitor=home_cluster.organisation, by=applicant, now=NOW)
        assert exchange.home_cluster == home_cluster

    def test_a_membership_that_is_asked_names_the_cluster(self, partnership, home_cluster, applicant):
        newcomer = make.OrganisationFactory()
        make.RepresentativeFactory(user=applicant, organisation=newcomer)
        make.MembershipFactory(organisation=newcomer, home_cluster=home_cluster, status="asked")
        applicant.__dict__.pop("standing", None)
        exchange = start(partnership=partnership, visitor=newcomer, by=applicant, now=NOW)
        assert exchange.home_cluster == home_cluster

    @pytest.mark.parametrize(
        "field,value,words",
        [
            ("status", "closed", "are closed"),
            ("status", "announced", "not open yet"),
            (
                "apply_from",
                make.datetime(2023, 9, 14, tzinfo=make.UTC),
                "Applications open on 14 September 2023",
            ),
            (
                "apply_until",
                make.datetime(2023, 9, 12, 22, tzinfo=make.UTC),
                "Applications closed on 13 September 2023",
            ),
        ],
    )
    def test_a_mission_that_is_not_open(self, partnership, visitor, applicant, mission, field, value, words):
        setattr(mission, field, value)
        mission.save()
        with pytest.raises(MissionNotOpen, match=words):
            start(partnership=partnership, visitor=visitor, mission=mission, by=applicant, now=NOW)
        assert not Exchange.objects.exists()


class TestReferences:
    def test_counts_on_from_what_was_imported(self, partnership, visitor, applicant, home_cluster):
        make.ExchangeFactory(
            home_cluster=home_cluster,
            reference="CXC-0074",
            status="completed",
            validated_on=make.DAY,
            counted_kind="sme",
        )
        make.ExchangeFactory(home_cluster=home_cluster, reference="CXC-0009", status="withdrawn")
        exchange = start(partnership=partnership, visitor=visitor, by=applicant, now=NOW)
        assert exchange.reference == "CXC-0075"

    def test_after_9999_come_five_digits(self, partnership, visitor, applicant, home_cluster):
        for reference in ("CXC-9999", "CXC-10000"):
            make.ExchangeFactory(home_cluster=home_cluster, reference=reference)
        assert start(partnership=partnership, visitor=visitor, by=applicant, now=NOW).reference == "CXC-10001"

    def test_a_deleted_number_is_not_given_again(self, partnership, visitor, applicant, started):
        delete_draft(started, by=applicant, now=NOW)
        again = start(partnership=partnership, visitor=visitor, by=applicant, now=NOW)
        assert again.reference == "CXC-0002"

    def test_each_partnership_counts_for_itself(
        self, partnership, visitor, applicant, started, other_partnership
    ):
        cluster = make.ClusterFactory(partnership=other_partnership)
        make.RegisterEntryFactory(organisation=visitor, home_cluster=cluster)
        assert (
            start(partnership=other_partnership, visitor=visitor, by=applicant, now=NOW).reference
            == "CXC-0001"
        )


class TestSave:
    def test_what_differs_is_saved_and_recorded(self, draft, applicant):
        saved = save(
            draft,
            changes={"motivation": "New", "traveller_name": draft.traveller_name},
            version=1,
            by=applicant,
            now=NOW,
        )
        draft.refresh_from_db()
        assert (draft.motivation, draft.version, saved.version) == ("New", 2, 2)
        event = Event.objects.of(draft).get()
        assert (event.verb, event.details) == ("edit", {"fields": ["motivation"]})

    def test_nothing_new_leaves_no_trace(self, draft, applicant):
        saved = save(draft, changes={"motivation": draft.motivation}, version=1, by=applicant, now=NOW)
        assert saved.version == 1 and not Event.objects.of(draft).exists()

    def test_a_second_tab_never_overwrites(self, draft, applicant):
        save(draft, changes={"motivation": "First tab"}, version=1, by=applicant, now=NOW)
        with pytest.raises(Overtaken) as told:
            save(draft, changes={"motivation": "Second tab"}, version=1, by=applicant, now=NOW)
        assert told.value.stored.motivation == "First tab"
        assert told.value.changes == {"motivation": "Second tab"}
        draft.refresh_from_db()
        assert (draft.motivation, draft.version) == ("First tab", 2)

    @pytest.mark.parametrize("times", [2, 8])
    def test_the_same_form_again_is_no_conflict(self, draft, applicant, times):
        for _time in range(times):
            saved = save(draft, changes={"motivation": "Once"}, version=1, by=applicant, now=NOW)
        assert saved.version == 2 and Event.objects.of(draft).count() == 1

    def test_another_visitor_brings_another_cluster(self, draft, applicant, third_cluster):
        own = make.RegisterEntryFactory(home_cluster=third_cluster).organisation
        make.RepresentativeFactory(user=applicant, organisation=own)
        applicant.__dict__.pop("standing", None)
        saved = save(draft, changes={"visitor": own}, version=1, by=applicant, now=NOW)
        assert (saved.visitor, saved.home_cluster) == (own, third_cluster)

    def test_another_host_brings_another_cluster(self, draft, applicant, third_cluster):
        host = make.RegisterEntryFactory(home_cluster=third_cluster, organisation__country="ES").organisation
        saved = save(draft, changes={"host": host}, version=1, by=applicant, now=NOW)
        assert saved.host_cluster == third_cluster
        saved = save(draft, changes={"host": None}, version=2, by=applicant, now=NOW)
        assert (saved.host, saved.host_cluster) == (None, None)

    def test_foreign_choices_are_refused(self, draft, applicant, other_partnership):
        foreign = make.RegisterEntryFactory(home_cluster__partnership=other_partnership).organisation
        mission = make.MissionFactory(organiser__partnership=other_partnership)
        for changes in ({"visitor": foreign}, {"host": foreign}, {"mission": mission}):
            with pytest.raises(NotAllowed):
                save(draft, changes=changes, version=1, by=applicant, now=NOW)
        draft.refresh_from_db()
        assert draft.version == 1

    def test_nobody_visits_themselves(self, draft, applicant):
        with pytest.raises(Refused, match="cannot visit itself"):
            save(draft, changes={"host": draft.visitor}, version=1, by=applicant, now=NOW)

    def test_only_known_fields(self, draft, applicant):
        saved = save(
            draft, changes={"status": "approved", "imported": True}, version=1, by=applicant, now=NOW
        )
        assert (saved.status, saved.imported, saved.version) == ("draft", False, 1)

    def test_by_nobody_else(self, draft, people):
        for name, person in people.items():
            if name != "applicant":
                with pytest.raises(NotAllowed):
                    save(draft, changes={"motivation": name}, version=1, by=person, now=NOW)

    def test_not_after_submission(self, draft, applicant):
        Exchange.objects.filter(pk=draft.pk).update(status="submitted")
        with pytest.raises(WrongStatus):
            save(draft, changes={"motivation": "Late"}, version=1, by=applicant, now=NOW)


class TestDelete:
    def test_gone_with_its_history_kept(self, draft, applicant):
        pk, reference = draft.pk, draft.reference
        delete_draft(draft, by=applicant, now=NOW)
        assert not Exchange.objects.exists()
        event = Event.objects.get(subject_id=pk, verb="delete")
        assert event.reference == reference

    def test_twice(self, draft, applicant):
        again = Exchange.objects.get(pk=draft.pk)
        delete_draft(draft, by=applicant, now=NOW)
        with pytest.raises(WrongStatus):
            delete_draft(again, by=applicant, now=NOW)
        with pytest.raises(WrongStatus, match="deleted"):
            save(again, changes={"motivation": "x"}, version=1, by=applicant, now=NOW)

    @pytest.mark.parametrize("status", ["submitted", "returned", "withdrawn"])
    def test_only_a_draft(self, draft, applicant, status):
        Exchange.objects.filter(pk=draft.pk).update(status=status)
        draft.refresh_from_db()
        with pytest.raises(WrongStatus):
            delete_draft(draft, by=applicant, now=NOW)
        assert Exchange.objects.filter(pk=draft.pk).exists()
