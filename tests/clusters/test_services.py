"""Registering, memberships, facts, sizes, posts: what each service does, records, and refuses."""

from decimal import Decimal

import pytest

from clusters import services
from clusters.models import Invitation, Membership, Organisation, RegisterEntry, User
from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.workflow import NotAllowed, ReasonMissing, WrongStatus

from .. import factories as make
from ..people import holding, person, speaking_for

WHEN = {"now": make.NOW, "today": make.DAY}


def fresh(user):
    return User.objects.get(pk=user.pk)


def entry_of(organisation):
    return RegisterEntry.objects.with_people().get(organisation=organisation)


def verbs(*records):
    return list(Event.objects.of(*records).oldest_first().values_list("verb", flat=True))


@pytest.fixture
def newcomer(db):
    return person("newcomer")


@pytest.fixture
def asked(partnership, home_cluster, newcomer, home_manager):
    given = {"name": "Żółw Robotics", "kind": "sme", "country": "PL", "city": "Łódź"}
    return services.register_organisation(
        partnership, **given, home_cluster=home_cluster, by=newcomer, **WHEN
    )


class TestRegistration:
    def test_the_person_speaks_only_after_the_confirmation(self, asked, newcomer, home_manager):
        assert fresh(newcomer).standing.represents == frozenset()
        services.act_on_membership(asked, "confirm", by=home_manager, **WHEN)
        assert fresh(newcomer).standing.represents == {asked.organisation_id}
        assert (asked.status, asked.confirmed_on) == ("confirmed", make.DAY)
        assert verbs(asked) == ["ask", "confirm", "let speak"]
        assert list(Mail.objects.order_by("pk").values_list("purpose", "recipient")) == [
            ("membership.asked", home_manager.pk),
            ("membership.confirm", newcomer.pk),
        ]

    def test_a_refusal_leaves_no_voice(self, asked, newcomer, home_manager):
        with pytest.raises(ReasonMissing):
            services.act_on_membership(asked, "refuse", by=home_manager, **WHEN)
        services.act_on_membership(asked, "refuse", reason="Not ours.", by=home_manager, **WHEN)
        assert fresh(newcomer).standing.represents == frozenset()

    def test_nobody_confirms_what_they_registered(self, partnership, home_cluster, home_manager):
        given = {"name": "Own", "kind": "sme", "country": "DE", "city": "Dresden"}
        own = services.register_organisation(
            partnership, **given, home_cluster=home_cluster, by=home_manager, **WHEN
        )
        with pytest.raises(NotAllowed):
            services.act_on_membership(own, "confirm", by=home_manager, **WHEN)

    def test_codes_go_on(self, partnership, home_cluster, asked, newcomer):
        RegisterEntry.objects.filter(organisation=asked.organisation).update(code="ORG-113")
        for code in ("ORG-99", "ORG-lab", "PIC-7000"):
            make.RegisterEntryFactory(home_cluster=home_cluster, code=code)
        make.RegisterEntryFactory(code="ORG-500")
        given = {"name": "Next", "kind": "sme", "country": "PL", "city": "Radom"}
        two = services.register_organisation(
            partnership, **given, home_cluster=home_cluster, by=newcomer, **WHEN
        )
        assert entry_of(two.organisation).code == "ORG-114"

    def test_three_at_most_wait(self, partnership, home_cluster, asked, newcomer):
        given = {"kind": "sme", "country": "PL", "city": "Radom", "home_cluster": home_cluster}
        for name in ("Two", "Three"):
            services.register_organisation(partnership, name=name, **given, by=newcomer, **WHEN)
        with pytest.raises(services.TooManyOpen):
            services.register_organisation(partnership, name="Four", **given, by=newcomer, **WHEN)
        assert Organisation.objects.filter(name="Four").count() == 0

    def test_alike_ignores_case_accents_and_legal_form(self, partnership, asked):
        make.OrganisationFactory(name="Zolw Robotics")  # in nobody's register
        assert [entry.organisation for entry in services.alike(partnership, "ZOLW robotics GmbH")] == [
            asked.organisation
        ]
        assert services.alike(partnership, "GmbH") == []
        assert services.is_on_file(partnership, "ZOLW robotics GmbH")
        assert not services.is_on_file(partnership, "Robotics")

    def test_known_elsewhere_says_yes_or_no(self, asked, stranger):
        entry = entry_of(asked.organisation)
        assert not services.known_elsewhere(entry)
        twin = make.OrganisationFactory(name="ZOLW Robotics", country="PL")
        make.RegisterEntryFactory(organisation=twin, home_cluster_id=stranger.posts.get().cluster_id)
        assert services.known_elsewhere(entry)


