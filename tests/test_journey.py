"""One exchange through the whole portal in a browser, as everybody concerned sees it.

Lena Vogt of Heidenau Vision GmbH joins the Vilnius Digital Mission; Neris Robotics, which has no account,
hosts her. In the end the figure has grown by exactly one.
"""

import json
import re
from datetime import date

import pytest
from pypdf import PdfReader

from excite.demo import papers

from .harness.walk import Walker

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.slow]

REFERENCE = re.compile(r"CXC-\d{4}")
GROWN = "61 exchanges (incl. 28 SMEs)"
LINE = """
from exchanges.models import BudgetLine
states = [f"{state}_cents" for state in BudgetLine.STATES]
answer = BudgetLine.objects.values(*states).get(cluster__code="silicon-saxony", year=2023)
"""


def test_an_exchange_from_the_first_look_to_the_report(page, portal):
    assert headline(portal) == "60 exchanges (incl. 27 SMEs)"
    line = portal.ask(LINE)
    walker = Walker(page)
    reference = apply(walker)
    host_agrees(walker)
    manager_decides(walker, reference)
    four_sign(walker, reference)
    assert booked(portal, line) == {"agreed_cents": 56_000}
    walker.jump("90 days")
    applicant_reports(walker, reference)
    manager_validates(walker, reference)
    assert booked(portal, line) == {"due_cents": 56_000}
    grant_is_paid(walker, reference)
    assert booked(portal, line) == {"paid_cents": 56_000}
    assert headline(portal) == GROWN
    coordinator_reports(walker)
    assert walker.problems == []


def apply(walker):
    page = walker.page
    walker.be("Lena Vogt")
    walker.look()
    walker.go("/missions/")
    walker.follow("Vilnius Digital Mission")
    walker.look()
    walker.follow("Apply")
    page.get_by_label("Heidenau Vision GmbH").check()
    walker.look()
    walker.press("Begin the application")
    fill_in(walker)
    walker.look()
    walker.press("Submit")
    page.wait_for_url(REFERENCE)
    walker.look()
    return REFERENCE.search(page.url)[0]


def fill_in(walker):
    """Lights and the sentence of the grant follow while she types, before anything is saved by hand."""
    page = walker.page
    grant = page.locator("#assessment")
    page.get_by_text("The amount appears here").wait_for()
    page.get_by_label("Search by name or town").press_sequentially("neris rob", delay=20)
    page.get_by_label("Neris Robotics UAB").check()
    page.get_by_label("Contact at the host").fill("Rasa Nerienė")
    page.get_by_label("E-mail of the contact").fill("rasa@neris.example")
    days = {"Arrival": 3, "First working day": 4, "Last working day": 6, "Departure": 9}
    for label, day in days.items():
        page.get_by_label(label, exact=True).fill(f"2023-12-{day:02d}")
    grant.get_by_text("EUR 280.00").first.wait_for()
    page.get_by_label("Last working day", exact=True).fill("2023-12-08")
    grant.get_by_text("EUR 560.00").first.wait_for()
    page.get_by_label("Who travels").fill("Lena Vogt")
    page.get_by_label("E-mail of the traveller").fill("sme@demo.example")
    page.get_by_label("Why you want to go").fill("We look for partners in machine vision.")
    page.get_by_label("What you expect to come of it").fill("One joint test set-up.")
    page.get_by_label("We declare that no other EU money").check()
    page.locator("#review").get_by_text("Nothing is missing").wait_for()


def host_agrees(walker):
    """By the personal link out of the mail, without an account."""
    page = walker.page
    walker.newest_mail("Heidenau Vision GmbH would like to visit you")
    walker.look()
    page.locator("main a[href*='/host/']").first.click()
    walker.look()
    page.get_by_label("Your name").fill("Rasa Nerienė")
    walker.press("We agree to host")
    page.get_by_text("You agreed to host").wait_for()
    walker.look()


def manager_decides(walker, reference):
    page = walker.page
    walker.be("Katrin Richter")
    walker.look()
    page.get_by_role("main").get_by_role("link", name="Heidenau Vision GmbH").first.click()
    walker.look()
    walker.press("Approve")
    page.get_by_text(f"{reference} is approved").wait_for()
    walker.look()


