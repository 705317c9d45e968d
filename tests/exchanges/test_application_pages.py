"""The application page: saves itself, judges while typing, lists every gap, loses nothing."""

from datetime import date

import pytest
from django.urls import reverse

from exchanges.models import Exchange
from excite.audit.models import Event
from tests import factories as make
from tests.people import speaking_for

PLACE = {"partnership": "alliance"}
PROBE = "<b>Ünïcödé & „quotes“</b>"


def at(view, exchange=None, **rest):
    reference = {"reference": exchange.reference} if exchange else {}
    return reverse(f"exchanges:{view}", kwargs=PLACE | reference | rest)


@pytest.fixture(autouse=True)
def _day(programme_day):
    pass


@pytest.fixture
def browser(client, applicant):
    client.force_login(applicant)
    return client


def whole(draft, **changes):
    """What a browser sends of the whole form."""
    return {
        "version": str(draft.version),
        "visitor": str(draft.visitor.uuid),
        "mission": "",
        "host": str(draft.host.uuid),
        "host_contact_name": draft.host_contact_name,
        "host_contact_email": draft.host_contact_email,
        "arrival": "2023-11-12",
        "first_working_day": "2023-11-13",
        "last_working_day": "2023-11-17",
        "departure": "2023-11-18",
        "traveller_name": draft.traveller_name,
        "traveller_email": draft.traveller_email,
        "motivation": draft.motivation,
        "expected_outcome": draft.expected_outcome,
        "wanted_meetings": draft.wanted_meetings,
    } | changes


def autosave(client, draft, posted):
    return client.post(at("save", draft), posted, headers={"X-Requested-With": "autosave"})


class TestPage:
    def test_figures_and_sentences_of_the_rules(self, browser, draft, host):
        text = browser.get(at("application", draft)).content.decode()
        assert "EUR 900.00" in text
        assert "France, 5 working days: 900.00, the full lump sum" in text
        assert "First visit in the whole scheme" in text
        assert "Sign that no other EU money pays for this trip" in text
        assert 'href="#id_declaration_signed"' in text

    def test_an_applicant_sees_no_budget(self, browser, draft, budget_line):
        assert "budget" not in browser.get(at("application", draft)).content.decode().lower()

    def test_every_gap_is_a_link_to_a_field_that_is_there(self, browser, visitor, home_cluster):
        empty = Exchange.objects.create(
            partnership=home_cluster.partnership, reference="CXC-0001", visitor=visitor,
            home_cluster=home_cluster, started_at=make.NOW,
        )  # fmt: skip
        answer = browser.post(at("submit", empty), {"version": "1"})
        text = answer.content.decode()
        fields = [
            "host", "arrival", "traveller_name", "traveller_email", "motivation", "expected_outcome",
            "declaration_signed",
        ]  # fmt: skip
        for field in fields:
            assert f'href="#id_{field}"' in text and f'id="id_{field}"' in text, field
        assert "cannot be submitted yet" in text
        empty.refresh_from_db()
        assert empty.status == "draft"

    def test_what_the_cluster_asked_for(self, browser, draft, home_manager):
        from exchanges.services import return_for_more

        Exchange.objects.update(status="submitted", submitted_at=make.NOW)
        draft.refresh_from_db()
        return_for_more(draft, reason="Which laboratory exactly?", by=home_manager, now=make.NOW)
        text = browser.get(at("application", draft)).content.decode()
        assert "Which laboratory exactly?" in text and "Delete the draft" not in text

    @pytest.mark.parametrize("status", ["submitted", "approved", "withdrawn"])
    def test_once_submitted_it_leads_to_the_record(self, browser, draft, status):
        Exchange.objects.update(status=status)
        for view in ("application", "delete"):
            assert browser.get(at(view, draft)).headers["Location"] == at("exchange", draft)
        for view in ("save", "submit", "assess"):
            answer = browser.post(at(view, draft), whole(draft, motivation="Late"))
            assert answer.headers["Location"] == at("exchange", draft)
        draft.refresh_from_db()
        assert draft.motivation != "Late"

    def test_whoever_signs_in_anew_comes_back_to_the_form(self, browser, draft):
        for view in ("save", "submit"):
            assert browser.get(at(view, draft)).headers["Location"] == at("application", draft)


