"""Status × person → acts on a report, written by hand; every act is tried by every person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from clusters.models import User
from excite import jobs
from excite.audit.models import Event
from excite.workflow import NotAllowed, WrongStatus
from reporting import services
from reporting.models import Report, ReportJob
from reporting.workflow import REPORT

from .conftest import again

NOW = datetime(2023, 9, 13, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ACTS = {
    "stop": services.stop,
    "retry": services.retry,
    "freeze": services.freeze,
    "discard": services.discard,
}
# The rows are where the report and its job stand. Everybody who is not named has no part in the partnership.
MATRIX = """
                  | coordinator    | home_manager | host_manager | third_manager | finance | auditor
building queued   | stop discard   | -            | -            | -             | -       | -
building running  | stop discard   | -            | -            | -             | -       | -
building failed   | retry discard  | -            | -            | -             | -       | -
building cancelled| retry discard  | -            | -            | -             | -       | -
ready done        | freeze discard | -            | -            | -             | -       | -
frozen done       | -              | -            | -            | -             | -       | -
discarded done    | -              | -            | -            | -             | -       | -
"""
HIDDEN = ("applicant", "host", "administrator", "stranger", "outsider")


def table():
    """{where it stands: {person: acts, or None where the report is hidden}}"""
    head, *lines = MATRIX.strip().splitlines()
    people = [cell.strip() for cell in head.split("|")[1:]]
    found = {}
    for line in lines:
        stand, *acts = [cell.strip() for cell in line.split("|")]
        cells = (set(cell.replace("-", "").split()) for cell in acts)
        found[stand] = dict(zip(people, cells, strict=True)) | dict.fromkeys(HIDDEN)
    return found


@pytest.fixture
def standing(partnership, coordinator, made):
    """standing("ready done"): a report that stands there."""

    def bring(stand):
        status, job = stand.split()
        if status == "building":
            report = services.start(partnership, until=date(2023, 7, 31), by=coordinator, now=NOW)
            row = ReportJob.objects.get()
            if job in ("running", "failed"):
                row = jobs.claim(ReportJob, row.pk)
            if job == "failed":
                jobs.fail(row, "No.")
            if job == "cancelled":
                jobs.cancel(row)
            return again(report)
        report = made(partnership, date(2023, 7, 31), by=coordinator)
        if status == "frozen":
            services.freeze(report, by=coordinator, now=NOW)
        if status == "discarded":
            services.discard(report, by=coordinator, now=NOW)
        return again(report)

    return bring


@pytest.mark.slow
@pytest.mark.usefixtures("counted_once")
@pytest.mark.parametrize("stand", table())
def test_every_act_by_every_person(standing, people, client, stand):
    report = standing(stand)
    before = (report.status, report.job_status, Event.objects.count())
    for person, allowed in table()[stand].items():
        user = User.objects.get(pk=people[person].pk)
        visible = Report.objects.visible_to(user).filter(pk=report.pk).exists()
        assert visible == (allowed is not None), person
        assert {action.name for action in REPORT.open_to(user, report)} == (allowed or set()), person

        client.force_login(user)
        for name, act in ACTS.items():
            if name not in (allowed or ()):
                with pytest.raises((NotAllowed, WrongStatus)):
                    act(again(report), by=user, now=LATER)
            if person != "coordinator":
                url = reverse("reporting:act", args=[report.partnership.slug, report.uuid, name])
                assert client.post(url).status_code == (404 if allowed is None else 403), (person, name)
    after = again(report)
    assert (after.status, after.job_status, Event.objects.count()) == before


@pytest.mark.parametrize(
    ("stand", "name", "status"),
    [
        ("building queued", "stop", "building"),
        ("building running", "stop", "building"),
        ("building failed", "retry", "building"),
        ("building cancelled", "retry", "building"),
        ("building queued", "discard", "discarded"),
        ("building running", "discard", "discarded"),
        ("ready done", "freeze", "frozen"),
        ("ready done", "discard", "discarded"),
    ],
)
def test_each_allowed_act_from_the_page_twice_and_eight_times(
    standing, coordinator, client, stand, name, status
):
    """One effect and one event, however often the form is sent."""
    report = standing(stand)
    client.force_login(coordinator)
    url = reverse("reporting:act", args=[report.partnership.slug, report.uuid, name])
    for _time in range(8):
        assert client.post(url).status_code == 302
    assert again(report).status == status
    assert Event.objects.filter(subject_kind="report", verb=name).count() == 1
