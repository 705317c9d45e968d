"""Making and freezing: once, whole, and only what adds up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from excite import jobs, worker
from excite.audit.models import Event
from excite.workflow import NotAllowed, WrongStatus
from reporting import services
from reporting.models import CountedRow, Report, ReportFile, ReportingPeriod, ReportJob
from reporting.services import files, making, seal

from .. import factories as make
from .conftest import NOW, again

UNTIL = date(2023, 7, 31)


def verbs(report):
    return list(Event.objects.of(report).oldest_first().values_list("verb", flat=True))


def test_a_report_from_asking_to_freezing(excite, excite_coordinator, made):
    report = made(excite, UNTIL, by=excite_coordinator, note="As agreed.")
    assert (report.status, report.headline) == ("ready", "60 exchanges (incl. 27 SMEs)")
    assert report.figures.get(code="exchanges_by_smes").value == 27
    assert report.rows.filter(code="exchanges_by_smes").count() == 27
    assert {file.format for file in report.files.all()} == {"json", "csv", "xlsx"}
    assert seal.faults(report) == []

    frozen = services.freeze(report, by=excite_coordinator, now=NOW)
    assert (frozen.status, frozen.frozen_by, frozen.frozen_at) == ("frozen", excite_coordinator, NOW)
    assert frozen.checksum == seal.checksum(frozen) != frozen.digest
    assert verbs(report) == ["start", "finish", "freeze"]
    assert seal.faults(again(report)) == []


def test_every_figure_has_its_rows(excite, made):
    report = made(excite, UNTIL)
    for figure in report.figures.all():
        assert sum(row.amount for row in report.rows.filter(code=figure.code)) == (figure.value or 0)


def test_through_the_worker(excite, excite_coordinator):
    """Asked for in a request, done by the job's own code, in the language of the report."""
    report = services.start(excite, until=UNTIL, language="en", by=excite_coordinator, now=NOW)
    job = jobs.claim(ReportJob, ReportJob.objects.get().pk)
    worker.perform(job)
    job.refresh_from_db()
    assert (job.status, job.progress, job.error) == ("done", 100, "")
    report = again(report)
    assert report.status == "ready"
    assert {file.format for file in report.files.all()} == {"json", "csv", "xlsx", "pdf"}


# --- Asked for once ------------------------------------------------------------------------------------


def test_the_same_form_eight_times(partnership, coordinator):
    uuid = make.ReportFactory.build().uuid
    made = [
        services.start(partnership, until=UNTIL, uuid=uuid, by=coordinator, now=NOW).pk for _time in range(8)
    ]
    assert len(set(made)) == Report.objects.count() == ReportJob.objects.count() == 1
    assert Event.objects.filter(verb="start").count() == 1


def test_two_forms_at_once(partnership, coordinator):
    """Two tabs ask for the same report: the second gets the one that is being made."""
    first = services.start(partnership, until=UNTIL, by=coordinator, now=NOW)
    second = services.start(partnership, until=UNTIL, by=coordinator, now=NOW)
    assert (first, Report.objects.count()) == (second, 1)
    other = services.start(partnership, until=UNTIL, language="de", by=coordinator, now=NOW)
    assert other != first


def test_a_foreign_form_is_not_answered_with_a_foreign_report(partnership, coordinator):
    foreign = make.ReportFactory(until=UNTIL)
    mine = services.start(partnership, until=UNTIL, by=coordinator, now=NOW)
    assert mine.partnership == partnership != foreign.partnership


def test_who_may(partnership, people):
    for name, person in people.items():
        if name == "coordinator":
            continue
        with pytest.raises(NotAllowed):
            services.start(partnership, until=UNTIL, by=person, now=NOW)
    assert Report.objects.count() == 0


def test_not_before_the_grant(partnership, coordinator):
    with pytest.raises(services.TooEarly):
        services.start(partnership, until=date(2022, 1, 31), by=coordinator, now=NOW)


# --- Killed, stopped, disturbed ------------------------------------------------------------------------


def test_what_a_killed_attempt_left_is_cleared_away(excite):
    """Rows of a first attempt that died half-way are not counted twice."""
    report = services.start(excite, until=UNTIL, by=None, now=NOW, send=False)
    CountedRow.objects.create(
        report=report, code="exchanges", kind="exchange", record="left over", reference="X", amount=1
    )
    services.make_now(report, now=NOW, formats=("csv",))
    assert report.rows.filter(code="exchanges").count() == 60


def test_an_attempt_that_lost_the_job_writes_nothing_more(excite):
    report = services.start(excite, until=UNTIL, by=None, now=NOW, send=False)
    job = jobs.claim(ReportJob, services.latest_job(report).pk)
    jobs.give_back(job)
    jobs.claim(ReportJob, job.pk)
    with pytest.raises(jobs.Lost):
        making.make(job, progress=lambda percent, message: jobs.advance(job, percent, message), now=NOW)
    assert again(report).status == "building"
    assert CountedRow.objects.count() == ReportFile.objects.count() == 0