class TestMemberships:
    def test_outside_needs_the_proof(self, visitor, applicant, home_manager):
        asked = services.ask_membership(
            entry_of(visitor),
            outside_cluster="Optics Bavaria",
            outside_eccp="registered",
            by=applicant,
            **WHEN,
        )
        with pytest.raises(services.ProofMissing):
            services.act_on_membership(asked, "confirm", by=home_manager, **WHEN)
        services.record_proof(asked, proof="Their list of members.", by=home_manager, now=make.NOW)
        services.act_on_membership(asked, "confirm", by=home_manager, **WHEN)
        assert Membership.objects.get(pk=asked.pk).status == "confirmed"

    def test_twice_is_refused(self, visitor, applicant, home_cluster):
        with pytest.raises(services.AlreadyAsked):
            services.ask_membership(entry_of(visitor), cluster=home_cluster, by=applicant, **WHEN)

    def test_others_do_not_ask(self, visitor, host_cluster, outsider, third_manager):
        for somebody in (outsider, third_manager):
            with pytest.raises(NotAllowed):
                services.ask_membership(entry_of(visitor), cluster=host_cluster, by=somebody, **WHEN)

    def test_of_two_who_act_at_once_one_wins(self, asked, home_manager):
        same = Membership.objects.get(pk=asked.pk)
        services.act_on_membership(asked, "confirm", by=home_manager, **WHEN)
        with pytest.raises(WrongStatus):
            services.act_on_membership(same, "refuse", reason="No.", by=home_manager, **WHEN)


class TestFacts:
    def test_a_representative_keeps_the_address_only(self, visitor, applicant):
        entry = entry_of(visitor)
        services.edit_organisation(entry, changes={"street": "Am Ufer 1"}, by=applicant, now=make.NOW)
        with pytest.raises(NotAllowed):
            services.edit_organisation(entry, changes={"kind": "sme"}, by=applicant, now=make.NOW)
        assert Organisation.objects.get(pk=visitor.pk).street == "Am Ufer 1"

    def test_the_cluster_keeps_the_rest_and_old_values_stay(self, visitor, home_manager):
        entry = entry_of(visitor)
        services.edit_organisation(entry, changes={"name": "ŁÓDŹ X"}, by=home_manager, now=make.NOW)
        event = Event.objects.of(entry).get()
        assert event.details == {"changed": ["name"], "facts": {"name": ["Łódź Sensorics GmbH", "ŁÓDŹ X"]}}
        assert list(RegisterEntry.objects.matching("lodz x")) == [entry]

    def test_a_taken_pic(self, visitor, home_manager):
        make.OrganisationFactory(pic="123456789")
        with pytest.raises(services.PicTaken):
            services.edit_organisation(
                entry_of(visitor), changes={"pic": "123456789"}, by=home_manager, now=make.NOW
            )

    def test_hosting_in_advance_is_for_the_cluster(self, visitor, applicant, home_manager, third_manager):
        entry = entry_of(visitor)
        for somebody in (applicant, third_manager):
            with pytest.raises(NotAllowed):
                services.approve_hosting(entry, by=somebody, **WHEN)
        assert services.approve_hosting(entry, by=home_manager, **WHEN).hosting_approved_on == make.DAY


class TestSize:
    FIGURES = {"accounting_year": 2022, "staff": Decimal(12), "turnover_eur": Decimal(3_000_000)}

    def test_the_class_follows(self, visitor, applicant):
        visitor.size_declarations.all().delete()
        made = services.declare_size(entry_of(visitor), **self.FIGURES, declared=True, by=applicant, **WHEN)
        assert (made.size, made.signed_by, made.declared_on) == ("small", applicant, make.DAY)
        visitor.refresh_from_db()
        assert (visitor.size, visitor.staff, visitor.size_checked_on) == ("small", 12, make.DAY)

    def test_one_year_beyond_does_not_change_it(self, visitor, applicant):
        visitor.size_declarations.all().delete()
        small = self.FIGURES | {"accounting_year": 2021}
        services.declare_size(entry_of(visitor), **small, declared=True, by=applicant, **WHEN)
        large = {"accounting_year": 2022, "staff": Decimal(300), "turnover_eur": Decimal(90_000_000)}
        made = services.declare_size(
            entry_of(visitor), **large, balance_eur=Decimal(90_000_000), declared=True, by=applicant, **WHEN
        )
        assert made.size == "small"

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"declared": False}, services.NotSigned),
            ({"accounting_year": 2024}, services.YearNotClosed),
            ({"turnover_eur": Decimal(90_000_000)}, services.SizeUnknown),
        ],
    )
    def test_refusals(self, visitor, applicant, changes, refusal):
        visitor.size_declarations.all().delete()
        with pytest.raises(refusal):
            services.declare_size(
                entry_of(visitor), **(self.FIGURES | {"declared": True} | changes), by=applicant, **WHEN
            )
        assert visitor.size_declarations.count() == 0

    def test_the_cluster_does_not_sign_for_it(self, visitor, home_manager):
        with pytest.raises(NotAllowed):
            services.declare_size(entry_of(visitor), **self.FIGURES, declared=True, by=home_manager, **WHEN)

    def test_the_same_year_once_a_day(self, visitor, applicant):
        visitor.size_declarations.all().delete()
        services.declare_size(entry_of(visitor), **self.FIGURES, declared=True, by=applicant, **WHEN)
        with pytest.raises(services.AlreadyDeclared):
            services.declare_size(entry_of(visitor), **self.FIGURES, declared=True, by=applicant, **WHEN)


