"""Every mail about an exchange: who gets it, and that it reads well in each language."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from exchanges import emails, services, tasks
from exchanges.models import ChangeRequest, Evidence, Exchange, SeatOffer, TravelGrant
from excite.outbox.emails import masked
from excite.outbox.models import Mail

from .stages import AFTER, BEFORE
from .test_matrix_money import paid

# Written by the application's own services, and tested there.
OF_THE_APPLICATION = {"host_asked", "host_answered", "submitted", "received", "withdrawn", "lapsed"}
SHORTER = {"last_working_day": date(2023, 11, 16)}


def returned(stages, by):
    stages.reach("returned")


def rejected(stages, by):
    stages.reach("rejected")


def asked_again(stages, by):
    stages.reach("reported")
    item = Evidence.objects.get()
    services.ask_evidence_again(item, reason="Not readable.", by=by["home_manager"], now=AFTER)
    services.ask_again(stages.exchange, reason="Whom did you meet?", by=by["home_manager"], now=AFTER)


def refused(stages, by):
    stages.reach("reported")
    services.refuse(stages.exchange, reason="Nobody went.", by=by["home_manager"], now=AFTER)


def cancelled(stages, by):
    stages.reach("cancelled")


def waited(stages, by):
    stages.reach("waitlisted")
    stages.exchange.mission.seat_rows.filter(number=1).update(taken_at=None)
    services.lapse_offers(now=BEFORE)
    services.accept_offer(SeatOffer.objects.get(), by=by["applicant"], now=BEFORE)


def waited_too_long(stages, by):
    stages.reach("waitlisted")
    stages.exchange.mission.seat_rows.filter(number=1).update(taken_at=None)
    services.lapse_offers(now=BEFORE)
    services.lapse_offers(now=BEFORE + timedelta(days=3))


def changed(stages, by):
    stages.reach("committed")
    for answer in ("decline", "agree"):
        services.ask_for_change(
            stages.exchange, changes=SHORTER, reason="The fair.", by=by["applicant"], now=BEFORE
        )
        change = ChangeRequest.objects.asked().get()
        if answer == "decline":
            services.decline_change(change, reason="Stay.", by=by["home_manager"], now=BEFORE)
        else:
            services.agree_to_change(change, by=by["home_manager"], now=BEFORE)


def corrected(stages, by):
    stages.reach("completed")
    services.correct(
        stages.exchange, changes=SHORTER, reason="The ticket says so.", by=by["coordinator"], now=AFTER
    )
    services.reopen(stages.exchange, reason="A doubt.", by=by["coordinator"], now=AFTER)


def paid_and_back(stages, by):
    paid(stages, by)
    services.bounce(TravelGrant.objects.get(), reason="No such account.", by=by["finance"], now=AFTER)


def recovered(stages, by):
    paid(stages, by)
    services.open_recovery(TravelGrant.objects.get(), reason="Too much.", by=by["coordinator"], now=AFTER)


def signed_by_link(stages, by):
    by["host"].representations.all().delete()
    Exchange.objects.update(host_contact_name="Hélène", host_contact_email="helene@example.org")
    stages.exchange.refresh_from_db()
    stages.submit()
    services.answer_host(stages.exchange.consent, agree=True, by=None, now=BEFORE, name="Hélène")
    stages.approve()


SCENES = {
    returned: {"returned"},
    rejected: {"rejected"},
    asked_again: {"approved", "committed", "reported", "evidence_again", "asked_again"},
    refused: {"approved", "committed", "reported", "refused"},
    cancelled: {"approved", "cancelled"},
    waited: {"waitlisted", "seat_offered", "seat_taken"},
    waited_too_long: {"waitlisted", "seat_offered", "seat_lapsed"},
    changed: {"approved", "committed", "change_asked", "change_declined", "change_agreed"},
    corrected: {"approved", "committed", "reported", "validated", "grant_due", "corrected", "reopened"},
    paid_and_back: {
        *{"approved", "committed", "reported", "validated", "grant_due", "authorised", "paid", "bounced"}
    },
    recovered: {
        *{"approved", "committed", "reported", "validated", "grant_due", "authorised", "paid"},
        *{"recovery", "recovery_opened"},
    },
    signed_by_link: {"approved", "host_sign"},
}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_every_mail_reads_well(stages, people, scene):
    scene(stages, people)
    mails = Mail.objects.exclude(purpose__in=[f"exchange.{name}" for name in OF_THE_APPLICATION])
    assert {mail.purpose.partition(".")[2] for mail in mails} == SCENES[scene]
    for mail in mails:
        for language in ("en", "de"):
            mail.language = language
            letter = masked(mail)
            about = stages.exchange.reference if mail.purpose.startswith("exchange.") else "PAY-0001"
            assert about in letter.subject
            assert not re.search(r"None|\{|\}|%\(|&#|  ", letter.subject + letter.text), letter.text
            assert "/exchanges/" in letter.text or mail.purpose == "exchange.host_sign"


def test_every_template_belongs_to_a_scene():
    folder = Path(settings.BASE_DIR, "templates/mails")
    there = {path.name.split(".")[1] for kind in ("exchange", "batch") for path in folder.glob(f"{kind}.*")}
    assert there - OF_THE_APPLICATION == set().union(*SCENES.values())


def test_amounts_and_days_are_said_in_the_readers_language(stages, people):
    people["applicant"].language = "de"
    people["applicant"].save()
    stages.reach("completed")
    [mail] = Mail.objects.filter(purpose="exchange.validated")
    assert (mail.language, mail.context["amount"]) == ("de", "EUR 900,00")
    assert mail.context["due_on"] == "30. November 2023"


def test_nobody_is_told_what_they_did_themselves_and_each_is_told_once(stages, people, visitor):
    """Who speaks for both organisations still gets one mail."""
    host = people["host"].representations.get().organisation
    people["applicant"].representations.create(organisation=host, started_on=BEFORE.date())
    stages.reach("approved")
    told = Mail.objects.filter(purpose="exchange.approved").values_list("recipient__email", flat=True)
    assert sorted(told) == ["applicant@example.org", "host@example.org", "host_manager@example.org"]


def test_people_who_left_are_not_written_to(stages, people):
    people["host_manager"].posts.update(ended_on=BEFORE.date())
    people["host"].is_active = False
    people["host"].save()
    stages.exchange.status = "approved"
    emails.tell_everyone(stages.exchange, "exchange.approved", by=None, now=BEFORE)
    told = Mail.objects.values_list("recipient__email", flat=True)
    assert sorted(told) == ["applicant@example.org", "home_manager@example.org"]


def test_beat_lets_lapse_what_is_over(stages, people):
    """Both sweeps of the programme, by the door that beat calls; real time is long after the demo day."""
    waited_too_long(stages, people)
    assert SeatOffer.objects.get().status == "lapsed"
    tasks.sweep()
    tasks.sweep()
    assert SeatOffer.objects.count() == 1
