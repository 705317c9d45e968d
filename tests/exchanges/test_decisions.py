"""Approve, ask for more, reject: what must hold, what a refusal says, and that it leaves nothing behind."""

from datetime import date

import pytest

from clusters.models import SizeDeclaration
from exchanges import services
from exchanges.models import BudgetLine, Exchange, TravelGrant, Waiver
from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.workflow import NotAllowed, ReasonMissing, Refused
from tests import factories as make

from .stages import BEFORE


def approve(stages, **options):
    return services.approve(stages.exchange, by=stages.people["home_manager"], now=BEFORE, **options)


def refused(stages, failure, **options):
    """The approval is refused, and nothing at all is kept of it, not even on the object."""
    before = Event.objects.count(), Mail.objects.count()
    with pytest.raises(failure) as told:
        approve(stages, **options)
    assert (Event.objects.count(), Mail.objects.count()) == before
    assert stages.exchange.status == Exchange.objects.get(pk=stages.exchange.pk).status
    assert stages.exchange.seat is None
    assert not TravelGrant.objects.exclude(status__in=["estimated", "released"]).exists()
    assert not Waiver.objects.exists()
    return str(told.value)


def test_the_host_must_have_agreed(stages):
    stages.submit()
    assert refused(stages, services.HostHasNotAgreed) == (
        "The host has not agreed yet. Once the host agrees, the application can be approved."
    )


def test_a_host_that_declined_is_told_apart(stages, people):
    stages.submit()
    services.answer_host(
        stages.exchange.consent, agree=False, by=people["host"], now=BEFORE, comment="No room."
    )
    assert refused(stages, services.HostHasNotAgreed).startswith("The host has declined.")


def test_consent_to_other_days_is_no_consent(stages):
    stages.reach("submitted")
    Exchange.objects.update(last_working_day=date(2023, 11, 16))
    assert "has not been asked about this stay" in refused(stages, services.HostHasNotAgreed)


def test_without_a_consent_row_the_host_was_never_asked(stages):
    stages.reach("submitted").consent.delete()
    assert "has not been asked" in refused(stages, services.HostHasNotAgreed)


def test_a_line_that_does_not_cover_it(stages, budget_line):
    stages.reach("submitted")
    BudgetLine.objects.update(planned_cents=89_999)
    assert refused(stages, services.BudgetExceeded) == (
        "The budget line does not cover EUR 900.00; only EUR 899.99 are left on it"
    )
    BudgetLine.objects.update(planned_cents=90_000)
    approve(stages)
    budget_line.refresh_from_db()
    assert budget_line.left_cents == 0


def test_no_line_at_all(stages):
    stages.reach("submitted")
    BudgetLine.objects.all().delete()
    assert refused(stages, services.BudgetExceeded)


def test_the_line_is_that_of_the_year_of_the_last_working_day(stages, home_cluster, budget_line):
    """A stay over New Year is paid from the new year's line."""
    stages.exchange.mission = None
    days = {
        "arrival": date(2023, 12, 26),
        "first_working_day": date(2023, 12, 27),
        "last_working_day": date(2024, 1, 4),
        "departure": date(2024, 1, 5),
    }
    for field, day in days.items():
        setattr(stages.exchange, field, day)
    stages.exchange.save()
    next_year = make.BudgetLineFactory(cluster=home_cluster, year=2024, planned_cents=100_000)
    stages.reach("approved")
    next_year.refresh_from_db()
    budget_line.refresh_from_db()
    assert (budget_line.reserved_cents, next_year.reserved_cents) == (0, 90_000)


def test_a_waivable_rule_needs_a_reason_and_is_put_on_record(stages, people):
    SizeDeclaration.objects.all().delete()
    stages.reach("submitted")
    assert "Give a reason for each rule" in refused(stages, services.WaiverMissing)
    assert refused(stages, services.WaiverMissing, waivers={"self_declaration": "  "})
    approve(stages, waivers={"self_declaration": "It is on its way.", "visits_once": "No."})
    [waiver] = Waiver.objects.all()
    assert (waiver.rule, waiver.reason, waiver.waived_by) == (
        "self_declaration",
        "It is on its way.",
        people["home_manager"],
    )


def test_a_hard_rule_cannot_be_waived(stages, partnership):
    stages.reach("submitted")
    partnership.eligible_countries.filter(country="FR").delete()
    sentence = refused(stages, services.RuleBroken, waivers={"host_country": "Please."})
    assert sentence == "This stands in the way: France is not on the list of eligible countries."


def test_a_stay_that_has_begun_cannot_be_approved(stages, people):
    stages.reach("submitted")
    with pytest.raises(services.RuleBroken):
        services.approve(
            stages.exchange,
            by=people["home_manager"],
            now=BEFORE.replace(month=11, day=14),
        )


def test_a_closed_window_does_not_bar_the_decision(stages, people, mission):
    """The window counts at submission; the manager decides in her own time."""
    stages.reach("submitted")
    services.approve(stages.exchange, by=people["home_manager"], now=BEFORE.replace(month=10, day=20))
    assert stages.exchange.status == "approved"


@pytest.mark.parametrize("status", ["approved", "committed", "reported", "completed"])
def test_a_visit_elsewhere_in_the_scheme_bars_the_second(stages, visitor, status):
    """Yes or no across partnerships, without a word about where."""
    stages.reach("submitted")
    elsewhere = make.ExchangeFactory(
        visitor=visitor,
        status=status,
        counted_kind="sme",
        validated_on=date(2023, 1, 1),
        reference="SECRET-1",
    )
    sentence = refused(stages, services.AlreadyVisited)
    assert "visits once in the whole scheme" in sentence
    assert elsewhere.reference not in sentence
    assert elsewhere.partnership.acronym not in sentence


