"""Somebody who walks through the demo in a browser: changes persons, reads mails, looks at every page."""

from itertools import product

from tests.harness.axe import COLOURS, TAGS, sideways, violations

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


class Walker:
    """``problems`` gathers what the looks found, so that one walk tells all of it."""

    def __init__(self, page, partnership="excite"):
        self.page = page
        self.start = f"/p/{partnership}"
        self.problems = []
        self.looked_at = []
        page.set_viewport_size(DESK)
        page.emulate_media(reduced_motion="reduce")  # colours are judged when they have arrived

    def be(self, name):
        """Change the person by the demo's banner; the desk of that person opens."""
        if self.page.url == "about:blank":
            self.page.goto(f"{self.start}/missions/")
        banner = self.page.get_by_role("complementary", name="Demo")
        banner.locator("summary", has_text="Be someone else").or_(
            banner.locator("summary", has_text="Sign in as")
        ).click()
        banner.get_by_role("button", name=name).click()
        self.page.wait_for_url("**/work/")

    def jump(self, label):
        """Let the demo's clock jump, by the words of its button."""
        banner = self.page.get_by_role("complementary", name="Demo")
        banner.locator("summary", has_text="Jump forward").click()
        banner.get_by_role("button", name=label, exact=True).click()
        self.page.get_by_text("It is now").wait_for()

    def go(self, path):
        self.page.goto(f"{self.start}{path}")

    def press(self, name, **options):
        self.page.get_by_role("button", name=name, **options).click()

    def follow(self, name, **options):
        self.page.get_by_role("link", name=name, **options).first.click()

    def newest_mail(self, subject):
        """Open the newest mail of the demo's mailbox whose subject has these words."""
        self.page.goto("/mails/demo/")
        self.page.get_by_role("main").get_by_role("link", name=subject).first.click()

    def heading(self):
        return self.page.get_by_role("heading", level=1).inner_text()

    def look(self):
        """Look for barriers and for scrolling to the side: on a desk and on a phone, by light and by dark."""
        self.page.wait_for_load_state("networkidle")
        self.looked_at.append(self.page.url)
        for size, scheme in product([DESK, PHONE], ["light", "dark"]):
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=scheme)
            found = violations(self.page, TAGS if scheme == "light" else COLOURS)
            if sideways(self.page):
                found.append(f"{sideways(self.page)} pixels to the side")
            where = f"{self.page.url} {size['width']} {scheme}"
            self.problems += [f"{where}: {line}" for line in found]
        self.page.set_viewport_size(DESK)
        self.page.emulate_media(color_scheme="light")
