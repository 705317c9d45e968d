"""The ways to an application and out of it; who may go them; how many queries it takes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.models import Exchange
from exchanges.services import submit
from excite.audit.models import Event
from tests import factories as make
from tests.people import speaking_for

from .filled import PROBE, whole
from .pages import PLACE, at

pytestmark = [pytest.mark.usefixtures("programme_day"), pytest.mark.slow]


class TestBeginning:
    def test_from_a_mission(self, browser, visitor, mission):
        page = browser.get(at("apply"), {"mission": mission.slug}).content.decode()
        assert "Photonics Mission" in page and "Begin the application" in page
        answer = browser.post(at("apply"), {"mission": mission.slug})
        exchange = Exchange.objects.get()
        assert answer.headers["Location"] == at("application", exchange)
        assert (exchange.mission, exchange.visitor) == (mission, visitor)

    @pytest.mark.parametrize("times", [2, 8])
    def test_again_it_is_the_same(self, browser, visitor, mission, times):
        places = {
            browser.post(at("apply"), {"mission": mission.slug}).headers["Location"] for _ in range(times)
        }
        assert places == {at("application", Exchange.objects.get())}

    def test_an_application_under_way_is_shown(self, browser, draft, mission):
        Exchange.objects.update(mission=mission, status="submitted")
        answer = browser.post(at("apply"), {"mission": mission.slug}, follow=True)
        assert answer.redirect_chain == [(at("exchange", draft), 302)]
        assert "applied for this mission already" in answer.content.decode()

    def test_looking_begins_nothing(self, browser, mission):
        browser.get(at("apply"), {"mission": mission.slug})
        assert not Exchange.objects.exists()

    def test_of_several_organisations_one_is_chosen(self, browser, applicant, visitor, home_cluster, mission):
        second = make.RegisterEntryFactory(home_cluster=home_cluster).organisation
        speaking_for(applicant, second)
        text = browser.post(at("apply"), {"mission": mission.slug}).content.decode()
        assert "for which organisation" in text and not Exchange.objects.exists()
        browser.post(at("apply"), {"mission": mission.slug, "visitor": str(second.uuid)})
        assert Exchange.objects.get().visitor == second

    def test_what_is_not_there_for_me(self, browser, visitor, host_organisation, other_partnership, mission):
        elsewhere = make.MissionFactory(organiser__partnership=other_partnership)
        hidden = make.MissionFactory(organiser=mission.organiser, status="draft")
        closed = make.MissionFactory(organiser=mission.organiser, status="closed")
        tries = [
            {"mission": elsewhere.slug}, {"mission": hidden.slug}, {"mission": closed.slug},
            {"mission": "\0"},
            {"visitor": str(host_organisation.uuid)}, {"visitor": "x"}, {"visitor": "\0"},
        ]  # fmt: skip
        for posted in tries:
            answer = browser.post(at("apply"), posted)
            assert answer.status_code == 200 and 'role="alert"' in answer.content.decode(), posted
        assert not Exchange.objects.exists()

    def test_for_whoever_speaks_for_nobody(self, client, home_manager):
        client.force_login(home_manager)
        assert "You speak for no organisation yet" in client.get(at("apply")).content.decode()
        client.post(at("apply"), {})
        assert not Exchange.objects.exists()

    def test_in_no_partnership(self, browser):
        for view in ("apply", "mine"):
            assert (
                browser.get(reverse(f"exchanges:{view}", kwargs={"partnership": "nowhere"})).status_code
                == 404
            )


class TestEnding:
    def test_a_draft_is_deleted_after_a_question(self, browser, draft):
        assert "Delete the draft CXC-" in browser.get(at("delete", draft)).content.decode()
        assert Exchange.objects.exists()
        answer = browser.post(at("delete", draft))
        assert answer.headers["Location"] == at("mine") and not Exchange.objects.exists()
        assert browser.post(at("delete", draft)).status_code == 404

    def test_withdrawing_after_a_question(self, browser, draft, host):
        browser.post(at("submit", draft), whole(draft, declaration_signed="yes"))
        assert "This cannot be undone" in browser.get(at("withdraw", draft)).content.decode()
        answer = browser.post(at("withdraw", draft), {"reason": PROBE})
        assert answer.headers["Location"] == at("exchange", draft)
        draft.refresh_from_db()
        assert draft.status == "withdrawn"
        for _time in range(7):
            assert browser.post(at("withdraw", draft), {"reason": PROBE}).status_code == 302
        assert Event.objects.filter(verb="withdraw").count() == 1

    def test_a_reason_too_long_is_kept_in_the_page(self, browser, draft, host):
        Exchange.objects.update(status="submitted", submitted_at=make.NOW)
        text = browser.post(at("withdraw", draft), {"reason": "w" * 5000}).content.decode()
        assert "too long" in text and "w" * 5000 in text
        draft.refresh_from_db()
        assert draft.status == "submitted"


class TestWho:
    """Foreign and missing look alike; whoever sees it without writing it gets 403."""

    EXPECTED = {
        "applicant": 200, "host": 404, "home_manager": 403, "host_manager": 404, "third_manager": 404,
        "coordinator": 403, "finance": 404, "auditor": 403, "administrator": 404, "stranger": 404,
        "outsider": 404,
    }  # fmt: skip

    @pytest.mark.parametrize("view", ["application", "hosts", "delete"])
    def test_looks(self, client, draft, people, view):
        shown = {}
        for name, person in people.items():
            client.force_login(person)
            shown[name] = client.get(at(view, draft)).status_code
        assert shown == self.EXPECTED

    @pytest.mark.parametrize("view", ["save", "assess", "submit", "delete"])
    def test_posts(self, client, draft, people, view):
        for name, person in people.items():
            if name == "applicant":
                continue
            client.force_login(person)
            answer = client.post(
                at(view, draft), whole(draft, motivation="Foreign", declaration_signed="yes")
            )
            assert answer.status_code == self.EXPECTED[name], name
        draft.refresh_from_db()
        assert (draft.motivation, draft.status, draft.version) == (
            "We look for partners in wafer inspection.", "draft", 1,
        )  # fmt: skip

    def test_nobody_signed_in(self, client, draft):
        for view in ("application", "save", "submit", "assess", "hosts", "delete", "withdraw", "host_answer"):
            answer = client.post(at(view, draft), {})
            assert answer.status_code == 302 and "/account/login/" in answer.headers["Location"], view

    def test_a_missing_one(self, browser, draft):
        for view in ("application", "delete", "withdraw", "hosts"):
            address = reverse(f"exchanges:{view}", kwargs=PLACE | {"reference": "CXC-9999"})
            assert browser.get(address).status_code == 404


def questions(browser, address):
    """How often the page asks the database; the cache stands in it on SQLite only."""
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len([query for query in asked.captured_queries if "cache_entries" not in query["sql"]])


class TestQueries:
    """The same literal number, however much there is."""

    def test_the_form(self, browser, draft, host, mission, host_cluster):
        browser.get(at("application", draft))
        assert questions(browser, at("application", draft)) == 11
        for number in range(20):
            make.MissionFactory(organiser=host_cluster)
            make.RegisterEntryFactory(home_cluster=host_cluster, organisation__name=f"Zeta {number:02d}")
            make.LumpSumRateFactory(
                partnership=draft.partnership, country="FR", valid_from=date(2021, 1, 1 + number)
            )
        assert questions(browser, at("application", draft)) == 11

    def test_my_exchanges(self, browser, draft, host_cluster, applicant, home_cluster):
        browser.get(at("mine"))
        assert questions(browser, at("mine")) == 10
        for status in ["submitted", "waitlisted", "approved", "committed", "returned"] * 4:
            visitor = make.RegisterEntryFactory(home_cluster=home_cluster).organisation
            speaking_for(applicant, visitor)
            made = make.ExchangeFactory(
                visitor=visitor, home_cluster=home_cluster, status=status, submitted_at=make.NOW
            )
            make.HostConsentFactory(exchange=made)
        assert questions(browser, at("mine")) == 10
        assert browser.get(at("mine")).content.decode().count("CXC-") >= 21


class TestMine:
    def test_only_mine_with_what_comes_next(self, browser, draft, home_cluster, client):
        make.ExchangeFactory(home_cluster=home_cluster)
        text = browser.get(at("mine")).content.decode()
        assert draft.reference in text and text.count('class="row-link"') == 1
        assert at("application", draft) in text

    def test_as_host(self, client, draft, applicant, host):
        client.force_login(host)
        assert draft.reference not in client.get(at("mine")).content.decode()

        submit(draft, declared=True, by=applicant, now=make.NOW)
        text = client.get(at("mine")).content.decode()
        assert "Łódź Sensorics GmbH visits you" in text and at("host_answer", draft) in text

    def test_nothing_yet(self, client, outsider, partnership):
        client.force_login(outsider)
        assert "No exchange yet" in client.get(at("mine")).content.decode()

    @pytest.mark.parametrize("page", ["0", "999", "x", "-1"])
    def test_odd_pages(self, browser, draft, page):
        assert browser.get(at("mine"), {"page": page}).status_code == 200
