"""The page on which another host or other days are asked for: the host is searched, as in the application."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges.models import ChangeRequest
from tests import factories as make
from tests.people import SOPHIA, speaking_for

from .filled import PROBE
from .pages import at, signed_in

pytestmark = pytest.mark.usefixtures("before_the_stay")

WRONG = "Please choose a host from the list."
TYPED = {
    "host_contact_name": "Zoë <Ångström>",
    "host_contact_email": "zoe@example.org",
    "arrival": "2023-11-11",
    "first_working_day": "2023-11-14",
    "last_working_day": "2023-11-16",
    "departure": "2023-11-17",
    "reason": PROBE,
    "words": "optyka",
}
KEPT = [
    'value="Zoë &lt;Ångström&gt;"', 'value="zoe@example.org"', 'value="2023-11-11"', 'value="2023-11-14"',
    'value="2023-11-16"', 'value="2023-11-17"', "&lt;b&gt;Ünïcödé &amp; „quotes“&lt;/b&gt;", 'value="optyka"',
]  # fmt: skip


@pytest.fixture
def approved(stages):
    return stages.reach("approved")


@pytest.fixture
def asking(approved, people):
    """The applicant of an approved exchange, signed in."""
    return signed_in(people["applicant"])


@pytest.fixture
def optyka(host_cluster):
    return listed(host_cluster, "Łódź Optyka", city="Łódź")


def listed(cluster, name, **more):
    """An organisation in the register, in France unless told otherwise."""
    organisation = make.OrganisationFactory(name=name, **SOPHIA | more)
    make.RegisterEntryFactory(organisation=organisation, home_cluster=cluster)
    return organisation


def shown(answer):
    return answer.content.decode()


def choices(text):
    """Public key → whether it is chosen, of all hosts on the page, in its order."""
    radios = re.findall(r'<input [^>]*name="host" value="([^"]*)"[^>]*>', text)
    return {key: bool(re.search(f'value="{key}"[^>]* checked', text)) for key in radios}


def key(organisation):
    return str(organisation.uuid)


class TestPage:
    def test_the_present_host_is_chosen_and_nobody_else_is_on_it(self, asking, approved, optyka):
        text = shown(asking.get(at("change", approved)))
        assert choices(text) == {key(approved.host): True}
        assert "<select" not in text.partition("<main")[2].partition("</main>")[0]
        assert "Łódź Optyka" not in text

    def test_it_costs_the_same_however_many_there_are(self, asking, approved, host_cluster):
        address, search = at("change", approved), {"words": "zeta"}
        found = at("change_hosts", approved)
        asking.get(address)
        assert (questions(asking, address), questions(asking, found, search)) == (PAGE, FRAGMENT)
        small = len(asking.get(address).content)
        for number in range(60):
            listed(host_cluster, f"Zeta {number:02d}")
        assert (questions(asking, address), questions(asking, found, search)) == (PAGE, FRAGMENT)
        assert abs(len(asking.get(address).content) - small) < 10
        text = shown(asking.get(found, search))
        assert (len(choices(text)), text.count("<input")) == (13, 13)
        assert "There are more" in text

    def test_a_change_of_host_is_asked_for(self, asking, approved, optyka):
        speaking_for(make.UserFactory(), optyka)
        answer = asking.post(at("change", approved), TYPED | {"host": key(optyka)})
        assert answer.headers["Location"] == at("exchange", approved)
        change = ChangeRequest.objects.select_related("host").get()
        assert (change.host, change.first_working_day, change.reason) == (optyka, date(2023, 11, 14), PROBE)

    def test_the_days_alone(self, asking, approved):
        posted = TYPED | {"host": key(approved.host), "words": ""}
        assert asking.post(at("change", approved), posted).status_code == 302
        assert ChangeRequest.objects.select_related("host").get().host == approved.host


PAGE, FRAGMENT = 6, 7


def questions(browser, address, asked=None):
    """How often the page asks the database; the cache stands in it on SQLite only."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address, asked or {}).status_code == 200
    return len([query for query in captured.captured_queries if "cache_entries" not in query["sql"]])


