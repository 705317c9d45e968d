"""What reports ask of coordinators and auditors, and of nobody else."""

from datetime import date

from excite import waiting
from reporting import services
from reporting.cards.waiting import waiting as reporting_waiting
from reporting.models import ReportJob

from .. import factories as make
from .conftest import NOW

TODAY = date(2023, 9, 13)


def asked(user, today=TODAY):
    tasks = waiting.for_user(user, today=today, now=NOW)
    return [(task.kind, task.title) for task in tasks if task.kind.startswith("report.")]


def test_a_coordinator_makes_checks_and_freezes(coordinator, partnership, made):
    make.ReportingPeriodFactory(
        partnership=partnership, number=4, starts_on=date(2023, 2, 1), ends_on=date(2023, 7, 31)
    )
    assert asked(coordinator, date(2023, 7, 31)) == []
    assert asked(coordinator) == [("report.make", "Make the report of period 4")]
    report = made(partnership, date(2023, 7, 31), by=coordinator, period=partnership.periods.get(number=4))
    assert asked(coordinator) == [("report.check", "Check the report up to 31 July 2023, and freeze it")]
    services.freeze(report, by=coordinator, now=NOW)
    assert asked(coordinator) == []


def test_a_report_that_was_stopped_is_made_again(coordinator, partnership):
    report = services.start(partnership, until=date(2023, 7, 31), by=coordinator, now=NOW, send=False)
    assert asked(coordinator) == []
    ReportJob.objects.filter(report=report).update(status="failed")
    [(kind, title)] = asked(coordinator)
    assert kind == "report.retry" and "31 July 2023" in title


def test_an_auditor_reads_what_was_frozen(auditor, coordinator, partnership, made):
    report = made(partnership, date(2023, 7, 31), by=coordinator)
    assert asked(auditor) == []
    services.freeze(report, by=coordinator, now=NOW)
    assert asked(auditor) == [("report.read", "Download and read the report up to 31 July 2023")]
    services.hand_out(report, "csv", by=coordinator, now=NOW)
    assert len(asked(auditor)) == 1, "what somebody else took is not read by her"
    services.hand_out(report, "csv", by=auditor, now=NOW)
    assert asked(auditor) == []


def test_others_are_not_asked(stranger, coordinator, partnership, made):
    report = made(partnership, date(2023, 7, 31), by=coordinator)
    services.freeze(report, by=coordinator, now=NOW)
    assert asked(stranger) == []


def test_at_most_three_queries(coordinator, partnership, made, django_assert_max_num_queries):
    made(partnership, date(2023, 7, 31), by=coordinator)
    assert coordinator.standing.coordinates
    with django_assert_max_num_queries(3):
        list(reporting_waiting(coordinator, today=TODAY, now=NOW))
