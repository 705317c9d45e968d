"""Four signatures under one text: who, in whose place, and when they lapse."""

from datetime import date

import pytest

from clusters.models import Representative
from exchanges import services
from exchanges.models import Agreement, HostConsent, Signature
from exchanges.services.signing import text_digest
from excite.audit.models import Event
from excite.outbox.models import Mail
from excite.words import say
from excite.workflow import NotAllowed, ReasonMissing, Refused
from tests import factories as make

from .stages import BEFORE, SIGNERS


def sign(stages, party, **options):
    return services.sign(
        stages.exchange, party=party, by=stages.people[SIGNERS[party]], now=BEFORE, **options
    )


def test_the_text_is_locked_from_the_first_signature(stages, visitor):
    stages.reach("approved")
    assert services.agreement_of(stages.exchange) is None
    agreement = sign(stages, "visitor")
    assert agreement.text["visitor"]["name"] == "Łódź Sensorics GmbH"
    assert agreement.text["grant"]["amount_cents"] == 90_000
    assert agreement.digest == text_digest(agreement.text)
    visitor.name = "Renamed GmbH"
    visitor.save()
    assert sign(stages, "host").text == agreement.text
    assert Agreement.objects.count() == 1


def test_the_text_holds_every_fact(stages):
    text = services.agreement_text(stages.reach("approved"))
    assert text["working_days"] == 5
    assert (text["first_working_day"], text["last_working_day"]) == ("2023-11-13", "2023-11-17")
    assert say(text["grant"]["reason"]) == "France, 5 working days: 900.00, the full lump sum"
    assert text["host_cluster"] == {"name": "Pôle Hôte", "stands_in": None}
    assert text["partnership"]["statement"].startswith("Co-funded")


def test_who_has_read_another_text_reads_again(stages, visitor):
    stages.reach("approved")
    seen = text_digest(services.agreement_text(stages.exchange))
    visitor.name = "Renamed GmbH"
    visitor.save()
    with pytest.raises(services.TextChanged):
        sign(stages, "visitor", seen=seen)
    sign(stages, "visitor", seen=text_digest(services.agreement_text(stages.exchange)))


def test_each_party_signs_once(stages):
    stages.reach("approved")
    sign(stages, "host")
    with pytest.raises(services.AlreadySigned):
        sign(stages, "host")
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("party", ["nobody", ""])
def test_an_unknown_party_is_nobodys(stages, people, party):
    stages.reach("approved")
    with pytest.raises(NotAllowed):
        services.sign(stages.exchange, party=party, by=people["applicant"], now=BEFORE)


def test_every_signature_has_a_digest_of_its_own(stages):
    stages.reach("committed")
    digests = set(Signature.objects.values_list("digest", flat=True))
    assert len(digests) == 4
    assert all(len(digest) == 64 for digest in digests)


# --- In whose place ------------------------------------------------------------------------------------


def test_one_manager_signs_for_both_where_the_clusters_are_the_same(stages, home_cluster):
    stages.exchange.host_cluster = home_cluster
    stages.exchange.save()
    stages.reach("approved")
    agreement = sign(stages, "home_cluster")
    both = agreement.signatures.order_by("pk")
    assert [signature.party for signature in both] == ["home_cluster", "host_cluster"]
    assert say(both[1].on_behalf) == "Home and host cluster are the same: one manager signs for both"
    assert both[0].on_behalf == {}
    sign(stages, "visitor")
    sign(stages, "host")
    assert stages.exchange.status == "committed"


def test_without_a_host_cluster_the_missions_organiser_signs(stages, people, host_cluster):
    """In the tests the organiser is the host cluster, whose manager has the role then."""
    stages.exchange.host_cluster = None
    stages.exchange.save()
    stages.reach("approved")
    agreement = sign(stages, "host_cluster")
    [signature] = agreement.signatures.all()
    assert say(signature.on_behalf) == (
        "No host cluster: the mission's organiser, Pôle Hôte, signs in its place"
    )


