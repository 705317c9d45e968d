"""Pages of people and clusters: who sees them, what they find, what they cost, and bad input."""

import uuid

import pytest
from django.urls import reverse

from clusters.models import Membership, Organisation, RegisterEntry

from .. import factories as make

pytestmark = [pytest.mark.usefixtures("programme_day"), pytest.mark.slow]
STAFF = ("clusters", "rules", "organisations", "memberships", "people")


def at(name, *arguments):
    return reverse(f"clusters:{name}", args=["alliance", *arguments])


@pytest.mark.parametrize("name", STAFF)
def test_staff_pages(client, people, name):
    seen = {}
    for who, user in people.items():
        client.force_login(user)
        seen[who] = client.get(at(name)).status_code
    staff = {"home_manager", "host_manager", "third_manager", "coordinator", "finance", "auditor"}
    assert seen == {who: 200 if who in staff else 404 for who in people}


def test_the_page_of_an_organisation(client, people, visitor):
    seen = {}
    for who, user in people.items():
        client.force_login(user)
        seen[who] = client.get(at("organisation", visitor.uuid)).status_code
    hidden = {"host", "administrator", "stranger", "outsider"}
    assert seen == {who: 404 if who in hidden else 200 for who in people}


def test_foreign_and_missing_look_alike(client, home_manager, stranger):
    foreign = make.RegisterEntryFactory(home_cluster_id=stranger.posts.get().cluster_id).organisation
    client.force_login(home_manager)
    pages = [
        client.get(f"/p/{slug}/organisations/{key}/")
        for slug, key in (("elsewhere", foreign.uuid), ("alliance", foreign.uuid), ("alliance", uuid.uuid4()))
    ]
    assert [page.status_code for page in pages] == [404, 404, 404]
    for act in ("hosting", "people", "edit", "size", "membership"):
        assert client.post(f"/p/elsewhere/organisations/{foreign.uuid}/{act}/").status_code == 404


@pytest.mark.parametrize("words", ["łódź", "LODZ", "sensorics łódź"])
def test_search_ignores_case_and_accents(client, home_manager, visitor, host_organisation, words):
    client.force_login(home_manager)
    page = client.get(at("organisations"), {"search": words})
    assert [entry.organisation for entry in page.context["page"]] == [visitor]


def test_search_in_cyrillic(client, home_manager, home_cluster):
    found = make.RegisterEntryFactory(
        home_cluster=home_cluster, organisation=make.OrganisationFactory(name="Витоша Системи", country="BG")
    )
    client.force_login(home_manager)
    page = client.get(at("organisations"), {"search": "ВИТОША", "country": "BG"})
    assert list(page.context["page"]) == [found]


def test_filters_and_sort_stand_in_the_address(
    client, home_manager, visitor, host_organisation, home_cluster
):
    asking = make.RegisterEntryFactory(home_cluster=home_cluster)
    make.MembershipFactory(organisation=asking.organisation, home_cluster=home_cluster, status="asked")
    client.force_login(home_manager)

    def found(**query):
        page = client.get(at("organisations"), query).context["page"]
        return [entry.organisation for entry in page]

    assert found(membership="asked") == [asking.organisation]
    assert found(membership="confirmed", sort="-name") == [visitor, host_organisation]
    assert found(cluster="home", membership="confirmed") == [visitor]
    assert found(country="FR") == [host_organisation]
    assert found(country="XX", sort="nonsense") == found()


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(("name", "queries"), [("organisations", 9), ("memberships", 7)])
def test_lists_cost_the_same(
    client, coordinator, home_cluster, nothing_waits, rows, name, queries, django_assert_num_queries
):
    for _number in range(rows):
        entry = make.RegisterEntryFactory(home_cluster=home_cluster)
        make.MembershipFactory(organisation=entry.organisation, home_cluster=home_cluster)
    client.force_login(coordinator)
    client.get(at(name))  # the session begins
    with django_assert_num_queries(queries):
        assert client.get(at(name)).status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_costs_the_same(
    client, coordinator, visitor, host_organisation, nothing_waits, rows, django_assert_num_queries
):
    for number in range(rows):
        make.RepresentativeFactory(organisation=visitor)
        make.SizeDeclarationFactory(organisation=visitor, accounting_year=2001 + number)
        make.ExchangeFactory(
            visitor=visitor,
            host=host_organisation,
            home_cluster=visitor.entries.get().home_cluster,
            host_cluster=host_organisation.entries.get().home_cluster,
        )
    client.force_login(coordinator)
    client.get(at("organisation", visitor.uuid))
    with django_assert_num_queries(11):
        assert client.get(at("organisation", visitor.uuid)).status_code == 200


