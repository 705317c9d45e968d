"""The frame in a browser: with a mouse, by keys alone, and without JavaScript."""

import pytest

from ..harness.axe import sideways, violations

pytestmark = pytest.mark.browser

WIDTHS = [1440, 768, 360, 320]
ENTRANCE = ["/account/login/", "/account/signup/", "/account/password/reset/", "/account/login/code/"]
ACCOUNT = ["/account/email/", "/account/password/change/", "/account/2fa/", "/account/sessions/"]


def sign_in(page, email="manager@demo.example"):
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("excite-demo")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_in_has_no_barriers(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for address in ENTRANCE:
        page.goto(address)
        assert violations(page) == []
        assert sideways(page) == 0


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_the_account_has_no_barriers(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    sign_in(page)
    for address in ACCOUNT:
        page.goto(address)
        assert violations(page) == []
        assert sideways(page) == 0


def test_a_page_that_is_not_there_has_no_barriers(page):
    assert page.goto("/nowhere/").status == 404
    assert page.get_by_role("heading", level=1).inner_text() == "There is nothing here"
    assert violations(page) == []
    page.problems.clear()  # the browser reports the 404 itself


def test_the_chosen_theme_is_kept(page):
    page.emulate_media(color_scheme="light")
    page.goto("/account/login/")
    assert page.locator("html").get_attribute("data-bs-theme") == "light"
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_keys_find_the_search_and_can_be_put_off(page):
    sign_in(page)
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("?")
    assert page.get_by_label("Search").first.input_value() == "?"  # typing is typing
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    switch = page.get_by_label("Single keys act at once")
    switch.uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("#keys-help").is_visible()


def test_menus_close_by_escape_and_give_the_focus_back(page):
    sign_in(page)
    account = page.locator("summary", has_text="your account")
    account.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out").is_visible()
    assert account.evaluate("element => element === document.activeElement")


def test_without_javascript_menus_open_and_the_language_changes(chromium, portal):
    context = chromium.new_context(base_url=portal.address(""), java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/account/login/")
    page.locator("summary", has_text="Change the language").click()
    page.get_by_role("button", name="Deutsch").first.click()
    assert page.locator("html").get_attribute("lang") == "de"
    context.close()


def test_the_phone_has_a_menu_instead_of_the_rail(page):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page)
    assert not page.get_by_role("navigation", name="Portal", exact=True).is_visible()
    page.get_by_label("Menu", exact=True).click()
    drawer = page.get_by_role("navigation", name="Portal menu")
    assert drawer.get_by_role("link", name="Exchanges").is_visible()
    assert violations(page) == []
    assert sideways(page) == 0