def test_without_both_the_coordinator_signs_and_says_why(stages, partnership, coordinating_cluster):
    stages.exchange.host_cluster = stages.exchange.mission = None
    stages.exchange.save()
    manager = make.UserFactory(full_name="Cora Ordinator")
    make.PostFactory(user=manager, kind="manager", partnership=partnership, cluster=coordinating_cluster)
    stages.reach("approved")
    with pytest.raises(ReasonMissing, match="say why the coordinator signs"):
        services.sign(stages.exchange, party="host_cluster", by=manager, now=BEFORE)
    agreement = services.sign(
        stages.exchange, party="host_cluster", by=manager, now=BEFORE, behalf_reason="The host has none."
    )
    [signature] = agreement.signatures.all()
    assert "Reason: The host has none." in say(signature.on_behalf)
    assert Event.objects.of(stages.exchange).newest_first().first().reason == "The host has none."


# --- Without an account --------------------------------------------------------------------------------


def host_by_link(stages):
    """Nobody at the host has an account; the contact gets a personal link."""
    Representative.objects.filter(user=stages.people["host"]).delete()
    stages.exchange.host_contact_name, stages.exchange.host_contact_email = "Hélène", "helene@example.org"
    stages.exchange.save()
    stages.submit()
    services.answer_host(stages.exchange.consent, agree=True, by=None, now=BEFORE, name="Hélène")
    stages.approve()
    return HostConsent.objects.select_related("exchange").get()


def test_a_host_without_an_account_signs_by_the_link(stages):
    consent = host_by_link(stages)
    [mail] = Mail.objects.filter(purpose="exchange.host_sign")
    assert (mail.address, mail.secret) == ("helene@example.org", "host_link")
    agreement = services.sign_by_link(consent, name="  Hélène  Martin ", now=BEFORE)
    [signature] = agreement.signatures.all()
    assert (signature.party, signature.signed_name, signature.signed_by) == ("host", "Hélène Martin", None)
    event = Event.objects.of(stages.exchange).newest_first().with_people().first()
    assert (event.verb, event.who) == ("sign", "Hélène Martin")
    with pytest.raises(services.AlreadySigned):
        services.sign_by_link(consent, name="Hélène", now=BEFORE)


@pytest.mark.parametrize("name", ["", " ", "x", "n" * 151, "a\x00b"])
def test_a_signature_needs_a_name(stages, name):
    consent = host_by_link(stages)
    with pytest.raises(Refused):
        services.sign_by_link(consent, name=name, now=BEFORE)
    assert not Signature.objects.exists()


# --- Lapsing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signed", [["visitor"], ["visitor", "home_cluster"], [*SIGNERS]])
def test_a_corrected_day_lets_the_signatures_lapse(stages, people, budget_line, signed):
    exchange = stages.reach("approved")
    for party in signed:
        sign(stages, party)
    note = services.correct(
        exchange,
        field="last_working_day",
        value=date(2023, 11, 16),
        reason="The fair ends on Thursday.",
        by=people["coordinator"],
        now=BEFORE,
    )
    assert exchange.status == "approved"
    assert services.agreement_of(exchange) is None
    assert (exchange.grant.status, exchange.grant.amount_cents) == ("reserved", 45_000)
    assert say(note) == "The grant was EUR 900.00 and is now EUR 450.00"
    budget_line.refresh_from_db()
    assert (budget_line.reserved_cents, budget_line.agreed_cents) == (45_000, 0)
    # The host is asked about the new days before anybody signs again.
    with pytest.raises(services.HostHasNotAgreed):
        sign(stages, "visitor")
    services.answer_host(
        HostConsent.objects.select_related("exchange").get(), agree=True, by=people["host"], now=BEFORE
    )
    agreement = sign(stages, "visitor")
    assert agreement.version == 2
    assert agreement.text["last_working_day"] == "2023-11-16"


def test_imported_history_is_signed_here_from_approved_on(stages, people):
    """Its host agreed elsewhere, so there is no consent row; nothing is invented."""
    exchange = stages.reach("approved")
    exchange.consent.delete()
    type(exchange).objects.update(imported=True)
    exchange.refresh_from_db()
    stages.sign()
    assert exchange.status == "committed"