class TestSearch:
    """As one types: an answer with the list alone."""

    def test_by_name_and_town_abroad_and_never_the_visitor(self, asking, approved, optyka, home_cluster):
        own, present = key(approved.visitor), key(approved.host)
        listed(home_cluster, "Near Optyka", country=approved.visitor.country, city="Łódź")
        approved.visitor.city = "Łódź"
        approved.visitor.save(update_fields=["city"])
        for words in ("optyka", "LODZ opt"):
            text = shown(asking.get(at("change_hosts", approved), {"words": words, "host": present}))
            assert choices(text) == {present: True, key(optyka): False}
            assert "<html" not in text and own not in text

    def test_only_of_this_partnership(self, asking, approved, other_partnership):
        make.RegisterEntryFactory(
            home_cluster__partnership=other_partnership, organisation__name="Foreign Ltd"
        )
        text = shown(asking.get(at("change_hosts", approved), {"words": "foreign"}))
        assert "Foreign Ltd" not in text and "Nobody else found" in text

    def test_another_one_is_chosen_and_the_present_one_can_be_again(self, asking, approved, optyka):
        asked = {"words": "optyka", "host": key(optyka)}
        text = shown(asking.get(at("change_hosts", approved), asked))
        assert choices(text) == {key(approved.host): False, key(optyka): True}
        [marked] = re.findall(r'for="host-([^"]*)">(?:(?!</label>).)*Now</span>', text, re.DOTALL)
        assert marked == key(approved.host)
        text = shown(asking.get(at("change_hosts", approved), asked | {"words": "nobody"}))
        assert choices(text) == {key(approved.host): False, key(optyka): True}

    def test_choosing_leaves_the_order_as_it_is(self, asking, approved, host_cluster):
        """The arrow keys go from one to the next, and each step is answered with the list anew."""
        found = [listed(host_cluster, f"Zeta {number}") for number in range(3)]
        for chosen in (approved.host, *found):
            text = shown(asking.get(at("change_hosts", approved), {"words": "zeta", "host": key(chosen)}))
            assert list(choices(text)) == [key(each) for each in (approved.host, *found)]
            assert [each for each, checked in choices(text).items() if checked] == [key(chosen)]

    def test_the_contact_is_asked_for_where_nobody_has_an_account(self, asking, approved, optyka):
        asked = {"host": key(optyka), "host_contact_email": "zoe@example.org"}
        text = shown(asking.get(at("change_hosts", approved), asked))
        assert 'name="host_contact_email" value="zoe@example.org"' in text
        speaking_for(make.UserFactory(), optyka)
        text = shown(asking.get(at("change_hosts", approved), {"host": key(optyka)}))
        assert 'name="host_contact_email"' not in text and "asked in the portal" in text

    @pytest.mark.parametrize("words", ["\ufffd", "x" * 5000, "<script>", "'\"\\"])
    def test_odd_words_and_keys(self, asking, approved, words):
        answer = asking.get(at("change_hosts", approved), {"words": words, "host": words})
        assert answer.status_code == 200 and "<script>" not in shown(answer)
        assert choices(shown(answer)) == {"": False, key(approved.host): False}


class TestWithoutJavaScript:
    def test_searching_asks_for_nothing_and_keeps_all_that_was_typed(self, asking, approved, optyka):
        posted = TYPED | {"host": key(approved.host), "find": "yes"}
        text = shown(asking.post(at("change", approved), posted))
        assert choices(text) == {key(approved.host): True, key(optyka): False}
        assert [kept for kept in KEPT if kept not in text] == []
        assert not ChangeRequest.objects.exists()

    def test_searching_does_not_scold(self, asking, approved, optyka):
        posted = {"words": "optyka", "host": key(optyka), "find": "yes", "arrival": "soon", "reason": ""}
        text = shown(asking.post(at("change", approved), posted))
        assert 'value="soon"' in text and 'role="alert"' not in text and 'class="error"' not in text
        assert choices(text) == {key(approved.host): False, key(optyka): True}


class TestWrongHost:
    @pytest.fixture
    def wrong(self, approved, home_cluster, other_partnership):
        elsewhere = make.RegisterEntryFactory(home_cluster__partnership=other_partnership).organisation
        return {
            "the visitor": key(approved.visitor),
            "the own country": key(listed(home_cluster, "Near", country=approved.visitor.country)),
            "of another partnership": key(elsewhere),
            "missing": "00000000-0000-4000-8000-000000000000",
            "nonsense": "'--",
            "nothing": "",
        }

    def test_gets_one_sentence_and_nothing_typed_is_lost(self, asking, approved, optyka, wrong):
        for name, sent in wrong.items():
            text = shown(asking.post(at("change", approved), TYPED | {"host": sent}))
            assert text.count(WRONG) == 2, name  # in the summary, which leads to the field, and at the field
            assert 'href="#id_host"' in text and 'id="id_host"' in text
            assert [kept for kept in KEPT if kept not in text] == [], name
            assert choices(text) == {"": False, key(approved.host): False, key(optyka): False}, name
        assert not ChangeRequest.objects.exists()

    def test_nobody_to_ask_shows_where_to_name_somebody(self, asking, approved, optyka):
        posted = TYPED | {"host": key(optyka), "host_contact_email": "", "host_contact_name": ""}
        text = shown(asking.post(at("change", approved), posted))
        assert "name a contact with an e-mail address" in text and 'name="host_contact_email"' in text
        assert choices(text) == {key(approved.host): False, key(optyka): True}