class TestSaving:
    def test_by_the_button(self, browser, draft):
        answer = browser.post(
            at("save", draft), whole(draft, motivation=PROBE, last_working_day="2023-11-15")
        )
        assert answer.headers["Location"] == at("application", draft)
        draft.refresh_from_db()
        assert (draft.motivation, draft.last_working_day, draft.version) == (PROBE, date(2023, 11, 15), 2)

    def test_by_itself(self, browser, draft):
        answer = autosave(browser, draft, whole(draft, motivation=PROBE))
        assert answer.json() == {"saved": "Saved 10:00", "version": 2, "unsaved": []}
        again = autosave(browser, draft, whole(draft, motivation="More", version="2"))
        assert again.json()["version"] == 3
        draft.refresh_from_db()
        assert draft.motivation == "More"
        assert [event.details for event in Event.objects.of(draft).oldest_first()] == [
            {"fields": ["motivation"]}, {"fields": ["motivation"]},
        ]  # fmt: skip

    def test_part_of_the_form_leaves_the_rest(self, browser, draft):
        autosave(browser, draft, {"version": "1", "wanted_meetings": "Photonics labs"})
        draft.refresh_from_db()
        assert (draft.wanted_meetings, draft.traveller_name) == ("Photonics labs", "Ada Reisende")

    def test_fields_can_be_emptied(self, browser, draft):
        empty = {name: "" for name in whole(draft) if name not in ("version", "visitor")}
        assert autosave(browser, draft, {"version": "1", **empty}).json()["unsaved"] == []
        draft.refresh_from_db()
        assert (draft.host, draft.arrival, draft.motivation, draft.host_cluster) == (None, None, "", None)

    @pytest.mark.parametrize("times", [2, 8])
    def test_the_same_again_has_one_effect(self, browser, draft, times):
        for _time in range(times):
            answer = autosave(browser, draft, whole(draft, motivation=PROBE))
            assert answer.json()["version"] == 2
        assert Event.objects.of(draft).count() == 1

    def test_choosing_a_mission(self, browser, draft, mission):
        autosave(browser, draft, whole(draft, mission=mission.slug))
        draft.refresh_from_db()
        assert draft.mission == mission


class TestTwoTabs:
    @pytest.fixture
    def overtaken(self, browser, draft):
        autosave(
            browser, draft, {"version": "1", "motivation": "From the first tab", "wanted_meetings": "Robots"}
        )
        return draft

    def test_the_script_is_told(self, browser, overtaken):
        answer = autosave(browser, overtaken, whole(overtaken, motivation="From the second tab"))
        assert answer.status_code == 409 and "another tab" in answer.json()["error"]
        overtaken.refresh_from_db()
        assert (overtaken.motivation, overtaken.version) == ("From the first tab", 2)

    @pytest.mark.parametrize("view", ["save", "submit"])
    def test_both_are_shown(self, browser, overtaken, view):
        answer = browser.post(at(view, overtaken), whole(overtaken, motivation="From the second tab"))
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "From the first tab" in text and "From the second tab" in text
        assert "Robots" in text and "Two makers of sensors." in text
        assert "Ada Reisende" not in text
        overtaken.refresh_from_db()
        assert (overtaken.motivation, overtaken.status) == ("From the first tab", "draft")

    def test_the_choice_is_kept_field_by_field(self, browser, overtaken):
        answer = browser.post(at("save", overtaken), {
            "version": "2",
            "motivation": "From the second tab", "pick-motivation": "here",
            "wanted_meetings": "Two makers of sensors.", "pick-wanted_meetings": "saved",
        })  # fmt: skip
        assert answer.status_code == 302
        overtaken.refresh_from_db()
        assert (overtaken.motivation, overtaken.wanted_meetings) == ("From the second tab", "Robots")

    def test_even_what_cannot_be_saved_is_not_lost(self, browser, overtaken):
        posted = whole(overtaken, traveller_name="é" * 300)
        text = browser.post(at("save", overtaken), posted).content.decode()
        assert "é" * 300 in text and "at most 150 characters" in text

    @pytest.mark.parametrize("version", ["", "0", "x", "-1", "9" * 40, "２"])
    def test_a_broken_version_never_overwrites(self, browser, draft, version):
        save_first = autosave(browser, draft, {"version": "1", "motivation": "Kept"})
        assert save_first.status_code == 200
        answer = autosave(browser, draft, {"version": version, "motivation": "Gone"})
        draft.refresh_from_db()
        if version == "２":  # a digit is a digit, whatever the keyboard
            assert answer.json()["version"] == 3
        else:
            assert (answer.status_code, draft.motivation) == (409, "Kept")


