"""Evidence, closing report, validation: what must be there, and what is frozen."""

from datetime import UTC, date, datetime, timedelta

import pytest

from exchanges import services
from exchanges.models import ClosingReport, Evidence, Exchange
from excite.outbox.models import Mail
from excite.storage import private_storage
from excite.workflow import NotAllowed, ReasonMissing, Refused, WrongStatus
from tests import factories as make

from .stages import AFTER, BEFORE, REPORT, pdf


def save_report(stages, **changes):
    services.save_report(stages.exchange, changes=REPORT | changes, by=stages.people["applicant"], now=AFTER)


def hand_in(stages, now=AFTER):
    services.hand_in(stages.exchange, by=stages.people["applicant"], now=now)


def validate(stages, now=AFTER):
    services.validate(stages.exchange, by=stages.people["home_manager"], now=now)


# --- Handing in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "ready"),
    [
        (datetime(2023, 11, 17, 20, tzinfo=UTC), False),  # the last working day
        (datetime(2023, 11, 18, 22, 59, tzinfo=UTC), False),  # the day of departure, 23:59 in Brussels
        (datetime(2023, 11, 18, 23, 0, tzinfo=UTC), True),  # midnight in Brussels
    ],
)
def test_the_report_is_for_after_the_stay(stages, moment, ready):
    stages.reach("committed")
    stages.add_evidence()
    save_report(stages)
    if ready:
        hand_in(stages, moment)
        assert stages.exchange.status == "reported"
    else:
        with pytest.raises(services.StayNotOver, match="from 19 November 2023 on"):
            hand_in(stages, moment)


def test_every_gap_is_listed(stages, evidence_kind):
    stages.reach("committed")
    with pytest.raises(services.ReportNotReady) as told:
        hand_in(stages)
    assert told.value.gaps == (
        ("activities", "what you did"),
        ("learnt", "what you learnt"),
        ("next_steps", "what comes next"),
        ("arranged_meetings", "pre-arranged B2B meetings held"),
        ("travel", "Proof of travel"),
    )
    assert "what you did, what you learnt" in str(told.value)
    save_report(stages, arranged_meetings=0)
    stages.add_evidence()
    hand_in(stages)
    assert stages.exchange.status == "reported"


def test_an_item_that_was_asked_again_does_not_count(stages, people):
    stages.reach("reported")
    item = Evidence.objects.get()
    services.ask_again(
        stages.exchange, items={item.pk: "Not readable."}, by=people["home_manager"], now=AFTER
    )
    assert stages.exchange.status == "committed"
    [mail] = Mail.objects.filter(purpose="exchange.asked_again")
    assert mail.context["reason"] == "Proof of travel: Not readable."
    with pytest.raises(services.ReportNotReady, match="Proof of travel"):
        hand_in(stages)


def test_what_is_not_required_may_be_missing(stages, partnership):
    make.EvidenceKindFactory(partnership=partnership, code="photo", required=False)
    make.EvidenceKindFactory(code="elsewhere")
    stages.reach("reported")
    assert Evidence.objects.count() == 1


# --- Evidence ------------------------------------------------------------------------------------------