class TestPosts:
    def invite(self, partnership, coordinator, kind="finance", email="new@example.org", cluster=None):
        given = {"kind": kind, "email": email, "cluster": cluster}
        return services.invite_to_post(partnership, **given, by=coordinator, **WHEN)

    def test_a_post_is_taken_by_the_person(self, partnership, coordinator, home_cluster):
        invitation = self.invite(partnership, coordinator, "manager", "new@example.org", home_cluster)
        new = person("new")
        services.answer_invitation(invitation, "accept", by=new, **WHEN)
        assert new.standing.manages == {home_cluster.pk}
        assert verbs(invitation, partnership) == ["invite", "take a post", "accept"]
        assert Mail.objects.get().address == "new@example.org"

    def test_only_by_the_address_invited(self, partnership, coordinator, outsider):
        invitation = self.invite(partnership, coordinator)
        with pytest.raises(NotAllowed):
            services.answer_invitation(invitation, "accept", by=outsider, **WHEN)

    def test_never_to_oneself(self, partnership, coordinator):
        with pytest.raises(services.NotYourself):
            self.invite(partnership, coordinator, email=coordinator.email.upper())

    def test_only_by_a_coordinator_of_this_partnership(self, partnership, home_manager, stranger):
        for somebody in (home_manager, stranger):
            with pytest.raises(NotAllowed):
                self.invite(partnership, somebody)

    def test_once(self, partnership, coordinator, finance):
        self.invite(partnership, coordinator)
        for email in ("new@example.org", finance.email):
            with pytest.raises(services.AlreadyInvited):
                self.invite(partnership, coordinator, email=email)

    def test_auditors_hold_nothing_else(self, partnership, coordinator, auditor):
        invitation = self.invite(partnership, coordinator, email=auditor.email)
        with pytest.raises(services.AuditorApart):
            services.answer_invitation(invitation, "accept", by=auditor, **WHEN)
        assert Invitation.objects.get(pk=invitation.pk).status == "open"

    def test_the_last_coordinator_stays(self, partnership, coordinator):
        with pytest.raises(services.LastCoordinator):
            services.end_post(coordinator.posts.get(), by=coordinator, **WHEN)
        other = holding(person("other"), "coordinator", partnership)
        services.end_post(coordinator.posts.get(), by=other, **WHEN)
        assert fresh(coordinator).standing.staffs == frozenset()
        assert Mail.objects.get().purpose == "post.ended"

    def test_voices_of_an_organisation(self, visitor, applicant, home_manager, third_manager):
        entry = entry_of(visitor)
        with pytest.raises(NotAllowed):
            services.invite_to_speak(entry, email="new@example.org", by=third_manager, **WHEN)
        invitation = services.invite_to_speak(entry, email="new@example.org", by=applicant, **WHEN)
        new = person("new")
        services.answer_invitation(invitation, "accept", by=new, **WHEN)
        assert new.standing.represents == {visitor.pk}
        with pytest.raises(NotAllowed):
            services.end_representation(new.representations.get(), entry, by=third_manager, **WHEN)
        services.end_representation(new.representations.get(), entry, by=home_manager, **WHEN)
        assert fresh(new).standing.represents == frozenset()

    def test_a_manager_does_not_invite_themself(self, visitor, home_manager):
        with pytest.raises(services.NotYourself):
            services.invite_to_speak(entry_of(visitor), email=home_manager.email, by=home_manager, **WHEN)


def test_profile_is_ones_own(applicant, host):
    services.edit_profile(applicant, full_name="Zoë Ğ", language="de", by=applicant)
    assert fresh(applicant).full_name == "Zoë Ğ"
    with pytest.raises(NotAllowed):
        services.edit_profile(applicant, full_name="X", language="de", by=host)


def test_a_second_organisation_keeps_rights_apart(visitor, host_organisation, applicant, home_cluster):
    speaking_for(applicant, host_organisation)
    assert fresh(applicant).standing.represents == {visitor.pk, host_organisation.pk}
    assert entry_of(visitor).roles_of(fresh(applicant)) == {"representative"}