NASTY = {
    "a name of 300 letters": ("traveller_name", "é" * 300, "at most 150 characters"),
    "NUL": ("motivation", "before\0after", "NUL"),
    "NUL in an address": ("traveller_email", "a\0b@example.org", "NUL"),
    "a megabyte": ("motivation", "x" * 1_000_000, "at most 4000 characters"),
    "a megabyte in a line": ("traveller_name", "x" * 1_000_000, "at most 150 characters"),
    "a megabyte in a date": ("arrival", "1" * 1_000_000, "not a date"),
    "no address": ("traveller_email", "not an address", "valid email address"),
    "no date": ("arrival", "soon", "not a date"),
    "no number": ("arrival", "1e999", "not a date"),
    "the 30th of February": ("arrival", "2023-02-30", "not a date"),
    "the year 1": ("arrival", "0001-01-01", "look at the year"),
    "the year 9999": ("departure", "9999-12-31", "look at the year"),
    "the year 0": ("departure", "0000-01-01", "not a date"),
    "an unknown host": ("host", "2f1c1a52-5e42-4c0c-8d4e-0f6f6f3a1111", "choose a host from the list"),
    "no uuid": ("host", "1 OR 1=1", "choose a host from the list"),
    "NUL as a host": ("host", "\0", "choose a host from the list"),
    "a number as a host": ("host", "1", "choose a host from the list"),
    "an unknown mission": ("mission", "nowhere", "missions that are open"),
    "NUL as a mission": ("mission", "\0", "missions that are open"),
    "an unknown visitor": ("visitor", "2f1c1a52-5e42-4c0c-8d4e-0f6f6f3a1111", "your own organisations"),
    "junk as a visitor": ("visitor", "\ufffd", "your own organisations"),
}  # fmt: skip