def four_sign(walker, reference):
    """Visitor, home cluster and host cluster by account, the host by the link in a mail."""
    page = walker.page
    for name in ("Lena Vogt", "Katrin Richter", "Rūta Kazlauskienė"):
        walker.be(name)
        walker.go(f"/exchanges/{reference}/sign/")
        walker.look()
        walker.press("I have read it and sign")
        page.get_by_text("Signed. Thank you.").wait_for()
    walker.newest_mail(f"{reference}: please sign for Neris Robotics")
    page.locator("main a[href*='/host/']").first.click()
    walker.look()
    walker.follow("Read and sign")
    page.get_by_label("Your full name").fill("Rasa Nerienė")
    walker.look()
    walker.press("I have read it and sign")
    page.get_by_text("You have signed").wait_for()
    walker.look()


def applicant_reports(walker, reference):
    page = walker.page
    walker.be("Lena Vogt")
    walker.go(f"/exchanges/{reference}/report/")
    page.get_by_label("What you did").fill("Two days in the laboratory, three at the mission's meetings.")
    page.get_by_label("What you learnt").fill("How they calibrate cameras.")
    page.get_by_label("What comes next").fill("A joint offer.")
    page.get_by_label("Pre-arranged B2B meetings held").fill("4")
    page.get_by_label("5", exact=True).check()
    walker.press("Save", exact=True)
    stay = date(2023, 12, 4), date(2023, 12, 8)
    for code, checked in {
        "attendance": papers.attendance("Heidenau Vision GmbH", "Neris Robotics UAB", *stay),
        "travel": papers.photo("train.jpg", "Dresden to Vilnius", hue=40),
    }.items():
        page.locator(f"#id_{code}_file").set_input_files(
            {"name": checked.original_name, "mimeType": checked.content_type, "buffer": checked.content}
        )
        page.locator(f"#part-{code}").get_by_role("button", name="Add").click()
        page.get_by_text("Added: ").wait_for()
    walker.look()
    walker.press("Hand in the report")
    page.wait_for_url(f"**/exchanges/{reference}/")
    walker.look()


def manager_validates(walker, reference):
    page = walker.page
    walker.be("Katrin Richter")
    walker.go(f"/exchanges/{reference}/evidence/")
    walker.look()
    with page.expect_download() as opened:
        page.get_by_role("link", name="attendance.pdf").click()
    assert PdfReader(opened.value.path()).pages
    for name in ("attendance.pdf", "train.jpg"):
        walker.press(f"Accept {name}")
    walker.press("Validate")
    page.get_by_text("is completed and counts").wait_for()
    walker.look()


def grant_is_paid(walker, reference):
    """Put together and authorised by the cluster, confirmed by finance."""
    page = walker.page
    walker.go("/exchanges/budget/")
    walker.look()
    for box in page.locator("input[name=grant]:checked").all():
        box.set_checked(box.get_attribute("value") == reference)
    walker.press("Put the chosen ones into a batch")
    walker.look()
    batch = page.url
    walker.press("Authorise")
    walker.be("Sofia Marin")
    walker.look()
    page.goto(batch)
    walker.look()
    walker.press("Confirm payment")
    page.get_by_text("is paid").first.wait_for()
    walker.look()


def coordinator_reports(walker):
    """The worker makes it; the coordinator reads the headline on the page and in the PDF."""
    page = walker.page
    walker.be("Jonas Lehmann")
    walker.look()
    walker.go("/reporting/")
    walker.look()
    walker.go("/reporting/reports/make/")
    walker.look()
    page.get_by_label("Reporting period").select_option("")
    page.get_by_label("Count up to").fill("2023-12-12")
    walker.press("Make it")
    page.get_by_role("heading", level=1, name=GROWN).wait_for(timeout=60_000)
    walker.look()
    with page.expect_download() as opened:
        page.get_by_role("link", name="PDF").click()
    assert GROWN in " ".join(PdfReader(opened.value.path()).pages[0].extract_text().split())


def headline(portal):
    """Of all that is counted to the end of the year."""
    done = portal.manage("progress", "--partnership", "EXCITE", "--until", "2023-12-31", "--json")
    return json.loads(done.stdout)["headline"]


def booked(portal, before):
    """What has changed on Silicon Saxony's line of 2023, in cents by state."""
    line = portal.ask(LINE)
    return {state: line[state] - before[state] for state in line if line[state] != before[state]}
