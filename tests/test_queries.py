"""No page costs more than fifteen queries, for nobody, with the whole demonstration behind it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters import services as clusters
from clusters.models import Partnership, User
from exchanges.models import Evidence, Exchange, PaymentBatch
from excite.demo import load_demo
from excite.outbox.models import Mail
from missions.models import Mission
from reporting.models import Report

from . import factories as make
from .pages import applications, desk, exchanges, missions, reporting, tandems
from .pages import clusters as clusters_table
from .pages.table import body, browsers, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST = 15
TABLES = [applications, clusters_table, desk, exchanges, missions, reporting, tandems]
PEOPLE = ["sme", "host", "manager", "hostmanager", "coordinator", "finance", "auditor", "admin"]
STAGES = ["draft", "submitted", "approved", "committed", "reported", "completed"]


@pytest.fixture
def excite(settings, tmp_path, programme_day):
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    list(load_demo(pdf=False))
    return Partnership.objects.get(slug="excite")


def records(excite, people):
    """A record of the demonstration for each that the tables name; an invitation is made."""
    in_excite = Exchange.objects.filter(partnership=excite).order_by("-reference")
    found = {stage: {"reference": in_excite.filter(status=stage).first().reference} for stage in STAGES}
    item = Evidence.objects.filter(exchange__partnership=excite).order_by("pk").first()
    entry = excite.register.get(code="ORG-081")
    missions = Mission.objects.filter(partnership=excite, status="published").order_by("pk")
    return found | {
        "-": {},
        "asked": {"reference": "CXC-0069"},
        "item": {"reference": item.exchange.reference, "uuid": item.uuid},
        "batch": {"partnership": "harbour", "uuid": PaymentBatch.objects.get().uuid},
        "cluster": {"code": "silicon-saxony"},
        "organisation": {"uuid": entry.organisation.uuid},
        "membership": {"uuid": entry.organisation.memberships.first().uuid},
        "invitation": _invitation(excite, people),
        "mail": {"mail": Mail.objects.filter(partnership_key=excite.pk).order_by("pk").first().uuid},
        "mission": {"slug": missions.first().slug},
        "proposed": {"reference": "LT-04"},
        "running": {"reference": "LT-02"},
        "report": {"uuid": Report.objects.filter(partnership=excite).order_by("-until").first().uuid},
    }


def _invitation(excite, people):
    offer = {"kind": "auditor", "email": people["sme"].email, "by": people["coordinator"]}
    invitation = clusters.invite_to_post(excite, **offer, now=make.NOW, today=make.DAY)
    return {"uuid": invitation.uuid}


def test_no_page_costs_more_than_fifteen_queries(excite):
    people = {name: User.objects.get(email=f"{name}@demo.example") for name in PEOPLE}
    there, costs = records(excite, people), {}
    rows = [row for table in TABLES for row in read(table.PAGES, table.NAMESPACE)]
    rows = [row for row in rows if row.method == "GET" and row.record in there]
    for person, browser in browsers(people).items():
        browser.get("/work/")
        browser.get("/")  # the count in the head is kept for a while
        for row in rows:
            address = row.address("excite", there[row.record])
            number = _queries(browser, address)
            if number is not None:
                costs[f"{row} {address} as {person}"] = number
    assert len(costs) > 300
    assert {page: cost for page, cost in costs.items() if cost > MOST} == {}


def _queries(browser, address) -> int | None:
    """None if it is no page for them. The shared cache is left out: Redis, or a table on SQLite."""
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    if answer.status_code != 200:
        return None
    body(answer)
    return len([query for query in asked.captured_queries if "cache_entries" not in query["sql"]])