def test_stopped_while_it_is_made(excite, excite_coordinator):
    report = services.start(excite, until=UNTIL, by=excite_coordinator, now=NOW, send=False)
    job = jobs.claim(ReportJob, services.latest_job(report).pk)

    def stop_at_the_files(percent, message):
        if percent >= 50:
            services.stop(again(report), by=excite_coordinator, now=NOW)
        jobs.advance(job, percent, message)

    with pytest.raises(jobs.Lost):
        making.make(job, progress=stop_at_the_files, now=NOW)
    report = again(report)
    assert (report.status, report.job_status) == ("building", "cancelled")
    assert not list(files.drafts_folder().iterdir())
    services.retry(report, by=excite_coordinator, now=NOW)
    services.make_now(report, now=NOW, formats=("csv",))
    assert again(report).status == "ready"


def test_discarded_while_it_is_made(excite, excite_coordinator, settings):
    report = services.start(excite, until=UNTIL, by=excite_coordinator, now=NOW, send=False)
    job = jobs.claim(ReportJob, services.latest_job(report).pk)

    def discard_at_the_files(percent, message):
        if percent >= 95:
            services.discard(again(report), by=excite_coordinator, now=NOW)
        jobs.advance(job, percent, message)

    with pytest.raises(jobs.Lost):
        making.make(job, progress=discard_at_the_files, now=NOW, formats=("csv",))
    assert again(report).status == "discarded"
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_rows_that_do_not_add_up_are_counted_again(excite, monkeypatch):
    """Somebody completes an exchange between the counting and the listing."""
    report = services.start(excite, until=UNTIL, by=None, now=NOW, send=False)
    real, disturbed = making.each_row, []

    def disturb(indicator, scope):
        if not disturbed:
            disturbed.append(excite.exchanges.filter(reference="CXC-0001").update(status="cancelled"))
        return real(indicator, scope)

    monkeypatch.setattr(making, "each_row", disturb)
    services.make_now(report, now=NOW, formats=("csv",))
    assert report.figures.get(code="exchanges").value == report.rows.filter(code="exchanges").count() == 59


def test_data_that_never_stand_still(excite, monkeypatch):
    report = services.start(excite, until=UNTIL, by=None, now=NOW, send=False)
    real = making.each_row
    monkeypatch.setattr(making, "each_row", lambda *about: iter([*real(*about)][:-1]))
    with pytest.raises(services.NotMade, match="changed"):
        services.make_now(report, now=NOW)
    assert again(report).status == "building"


def test_without_pango_only_the_pdf_is_missing(excite, monkeypatch):
    from reporting.documents import paper

    def no_pango(html):
        raise making.PdfUnavailable("no libpango")

    monkeypatch.setattr(paper, "pdf", no_pango)
    report = services.start(excite, until=UNTIL, by=None, now=NOW, send=False)
    services.make_now(report, now=NOW)
    assert {file.format for file in report.files.all()} == {"json", "csv", "xlsx"}


@pytest.mark.parametrize("end", ["failed", "cancelled", "dropped", "being made"])
def test_made_here_after_an_earlier_attempt(partnership, coordinator, end):
    """A command does not stumble over what an earlier one left behind; nor does it take over live work."""
    report = services.start(partnership, until=UNTIL, by=coordinator, now=NOW)
    job = jobs.claim(ReportJob, services.latest_job(report).pk)
    if end == "failed":
        jobs.fail(job, "No.")
    elif end == "cancelled":
        jobs.cancel(job)
    elif end == "dropped":
        ReportJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    if end == "being made":
        with pytest.raises(services.NotMade, match="already"):
            services.make_now(report, now=NOW, formats=("csv",))
    else:
        assert services.make_now(report, now=NOW, formats=("csv",)).status == "ready"


# --- Freezing ------------------------------------------------------------------------------------------


@pytest.fixture
def periods(partnership):
    return [
        make.ReportingPeriodFactory(partnership=partnership, number=number, starts_on=first, ends_on=last)
        for number, first, last in [
            (1, date(2022, 2, 1), date(2022, 7, 31)),
            (2, date(2022, 8, 1), date(2023, 1, 31)),
            (3, date(2023, 2, 1), date(2023, 7, 31)),
        ]
    ]


def test_not_before_the_day_is_over(partnership, coordinator, made):
    report = made(partnership, date(2023, 9, 13), by=coordinator)
    with pytest.raises(services.CutOffAhead):
        services.freeze(report, by=coordinator, now=NOW)
    services.freeze(again(report), by=coordinator, now=NOW + timedelta(days=1))


def test_a_period_once(partnership, coordinator, made, periods):
    first = made(partnership, periods[2].ends_on, period=periods[2], by=coordinator)
    second = made(partnership, periods[2].ends_on, period=periods[2], by=coordinator)
    services.freeze(first, by=coordinator, now=NOW)
    with pytest.raises(services.PeriodFrozen):
        services.freeze(second, by=coordinator, now=NOW)
    with pytest.raises(services.PeriodFrozen):
        services.start(partnership, until=UNTIL, period=periods[2], by=coordinator, now=NOW)


