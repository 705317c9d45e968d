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
PICTURES = {
    "card": ("hostmanager@demo.example", "/p/excite/exchanges/CXC-0069/decide/"),
    "scoreboard": ("coordinator@demo.example", "/p/excite/reporting/?until=2023-07-31"),
}


def main(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (email, path) in PICTURES.items():
            picture(browser, address, email, path, FOLDER / f"{name}.png")
        browser.close()


def picture(browser, address, email, path, file):
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
    if page.locator("main details").count() == 1:  # the rules that need no second look
        page.locator("main details summary").click()
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