class TestBadInput:
    @pytest.mark.parametrize("name", NASTY)
    def test_gets_a_sentence_and_nothing_else_is_lost(self, browser, draft, name):
        field, value, sentence = NASTY[name]
        posted = whole(draft, expected_outcome=PROBE) | {field: value}
        for view in ("save", "submit"):
            answer = browser.post(at(view, draft), posted | {"version": str(draft.version)})
            text = answer.content.decode()
            assert answer.status_code == 200 and sentence in text
            draft.refresh_from_db()
            assert draft.expected_outcome == PROBE and draft.status == "draft"
        if field in ("motivation", "traveller_name") and "\0" not in value:
            assert value in text
        told = autosave(browser, draft, posted | {"version": str(draft.version)}).json()
        assert len(told["unsaved"]) == 1 and told["saved"].startswith("Saved 10:00, except: ")
        judged = browser.post(at("assess", draft), posted, headers={"HX-Request": "true"})
        assert judged.status_code == 200 and sentence in judged.content.decode()

    def test_what_cannot_be_seen_is_left_out(self, browser, draft):
        autosave(
            browser,
            draft,
            whole(draft, traveller_name="Ada\u202e Lovelace\u200b", motivation="a\u2066b\r\nc"),
        )
        draft.refresh_from_db()
        assert (draft.traveller_name, draft.motivation) == ("Ada Lovelace", "ab\nc")

    def test_a_right_to_left_mark_in_an_address(self, browser, draft):
        autosave(browser, draft, whole(draft, traveller_email="ada\u202e@exam\u200bple.org"))
        draft.refresh_from_db()
        assert draft.traveller_email == "ada@example.org"

    def test_lone_surrogates(self, browser, draft):
        body = "version=1&motivation=a%ED%A0%80b&traveller_name=%FF%FE&arrival=%ED%A0%80&host=%ED%BF%BF"
        answer = browser.post(at("save", draft), body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        draft.refresh_from_db()
        assert "\ufffd" in draft.motivation and draft.arrival == date(2023, 11, 12)

    def test_a_broken_body(self, browser, draft):
        answer = browser.post(
            at("save", draft), "--x\r\nbroken", content_type="multipart/form-data; boundary=x"
        )
        assert answer.status_code in (302, 400)
        draft.refresh_from_db()
        assert draft.version == 1

    def test_text_that_begins_with_an_equals_sign_is_text(self, browser, draft):
        autosave(browser, draft, whole(draft, motivation="=1+1"))
        draft.refresh_from_db()
        assert draft.motivation == "=1+1"

    def test_foreign_records_look_like_missing_ones(self, browser, draft, other_partnership):
        foreign = make.RegisterEntryFactory(home_cluster__partnership=other_partnership).organisation
        elsewhere = make.MissionFactory(organiser__partnership=other_partnership)
        hidden = make.MissionFactory(organiser=draft.home_cluster, status="draft")
        closed = make.MissionFactory(organiser=draft.home_cluster, status="closed")
        tries = [
            ("visitor", foreign.uuid), ("host", foreign.uuid), ("mission", elsewhere.slug),
            ("mission", hidden.slug), ("mission", closed.slug), ("visitor", draft.host.uuid),
        ]  # fmt: skip
        for field, key in tries:
            answer = autosave(browser, draft, {"version": "1", field: str(key)})
            assert len(answer.json()["unsaved"]) == 1 and answer.json()["version"] == 1, field

    def test_visiting_oneself(self, browser, draft, visitor):
        text = browser.post(at("save", draft), whole(draft, host=str(visitor.uuid))).content.decode()
        assert "cannot visit itself" in text
        draft.refresh_from_db()
        assert draft.host != visitor

    @pytest.mark.parametrize("days,sentence", [
        (("2023-02-26", "2023-02-27", "2023-02-03", "2023-02-04"), "The stay ends before it starts"),
        (("2023-11-10", "2023-11-11", "2023-11-12", "2023-11-13"), "No working day in the stay"),
        (("2023-10-01", "2023-10-02", "2023-11-02", "2023-11-03"), "Longer than 1 calendar month"),
        (("2023-09-03", "2023-09-04", "2023-09-08", "2023-09-09"), "choose days after today"),
        (("2023-11-13", "2023-11-13", "2023-11-17", "2023-11-18"), "arrive before"),
    ])  # fmt: skip
    def test_days_that_cannot_be_are_saved_and_explained(self, browser, draft, host, days, sentence):
        names = ["arrival", "first_working_day", "last_working_day", "departure"]
        posted = whole(draft, declaration_signed="yes") | dict(zip(names, days, strict=True))
        answer = browser.post(at("submit", draft), posted)
        text = answer.content.decode()
        assert answer.status_code == 200 and sentence in text
        draft.refresh_from_db()
        assert (draft.status, draft.first_working_day.isoformat()) == ("draft", days[1])
        assert all(f'value="{day}"' in text for day in days)

    def test_the_own_country_is_explained(self, browser, draft, home_cluster):
        near = make.RegisterEntryFactory(home_cluster=home_cluster).organisation
        judged = browser.post(at("assess", draft), whole(draft, host=str(near.uuid)))
        assert "both in Germany: choose a host in another country" in judged.content.decode()


class TestLights:
    def test_follow_what_is_typed_and_save_nothing(self, browser, draft, host):
        posted = whole(draft, last_working_day="2023-11-15", departure="2023-11-16")
        answer = browser.post(at("assess", draft), posted, headers={"HX-Request": "true"})
        text = answer.content.decode()
        assert "EUR 450.00" in text
        assert "France, 3 working days: 900.00 halved to 450.00, because under 5 working days" in text
        assert 'id="review" class="mb-3" hx-swap-oob="true"' in text
        draft.refresh_from_db()
        assert (draft.version, draft.last_working_day) == (1, date(2023, 11, 17))

    def test_the_declaration_counts_while_it_is_ticked(self, browser, draft, host):
        ticked = browser.post(at("assess", draft), whole(draft, declaration_signed="yes")).content.decode()
        assert "Signed: no other EU money pays for this trip" in ticked
        review = browser.post(
            at("assess", draft), whole(draft, declaration_signed="yes"), headers={"HX-Request": "true"}
        ).content.decode()
        assert "Nothing is missing: you can submit." in review

    def test_not_by_get(self, browser, draft):
        assert browser.get(at("assess", draft)).status_code == 405


class TestHosts:
    @pytest.fixture
    def register(self, host_cluster):
        for name, city in [("Łódź Optyka", "Łódź"), ("ВИТОША Labs", "София"), ("Nordlicht", "Kiel")]:
            make.RegisterEntryFactory(
                home_cluster=host_cluster, organisation__name=name, organisation__city=city
            )

    @pytest.mark.parametrize("words,found", [
        ("lodz", ["Łódź Optyka"]), ("витоша", ["ВИТОША Labs"]), ("KIEL nord", ["Nordlicht"]),
        ("%", []), ("_", []),
    ])  # fmt: skip
    def test_search(self, browser, draft, register, words, found):
        text = browser.get(at("hosts", draft), {"words": words, "host": ""}).content.decode()
        names = ["Łódź Optyka", "ВИТОША Labs", "Nordlicht", "Łódź Sensorics GmbH"]
        assert [name for name in names if name in text] == found

    def test_only_of_this_partnership(self, browser, draft, other_partnership):
        make.RegisterEntryFactory(
            home_cluster__partnership=other_partnership, organisation__name="Foreign Ltd"
        )
        assert "Foreign Ltd" not in browser.get(at("hosts", draft), {"words": "foreign"}).content.decode()

    def test_without_javascript(self, browser, draft, register):
        posted = whole(draft, words="nordlicht", find="yes", motivation=PROBE)
        text = browser.post(at("save", draft), posted).content.decode()
        assert "Nordlicht" in text
        draft.refresh_from_db()
        assert draft.motivation == PROBE

    def test_the_contact_is_asked_for_where_nobody_has_an_account(self, browser, draft, host_organisation):
        asked = browser.get(at("hosts", draft), {"host": str(host_organisation.uuid)}).content.decode()
        assert 'name="host_contact_email"' in asked
        speaking_for(make.UserFactory(), host_organisation)
        asked = browser.get(at("hosts", draft), {"host": str(host_organisation.uuid)}).content.decode()
        assert 'name="host_contact_email"' not in asked and "asked in the portal" in asked

    @pytest.mark.parametrize("words", ["\ufffd", "x" * 5000, "a " * 2000, "<script>", "'\"\\"])
    def test_odd_words(self, browser, draft, words):
        answer = browser.get(at("hosts", draft), {"words": words})
        assert answer.status_code == 200 and "<script>" not in answer.content.decode()

    def test_no_more_than_a_dozen(self, browser, draft, host_cluster):
        for number in range(15):
            make.RegisterEntryFactory(home_cluster=host_cluster, organisation__name=f"Zeta {number:02d}")
        text = browser.get(at("hosts", draft), {"words": "zeta", "host": ""}).content.decode()
        assert text.count("Zeta ") == 12 and "There are more" in text


class TestSubmit:
    def test_in_one_go_with_what_was_typed_last(self, browser, draft, host):
        answer = browser.post(at("submit", draft), whole(draft, motivation=PROBE, declaration_signed="yes"))
        assert answer.headers["Location"] == at("exchange", draft)
        draft.refresh_from_db()
        assert (draft.status, draft.motivation) == ("submitted", PROBE)

    @pytest.mark.parametrize("times", [2, 8])
    def test_again(self, browser, draft, host, times):
        for _time in range(times):
            answer = browser.post(at("submit", draft), whole(draft, declaration_signed="yes"))
            assert answer.headers["Location"] == at("exchange", draft)
        assert Event.objects.filter(verb="submit").count() == 1

    def test_without_the_declaration_it_stays_a_draft_with_all_that_was_typed(self, browser, draft, host):
        text = browser.post(at("submit", draft), whole(draft, motivation=PROBE)).content.decode()
        assert "cannot be submitted yet" in text
        draft.refresh_from_db()
        assert (draft.status, draft.motivation) == ("draft", PROBE)


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


class TestQueries:
    """The same literal number, however much there is."""

    def test_the_form(self, browser, draft, host, mission, host_cluster, django_assert_num_queries):
        browser.get(at("application", draft))
        with django_assert_num_queries(20):
            browser.get(at("application", draft))
        for number in range(20):
            make.MissionFactory(organiser=host_cluster)
            make.RegisterEntryFactory(home_cluster=host_cluster, organisation__name=f"Zeta {number:02d}")
            make.LumpSumRateFactory(
                partnership=draft.partnership, country="FR", valid_from=date(2021, 1, 1 + number)
            )
        with django_assert_num_queries(20):
            browser.get(at("application", draft))

    def test_my_exchanges(
        self, browser, draft, host_cluster, applicant, home_cluster, django_assert_num_queries
    ):
        browser.get(at("mine"))
        with django_assert_num_queries(18):
            browser.get(at("mine"))
        for status in ["submitted", "waitlisted", "approved", "committed", "returned"] * 4:
            visitor = make.RegisterEntryFactory(home_cluster=home_cluster).organisation
            speaking_for(applicant, visitor)
            made = make.ExchangeFactory(
                visitor=visitor, home_cluster=home_cluster, status=status, submitted_at=make.NOW
            )
            make.HostConsentFactory(exchange=made)
        with django_assert_num_queries(18):
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
        from exchanges.services import submit

        submit(draft, declared=True, by=applicant, now=make.NOW)
        text = client.get(at("mine")).content.decode()
        assert "Łódź Sensorics GmbH visits you" in text and at("host_answer", draft) in text

    def test_nothing_yet(self, client, outsider, partnership):
        client.force_login(outsider)
        assert "No exchange yet" in client.get(at("mine")).content.decode()

    @pytest.mark.parametrize("page", ["0", "999", "x", "-1"])
    def test_odd_pages(self, browser, draft, page):
        assert browser.get(at("mine"), {"page": page}).status_code == 200