def test_only_forwards(partnership, coordinator, made):
    late, early = (
        made(partnership, UNTIL, by=coordinator),
        made(partnership, date(2023, 6, 30), by=coordinator),
    )
    services.freeze(late, by=coordinator, now=NOW)
    with pytest.raises(services.FrozenAlready):
        services.freeze(early, by=coordinator, now=NOW)


def test_not_against_an_outdated_last_report(partnership, coordinator, made):
    late, early = (
        made(partnership, UNTIL, by=coordinator),
        made(partnership, date(2023, 6, 30), by=coordinator),
    )
    services.freeze(early, by=coordinator, now=NOW)
    with pytest.raises(services.Outdated):
        services.freeze(late, by=coordinator, now=NOW)
    fresh = made(partnership, UNTIL, by=coordinator)
    assert services.freeze(fresh, by=coordinator, now=NOW).previous_id == early.pk


def test_frozen_eight_times(partnership, coordinator, made):
    report = made(partnership, UNTIL, by=coordinator)
    copies = [again(report) for _time in range(8)]
    services.freeze(copies[0], by=coordinator, now=NOW)
    for copy in copies[1:]:
        with pytest.raises((WrongStatus, services.FrozenAlready)):
            services.freeze(copy, by=coordinator, now=NOW)
    assert verbs(report).count("freeze") == 1


@pytest.mark.parametrize("damage", ["figure", "row", "file", "gone"])
def test_a_damaged_report_is_not_frozen_and_a_frozen_one_is_found_out(completed, coordinator, made, damage):
    partnership = completed().partnership
    report = made(partnership, UNTIL, by=coordinator)
    path = files.path_of(report.files.get(format="csv"))

    def hurt():
        if damage == "figure":
            report.figures.filter(code="exchanges").update(value=99)
        elif damage == "row":
            CountedRow.objects.filter(report=report, code="exchanges").update(reference="CXC-9999")
        elif damage == "file":
            path.write_bytes(path.read_bytes().replace(b"exchanges", b"Exchanges", 1))
        else:
            path.unlink()

    services.freeze(report, by=coordinator, now=NOW)
    hurt()
    expected = "report.csv" if damage in ("file", "gone") else "figures"
    assert seal.faults(again(report)) == [expected]

    second = made(partnership, UNTIL + timedelta(days=1), by=coordinator)
    report, path = second, files.path_of(second.files.get(format="csv"))
    hurt()
    with pytest.raises(services.Damaged):
        services.freeze(second, by=coordinator, now=NOW)


def test_the_checksum_covers_the_files(partnership, coordinator, made):
    report = made(partnership, UNTIL, by=coordinator)
    services.freeze(report, by=coordinator, now=NOW)
    report.files.filter(format="csv").update(sha256="0" * 64)
    assert "checksum" in seal.faults(again(report))


def test_discarding_leaves_no_file(
    partnership, coordinator, made, settings, django_capture_on_commit_callbacks
):
    report = made(partnership, UNTIL, by=coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(report, by=coordinator, now=NOW)
    assert not list(settings.MEDIA_ROOT.glob("reports/*"))
    assert (report.rows.count(), report.files.count()) == (0, 0)


# --- History -------------------------------------------------------------------------------------------


def test_history(excite, excite_coordinator):
    """The demonstration's reports: each as it was known two weeks after its period."""
    made = services.freeze_history(excite, by=excite_coordinator, now=NOW, formats=("csv",))
    assert [(report.period.number, report.headline) for report in made] == [
        (1, "7 exchanges (incl. 1 SME)"),
        (2, "38 exchanges (incl. 19 SMEs)"),
        (3, "60 exchanges (incl. 27 SMEs)"),
    ]
    assert [report.previous for report in made] == [None, made[0], made[1]]
    third = made[2].figures.get(code="exchanges")
    assert (third.previous, third.new, third.restated) == (38, 22, 0)
    assert made[0].frozen_at < datetime(2022, 8, 16, tzinfo=UTC)
    assert services.freeze_history(excite, by=excite_coordinator, now=NOW, formats=("csv",)) == []
    assert ReportingPeriod.objects.exclude(reports__status="frozen").get().number == 4


# --- Commands ------------------------------------------------------------------------------------------


def test_make_report(excite, tmp_path, capsys):
    out = tmp_path / "deep" / "folder"
    for _time in range(2):
        call_command("make_report", "--partnership", "EXCITE", "--until", "2023-07-31", "--out", str(out))
    assert sorted(path.name for path in out.iterdir()) == [
        "report.csv",
        "report.json",
        "report.pdf",
        "report.xlsx",
    ]
    assert "60 exchanges (incl. 27 SMEs) · check code" in capsys.readouterr().out
