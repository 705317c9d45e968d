"""Make `docs/card.png` and `docs/scoreboard.png` from a running demo, fresh or nearly so:

./run demo --fresh
.venv/bin/python docs/make_screenshots.py [http://localhost:8000]
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent
SCREEN = {"width": 1440, "height": 1080}
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# Who opens which page, and whether all of it is shown or the first screen
PICTURES = {
    "card": ("hostmanager@demo.example", "/p/excite/exchanges/CXC-0069/decide/", True),
    "scoreboard": ("coordinator@demo.example", "/p/excite/reporting/?until=2023-07-31", False),
}


def main(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (email, path, whole) in PICTURES.items():
            picture(browser, address, email, path, FOLDER / f"{name}.png", whole=whole)
        browser.close()


def picture(browser, address, email, path, file, *, whole):
    context = browser.new_context(
        base_url=address,
        locale="en-GB",
        timezone_id="Europe/Brussels",
        color_scheme="light",
        reduced_motion="reduce",
        viewport=SCREEN,
    )
    page = context.new_page()
    page.goto("/account/login/")
    banner = page.get_by_role("complementary", name="Demo")
    banner.locator("summary", has_text="Sign in as").click()
    banner.get_by_role("button", name=email).click()
    page.wait_for_url("**/work/")
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    for hidden in page.locator("main summary", has_text="more rules hold").all():
        hidden.click()
    page.screenshot(path=file, full_page=whole)
    context.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