def test_the_same_file_is_one_item_however_often_it_is_sent(
    stages, people, evidence_kind, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    stages.reach("committed")
    for _time in range(8):
        item = services.add_evidence(
            stages.exchange, kind=evidence_kind, upload=pdf(), by=people["applicant"], now=AFTER
        )
    assert Evidence.objects.get() == item
    assert list(tmp_path.rglob("*.pdf")) == [tmp_path / item.stored_name]


def test_the_very_file_that_was_asked_again_is_not_taken_twice(stages, people, evidence_kind):
    stages.reach("reported")
    services.ask_evidence_again(
        Evidence.objects.get(), reason="Cut off.", by=people["home_manager"], now=AFTER
    )
    assert Evidence.objects.get().reason == "Cut off."
    services.ask_again(stages.exchange, reason="See there.", by=people["home_manager"], now=AFTER)
    with pytest.raises(Refused, match="the very file"):
        services.add_evidence(
            stages.exchange, kind=evidence_kind, upload=pdf(), by=people["applicant"], now=AFTER
        )
    services.add_evidence(
        stages.exchange, kind=evidence_kind, upload=pdf("better"), by=people["applicant"], now=AFTER
    )
    hand_in(stages)


def test_a_refused_file_is_not_left_in_the_store(stages, people, evidence_kind, monkeypatch):
    stages.reach("committed")
    monkeypatch.setattr(services.evidence, "MOST_ITEMS", 0)
    kept = []
    keep = services.evidence.uploads.keep
    monkeypatch.setattr(services.evidence.uploads, "keep", lambda *what: kept.append(keep(*what)) or kept[-1])
    with pytest.raises(Refused, match="as many as fit"):
        services.add_evidence(
            stages.exchange, kind=evidence_kind, upload=pdf("x"), by=people["applicant"], now=AFTER
        )
    assert [private_storage().exists(name) for name in kept] == [False]


def test_a_kind_of_another_partnership_is_foreign(stages, people):
    stages.reach("committed")
    with pytest.raises(NotAllowed):
        services.add_evidence(
            stages.exchange, kind=make.EvidenceKindFactory(), upload=pdf(), by=people["applicant"], now=AFTER
        )


def test_asking_again_names_items_of_this_exchange_and_a_reason(stages, people):
    stages.reach("reported")
    manager = people["home_manager"]
    foreign = make.EvidenceFactory()
    with pytest.raises(WrongStatus):
        services.ask_again(stages.exchange, items={foreign.pk: "No."}, by=manager, now=AFTER)
    with pytest.raises(ReasonMissing):
        services.ask_again(stages.exchange, items={Evidence.objects.first().pk: " "}, by=manager, now=AFTER)
    assert stages.exchange.status == "reported"


# --- Validating ----------------------------------------------------------------------------------------


def test_every_required_kind_needs_an_accepted_item(stages):
    stages.reach("reported")
    with pytest.raises(services.EvidenceMissing) as told:
        validate(stages)
    assert str(told.value) == ("No accepted item yet of: Proof of travel. Accept one of each, or ask again.")
    assert stages.exchange.grant.status == "agreed"
    stages.accept()
    validate(stages)
    assert stages.exchange.status == "completed"


def test_the_type_is_that_of_the_day_of_validation(stages, visitor):
    stages.reach("reported")
    visitor.kind, visitor.size = "scaling_up_support", ""
    visitor.save()
    stages.accept()
    validate(stages)
    visitor.kind = "large_company"
    visitor.save()
    stages.exchange.refresh_from_db()
    assert (stages.exchange.counted_kind, stages.exchange.counted_size) == ("scaling_up_support", "")


def test_the_days_to_pay_are_the_partnerships(stages, partnership):
    partnership.programme_rules.update(payment_days=5)
    stages.reach("completed")
    assert stages.exchange.grant.due_on == date(2023, 11, 25)


def test_imported_history_is_validated_without_items_until_a_report_is_written_here(stages, people):
    """Report and evidence of an exchange that was imported as reported are kept elsewhere."""
    stages.reach("reported")
    Evidence.objects.all().delete()
    Exchange.objects.update(imported=True)
    assert not services.kept_elsewhere(Exchange.objects.get())
    with pytest.raises(services.EvidenceMissing):
        validate(stages)
    ClosingReport.objects.all().delete()
    assert services.kept_elsewhere(Exchange.objects.get())
    validate(stages)
    assert stages.exchange.status == "completed"
    assert stages.exchange.grant.status == "due"


def test_an_imported_exchange_that_is_still_to_travel_reports_here_in_full(stages):
    stages.reach("committed")
    Exchange.objects.update(imported=True)
    with pytest.raises(services.ReportNotReady):
        hand_in(stages)


def test_a_stay_that_is_not_over_is_not_counted(stages):
    stages.reach("reported")
    stages.accept()
    with pytest.raises(services.StayNotOver):
        validate(stages, BEFORE + timedelta(days=1))


def test_finance_is_told_of_a_due_grant(stages, people):
    stages.reach("completed")
    [mail] = Mail.objects.filter(purpose="exchange.grant_due")
    assert (mail.recipient, mail.context["amount"], mail.context["due_on"]) == (
        people["finance"],
        "EUR 900.00",
        "30 November 2023",
    )
