"""The application in a browser: lights while typing, saving by itself, two tabs, a lost session."""

import re

import pytest
from playwright.sync_api import expect

from ..excite.test_frame_browser import sign_in
from ..harness.axe import sideways, violations

pytestmark = pytest.mark.browser

SENTENCE = "#assessment section:first-child p:last-child"


def begin(page, *, signed_in=False):
    """The draft of Heidenau Vision for the mission to the Basque Country; always the same one."""
    if not signed_in:
        sign_in(page, "sme@demo.example")
    page.goto("/p/excite/exchanges/apply/?mission=basque-open-industry")
    page.get_by_label("Heidenau Vision GmbH").check()
    page.get_by_role("button", name="Begin the application").click()
    page.wait_for_url(re.compile(r"/CXC-\d+/application/$"))


def type_in(page, label, words):
    """Type, and wait until the page has saved itself."""
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.get_by_label(label).fill(words)
    page.locator("[data-saved][data-state=saved]").wait_for()


def choose_host(page, words="san seb", name="GAIA"):
    page.get_by_label("Search by name or town").fill(words)
    page.get_by_role("radio", name=re.compile(name)).check()
    page.get_by_label("E-mail of the contact").wait_for()


def test_lights_and_sentence_follow_what_is_typed(page):
    begin(page)
    assert page.get_by_label("First working day").input_value() == "2023-11-13"
    choose_host(page)
    sentence = page.get_by_text(
        "Spain, 3 working days: 830.00 halved to 415.00, because under 5 working days"
    )
    sentence.wait_for()
    page.get_by_label("Last working day").fill("2023-11-17")
    page.get_by_label("Departure").fill("2023-11-18")
    page.get_by_text("Spain, 5 working days: 830.00, the full lump sum").wait_for()
    page.get_by_label("Last working day").fill("2023-11-10")
    page.locator("#assessment").get_by_text("The stay ends before it starts").wait_for()
    page.locator("#review").get_by_text("The stay ends before it starts").wait_for()
    page.get_by_label("Last working day").fill("2023-11-15")
    type_in(page, "Departure", "2023-11-16")
    sentence.wait_for()
    assert page.locator("[data-saved]").inner_text().startswith("Saved ")


def test_what_is_typed_is_there_again(page):
    begin(page)
    type_in(page, "Why you want to go", "We test lenses.\nThey make them.")
    page.reload()
    assert page.get_by_label("Why you want to go").input_value() == "We test lenses.\nThey make them."


def test_a_text_too_long_is_not_cut_and_not_lost(page):
    begin(page)
    page.get_by_label("Who travels").fill("é" * 300)
    page.get_by_text("except: Who travels").wait_for()
    page.locator("#review").get_by_text("at most 150 characters").wait_for()
    assert page.get_by_label("Who travels").input_value() == "é" * 300
    type_in(page, "Who travels", "Lena Vogt")
    expect(page.locator("[data-saved]")).not_to_contain_text("except")


def test_a_second_tab_never_overwrites(page):
    begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    type_in(other, "What you expect to come of it", "Typed in the second tab")
    page.get_by_label("What you expect to come of it").fill("Typed in the first tab")
    page.get_by_role("button", name="Show both and choose").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Which words shall stay?"
    assert violations(page) == []
    page.get_by_label("Saved in the meantime Typed in the second tab").check()
    page.get_by_role("button", name="Save this choice").click()
    page.wait_for_url(re.compile(r"/application/$"))
    assert page.get_by_label("What you expect to come of it").input_value() == "Typed in the second tab"
    page.problems.clear()  # the browser reports the two answers 409 itself


def test_words_typed_after_the_session_has_ended_are_kept(page):
    begin(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("Whom you would like to meet").fill("Typed too late")
    page.locator("[data-saved][data-state=failed]").wait_for()
    page.context.add_cookies(cookies)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.get_by_role("button", name="Put them back").click()
    assert page.get_by_label("Whom you would like to meet").input_value() == "Typed too late"
    page.locator("[data-saved][data-state=saved]").wait_for()
    page.problems.clear()  # the browser reports the refused requests itself


def test_the_phone_shows_amount_and_gaps_while_one_types(page):
    page.set_viewport_size({"width": 360, "height": 740})
    begin(page)
    type_in(page, "Why you want to go", "To learn")
    line = page.locator("#live-line")
    expect(line).to_be_visible()
    before = line.inner_text()
    type_in(page, "Why you want to go", "")
    expect(line).not_to_have_text(before)
    expect(line).to_contain_text("missing")


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (768, "light"), (360, "dark"), (320, "light")]
)
def test_no_barriers(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    begin(page)
    form = page.url
    page.locator(".rules-holding summary").click()
    assert (violations(page), sideways(page)) == ([], 0)
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("This cannot be submitted yet").wait_for()
    assert (violations(page), sideways(page)) == ([], 0)
    for address in [
        "/p/excite/exchanges/mine/",
        "/p/excite/exchanges/apply/",
        form.replace("application", "delete"),
    ]:
        page.goto(address)
        assert (violations(page), sideways(page)) == ([], 0), address


def test_without_javascript_everything_can_be_done(chromium, portal):
    context = chromium.new_context(base_url=portal.address(""), java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    begin(page)
    page.get_by_label("Why you want to go").fill("Typed without a script")
    page.get_by_label("Search by name or town").fill("GAIA")
    page.locator("button[name=find]").click()
    page.get_by_role("radio", name=re.compile("GAIA")).check()
    page.get_by_label("Last working day").fill("2023-11-15")
    page.get_by_role("button", name="Save for later").click()
    assert page.get_by_label("Why you want to go").input_value() == "Typed without a script"
    assert "EUR 415.00" in page.locator("#assessment").inner_text()
    page.get_by_role("button", name="Submit").click()
    assert "This cannot be submitted yet" in page.locator("main").inner_text()
    page.get_by_role("link", name="Delete the draft").click()
    page.get_by_role("button", name="Delete the draft").click()
    assert "is deleted" in page.locator("main").inner_text()
    context.close()
