"""What people type and what they should not: a sentence for each, nothing lost, never an error."""

import re
from datetime import date

import pytest

from tests import factories as make
from tests.people import speaking_for

from .filled import PROBE, autosave, whole
from .pages import at

pytestmark = [pytest.mark.usefixtures("programme_day"), pytest.mark.slow]


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

    def test_choosing_leaves_the_order_as_it_is(self, browser, draft, host_cluster):
        """The arrow keys go from one to the next, and each step is answered with the list anew."""
        made = [
            make.RegisterEntryFactory(home_cluster=host_cluster, organisation__name=f"Zeta {number}")
            for number in range(3)
        ]
        keys = [str(entry.organisation.uuid) for entry in made]
        for key in keys:
            text = browser.get(at("hosts", draft), {"words": "zeta", "host": key}).content.decode()
            assert re.findall(r'name="host" value="([^"]+)"', text) == keys
            assert re.findall(r'value="([^"]+)" id="host-[^"]+" checked', text) == [key]

    def test_no_more_than_a_dozen(self, browser, draft, host_cluster):
        for number in range(15):
            make.RegisterEntryFactory(home_cluster=host_cluster, organisation__name=f"Zeta {number:02d}")
        text = browser.get(at("hosts", draft), {"words": "zeta", "host": ""}).content.decode()
        assert text.count("Zeta ") == 12 and "There are more" in text