@pytest.mark.parametrize("status", ["withdrawn", "rejected", "cancelled", "submitted"])
def test_a_visit_that_came_to_nothing_frees_the_next(stages, visitor, status):
    stages.reach("submitted")
    make.ExchangeFactory(visitor=visitor, status=status)
    approve(stages)
    assert stages.exchange.status == "approved"


def test_the_database_has_the_last_word_on_a_second_visit(stages, visitor, monkeypatch):
    """Even if the rule were not asked, the unique constraint speaks, and as the same refusal."""
    stages.reach("submitted")
    make.ExchangeFactory(visitor=visitor, status="completed", counted_kind="sme", validated_on=BEFORE.date())
    monkeypatch.setattr(services.decisions, "require_rules", lambda *_args, **_more: None)
    refused(stages, services.AlreadyVisited)


def test_a_virtual_exchange_has_no_grant_and_no_line(stages, partnership):
    partnership.programme_rules.update(virtual_allowed=True)
    BudgetLine.objects.all().delete()
    stages.exchange.format = "virtual"
    stages.exchange.arrival = stages.exchange.departure = None
    stages.exchange.save()
    exchange = stages.reach("committed")
    assert not TravelGrant.objects.exclude(status="released").exists()
    assert services.agreement_of(exchange).text["grant"] is None
    stages.reach("completed")
    assert not TravelGrant.objects.exclude(status="released").exists()


def test_nobody_decides_for_an_organisation_they_represent(stages, people, visitor):
    """A manager who also speaks for the visitor is its applicant, and nothing else."""
    stages.reach("submitted")
    make.RepresentativeFactory(user=people["home_manager"], organisation=visitor)
    people["home_manager"].__dict__.pop("standing", None)
    with pytest.raises(NotAllowed):
        approve(stages)


# --- Return and reject ---------------------------------------------------------------------------------


def test_a_return_needs_a_reason_and_tells_the_applicant(stages, people):
    stages.reach("submitted")
    with pytest.raises(ReasonMissing):
        services.return_for_more(stages.exchange, reason="   ", by=people["home_manager"], now=BEFORE)
    stages.return_for_more()
    assert stages.exchange.returned_at == BEFORE
    [mail] = Mail.objects.filter(purpose="exchange.returned")
    assert (mail.recipient, mail.context["reason"]) == (people["applicant"], "Say whom.")


@pytest.mark.parametrize("code", ["", "nonsense", "foreign", "a\x00b", "\ud800"])
def test_a_rejection_names_a_reason_of_the_partnerships_list(stages, people, code):
    make.RejectionReasonFactory(code="foreign")
    stages.reach("submitted")
    with pytest.raises(ReasonMissing, match="Choose a reason from the list"):
        services.reject(
            stages.exchange, reason_code=code, reason="So.", by=people["home_manager"], now=BEFORE
        )


def test_a_rejection_keeps_the_listed_reason_and_the_own_words(stages, people):
    stages.reach("submitted")
    services.reject(
        stages.exchange, reason_code="unclear", reason="No goal.", by=people["home_manager"], now=BEFORE
    )
    event = Event.objects.of(stages.exchange).newest_first().first()
    assert (event.reason, event.details) == (
        "No goal.",
        {"code": "unclear", "label": "The plan is not clear"},
    )
    assert stages.exchange.grant.status == "released"


@pytest.mark.parametrize("words", ["a\x00b", "x" * 1001])
def test_words_that_cannot_be_kept_are_refused_with_a_sentence(stages, people, words):
    stages.reach("submitted")
    with pytest.raises(Refused) as told:
        services.return_for_more(stages.exchange, reason=words, by=people["home_manager"], now=BEFORE)
    assert len(str(told.value)) > 20
    assert stages.exchange.status == "submitted"


def test_hidden_signs_are_taken_out_of_a_reason(stages, people):
    stages.reach("submitted")
    words = "So\u202e it\ud800 is"
    services.return_for_more(stages.exchange, reason=words, by=people["home_manager"], now=BEFORE)
    assert Event.objects.of(stages.exchange).newest_first().first().reason == "So it is"


# --- A cluster's own exchange --------------------------------------------------------------------------


def own_exchange(stages, cluster):
    stages.exchange.visitor = cluster.organisation
    stages.exchange.home_cluster = cluster
    stages.exchange.save()
    make.RepresentativeFactory(user=stages.people["applicant"], organisation=cluster.organisation)
    stages.people["applicant"].__dict__.pop("standing", None)
    make.BudgetLineFactory(cluster=cluster, year=2023)
    return stages.reach("submitted")


def test_a_partners_own_exchange_is_decided_by_the_coordinating_cluster(
    stages, people, home_cluster, coordinating_cluster, partnership, budget_line
):
    budget_line.delete()
    partnership.refresh_from_db()
    exchange = own_exchange(stages, home_cluster)
    with pytest.raises(NotAllowed):
        approve(stages)
    manager = make.UserFactory()
    make.PostFactory(user=manager, kind="manager", partnership=partnership, cluster=coordinating_cluster)
    services.approve(exchange, by=manager, now=BEFORE)
    assert exchange.status == "approved"


def test_the_coordinators_own_exchange_is_in_the_hands_of_the_named_partner(
    stages, people, coordinating_cluster, third_cluster, partnership
):
    exchange = own_exchange(stages, coordinating_cluster)
    with pytest.raises(NotAllowed):
        services.correct(
            exchange,
            field="departure",
            value=date(2023, 11, 19),
            reason="x",
            by=people["coordinator"],
            now=BEFORE,
        )
    services.approve(exchange, by=people["third_manager"], now=BEFORE)
    assert exchange.roles_of(people["coordinator"]) == frozenset()
    assert exchange.roles_of(people["third_manager"]) == {"home_manager", "coordinator"}