def test_registering_by_form(client, outsider, home_cluster, home_manager):
    client.force_login(outsider)
    given = {
        "name": "Neu GmbH",
        "kind": "sme",
        "country": "DE",
        "city": "Ulm",
        "home_cluster": home_cluster.pk,
    }
    answer = client.post(at("register"), given)
    asked = Membership.objects.get(speaker=outsider)
    assert answer["Location"] == at("membership", asked.uuid)
    page = client.get(answer["Location"])
    assert page.status_code == 200 and "Neu GmbH" in page.content.decode()
    assert client.get(at("organisation", asked.organisation.uuid)).status_code == 404


def test_registering_what_is_on_file(client, outsider, home_cluster, visitor):
    client.force_login(outsider)
    given = {"kind": "sme", "country": "DE", "city": "Ulm", "home_cluster": home_cluster.pk}
    known = given | {"name": "LODZ sensorics"}
    assert client.post(at("register"), known).context["form"].errors["is_another"]
    assert client.post(at("register"), known | {"is_another": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x" * 300}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\u202e\u200b"}, "name"),
        ({"kind": "bank"}, "kind"),
        ({"country": "ZZ"}, "country"),
        ({"home_cluster": "0"}, "home_cluster"),
        ({"home_cluster": "x"}, "home_cluster"),
    ],
)
def test_bad_registrations(client, outsider, home_cluster, stranger, changes, field):
    client.force_login(outsider)
    given = {"name": "Neu", "kind": "sme", "country": "DE", "city": "Ulm", "home_cluster": home_cluster.pk}
    answer = client.post(at("register"), given | changes)
    assert answer.status_code == 200 and answer.context["form"].errors[field]
    assert Membership.objects.count() == 0


def test_the_cluster_of_another_partnership_is_no_choice(client, outsider, home_cluster, stranger):
    client.force_login(outsider)
    foreign = stranger.posts.get().cluster_id
    given = {"name": "Neu", "kind": "sme", "country": "DE", "city": "Ulm", "home_cluster": foreign}
    assert client.post(at("register"), given).context["form"].errors["home_cluster"]


@pytest.mark.parametrize("words", ["x" * 300, "\x01", "\u202e", "%", "'", "=1+1"])
def test_odd_words_in_the_search(client, home_manager, words):
    client.force_login(home_manager)
    assert client.get(at("organisations"), {"search": words, "page": "-1"}).status_code == 200


def test_editing_by_form(client, home_manager, visitor):
    client.force_login(home_manager)
    page = client.get(at("organisation_edit", visitor.uuid))
    given = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert client.post(page.request["PATH_INFO"], given | {"pic": "12"}).context["form"].errors["pic"]
    assert client.post(page.request["PATH_INFO"], given | {"latitude": ""}).context["form"].errors["latitude"]
    assert client.post(page.request["PATH_INFO"], given | {"city": "Köln"}).status_code == 302
    assert Organisation.objects.get(pk=visitor.pk).city == "Köln"


def test_a_representative_cannot_send_other_fields(client, applicant, visitor):
    client.force_login(applicant)
    answer = client.post(at("organisation_edit", visitor.uuid), {"kind": "large_company", "street": "Ufer 1"})
    assert answer.status_code == 302
    visitor.refresh_from_db()
    assert (visitor.kind, visitor.street) == ("sme", "Ufer 1")


def test_the_public_page(client, partnership, home_cluster, visitor):
    page = client.get(at("about"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Home Cluster e.V." in text and partnership.eu_statement in text
    assert visitor.name not in text


def test_names_are_escaped(client, home_manager, home_cluster):
    name = "<script>alert(1)</script>"
    entry = make.RegisterEntryFactory(
        home_cluster=home_cluster, organisation=make.OrganisationFactory(name=name)
    )
    client.force_login(home_manager)
    for page in (at("organisations"), at("organisation", entry.organisation.uuid)):
        assert name not in client.get(page).content.decode()
    assert RegisterEntry.objects.matching("script").exists()
