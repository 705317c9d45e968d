"""The application page: saves itself, judges while typing, lists every gap, loses nothing."""

from datetime import date

import pytest

from exchanges.models import Exchange
from exchanges.services import return_for_more
from excite.audit.models import Event
from tests import factories as make

from .filled import PROBE, autosave, whole
from .pages import at

pytestmark = pytest.mark.usefixtures("programme_day")


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
