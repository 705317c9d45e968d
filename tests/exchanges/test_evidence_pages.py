"""Report and evidence through their pages: files from strangers, saving, gaps, checking, downloads."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from exchanges import services
from exchanges.models import ClosingReport, Evidence
from excite.audit.models import Event

from .pages import at, signed_in, taken_away, text_of
from .stages import BEFORE, REPORT

pytestmark = pytest.mark.slow

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
SCRIPT_PDF = PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>")


@pytest.fixture(autouse=True)
def _day_and_place(settings, tmp_path, after_the_stay):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def exchange(stages):
    return stages.reach("committed")


@pytest.fixture
def browser(people):
    return signed_in(people["applicant"])


def photo():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), 120).save(out, "JPEG")
    return out.getvalue()


def send(browser, exchange, name, content, field="file", kind="travel"):
    upload = SimpleUploadedFile(name, content, content_type="application/x-lies")
    return browser.post(at("evidence", exchange), {"kind": kind, field: upload})


@pytest.mark.parametrize("field", ["file", "photo"])
def test_a_photo_is_kept_once_however_often_it_is_sent(browser, exchange, field):
    for _twice in range(2):
        assert send(browser, exchange, "Ticket Łódź.jpg", photo(), field).status_code == 302
    item = Evidence.objects.get()
    assert (item.content_type, item.original_name) == ("image/jpeg", "Ticket Łódź.jpg")
    assert item.uploaded_by.email == "applicant@example.org"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("script.pdf", SCRIPT_PDF, "PDF"),
        ("page.pdf", b"<html><script>alert(1)</script>", "is called PDF but is none inside"),
        ("sheet.csv", b"PK\x03\x04" + b"0" * 50, "This kind of file cannot be kept"),
        ("half.jpg", photo()[:200], "damaged"),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(browser, exchange, name, content, words):
    answer = send(browser, exchange, name, content)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Evidence.objects.exists()


def test_sixty_megabytes_are_refused_kindly(browser, exchange):
    answer = send(browser, exchange, "huge.jpg", photo() + b"\0" * 60 * 1024**2)
    assert answer.status_code == 422
    assert "at most 20 MB can be kept" in text_of(answer)
    assert not Evidence.objects.exists()


def test_a_picture_that_is_a_page_too_loses_the_page(browser, exchange):
    send(browser, exchange, "both.jpg", photo() + b"<script>alert(1)</script>")
    answer = taken_away(browser, at("evidence_file", exchange, uuid=Evidence.objects.get().uuid))
    assert b"<script>" not in answer.body
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["nonsense", "", "a\0b"])
def test_a_kind_that_is_not_asked_for(browser, exchange, kind):
    assert send(browser, exchange, "ticket.pdf", PDF, kind=kind).status_code == 404


def test_no_file_chosen(browser, exchange):
    answer = browser.post(at("evidence", exchange), {"kind": "travel"})
    assert (answer.status_code, "Please choose a file first." in text_of(answer)) == (422, True)


def test_who_may_take_a_file_away_and_that_it_is_on_record(stages, people, browser, exchange):
    send(browser, exchange, "ticket.pdf", PDF)
    url = at("evidence_file", exchange, uuid=Evidence.objects.get().uuid)
    answers = {name: taken_away(signed_in(user), url).status_code for name, user in people.items()}
    readers = {"applicant", "home_manager", "coordinator", "finance", "auditor"}
    assert answers == {name: 200 if name in readers else 404 for name in people}
    downloads = Event.objects.filter(verb="download", subject_kind="evidence")
    assert {event.actor.email.split("@")[0] for event in downloads} == readers
    assert all(event.internal for event in downloads)


class TestReport:
    def test_it_saves_itself_however_incomplete(self, browser, exchange):
        asked = {"activities": "Two visits.", "arranged_meetings": "many"}
        answer = browser.post(at("report", exchange), asked, headers={"X-Requested-With": "autosave"})
        assert answer.json()["saved"].startswith("Saved 09:00, except: Pre-arranged B2B meetings held")
        report = ClosingReport.objects.get()
        assert (report.activities, report.arranged_meetings) == ("Two visits.", None)

    def test_gaps_are_links(self, browser, exchange):
        answer = browser.post(at("report", exchange), {"activities": "Two visits.", "hand_in": "yes"})
        text = text_of(answer)
        assert answer.status_code == 422
        assert 'href="#part-learnt"' in text
        assert 'href="#part-travel"' in text
        assert "Two visits." in text
        exchange.refresh_from_db()
        assert exchange.status == "committed"

    def test_handed_in_twice_is_handed_in_once(self, browser, exchange):
        send(browser, exchange, "ticket.pdf", PDF)
        for _twice in range(2):
            assert browser.post(at("report", exchange), REPORT | {"hand_in": "yes"}).status_code == 302
        exchange.refresh_from_db()
        assert exchange.status == "reported"
        assert Event.objects.filter(verb="report", after="reported").count() == 1

    def test_not_before_the_stay_is_over(self, browser, exchange):
        send(browser, exchange, "ticket.pdf", PDF)
        with time_machine.travel(BEFORE, tick=False):
            answer = browser.post(at("report", exchange), REPORT | {"hand_in": "yes"})
        assert answer.status_code == 422
        assert "The report can be handed in from 19 November 2023 on." in text_of(answer)

    @pytest.mark.parametrize("value", ["-1", "501", "1e9", "1\0", "ten"])
    def test_numbers_that_cannot_be(self, browser, exchange, value):
        answer = browser.post(at("report", exchange), REPORT | {"arranged_meetings": value, "hand_in": "yes"})
        assert answer.status_code == 422
        assert ClosingReport.objects.get().arranged_meetings is None


class TestChecking:
    def test_item_by_item_then_validated(self, stages, people):
        exchange = stages.reach("reported")
        manager, item = signed_in(people["home_manager"]), Evidence.objects.get()
        refused = manager.post(at("act", exchange, name="validate"))
        assert (refused.status_code, "No accepted item yet of: Proof of travel" in text_of(refused)) == (
            422,
            True,
        )
        manager.post(at("evidence_act", exchange, uuid=item.uuid, name="accept"))
        manager.post(at("act", exchange, name="validate"))
        exchange.refresh_from_db()
        assert (exchange.status, exchange.grant.status) == ("completed", "due")

    def test_asking_again_needs_a_reason_and_keeps_the_words(self, stages, people):
        exchange = stages.reach("reported")
        manager, item = signed_in(people["home_manager"]), Evidence.objects.get()
        url = at("evidence_act", exchange, uuid=item.uuid, name="ask_again")
        assert manager.post(url, {"reason": " "}).status_code == 422
        assert manager.post(url, {"reason": "The date is cut off."}).status_code == 302
        assert "The date is cut off." in text_of(signed_in(people["applicant"]).get(at("exchange", exchange)))

    def test_others_may_not(self, stages, people):
        exchange = stages.reach("reported")
        url = at("evidence_act", exchange, uuid=Evidence.objects.get().uuid, name="accept")
        answers = {name: signed_in(user).post(url).status_code for name, user in people.items()}
        assert answers == {
            "applicant": 403, "host": 404, "home_manager": 302, "host_manager": 404, "third_manager": 404,
            "coordinator": 403, "finance": 403, "auditor": 403, "administrator": 404, "stranger": 404,
            "outsider": 404,
        }  # fmt: skip

    def test_imported_history_is_validated_without_files(self, stages, people):
        exchange = stages.reach("reported")
        Evidence.objects.all().delete()
        ClosingReport.objects.all().delete()
        type(exchange).objects.update(imported=True)
        exchange.refresh_from_db()
        manager = signed_in(people["home_manager"])
        assert "kept elsewhere" in text_of(manager.get(at("evidence", exchange)))
        manager.post(at("act", exchange, name="validate"))
        exchange.refresh_from_db()
        assert exchange.status == "completed"
        assert services.kept_elsewhere(exchange)
