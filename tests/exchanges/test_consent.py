"""The host is asked, and answers once: by account, or by a link that stands in no row."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from exchanges.models import Exchange, HostConsent
from exchanges.services import answer_host, ask_host, consent_by_token, submit, withdraw
from exchanges.services.consent import LinkReplaced, LinkVoid, NobodyToAsk
from excite.audit.models import Event
from excite.outbox import emails
from excite.outbox.models import Mail
from excite.workflow import NotAllowed, ReasonMissing, Refused, WrongStatus
from tests import factories as make

NOW = make.NOW
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def asked_by_account(draft, applicant, host):
    return submit(draft, declared=True, by=applicant, now=NOW)


@pytest.fixture
def asked_by_link(draft, applicant):
    return submit(draft, declared=True, by=applicant, now=NOW)


def link_mail():
    return Mail.objects.filter(purpose="exchange.host_asked").latest("pk")


def link_of(mail):
    """The link as the reader of the mail sees it."""
    return re.search(r"https://testserver\S+", emails.as_sent(mail).text)[0]


def token_of(mail):
    return link_of(mail).rstrip("/").rpartition("/")[2]


class TestAsking:
    def test_an_account_is_asked_in_the_portal(self, asked_by_account, host):
        consent = asked_by_account.consent
        assert (consent.status, consent.nonce, consent.contact_email, consent.asked_at) == (
            "asked",
            None,
            "",
            NOW,
        )
        assert (consent.host, consent.first_working_day) == (asked_by_account.host, date(2023, 11, 13))
        mail = link_mail()
        assert (mail.recipient, mail.secret) == (host, "")
        assert f"/p/alliance/exchanges/{asked_by_account.reference}/host/" in emails.as_sent(mail).text

    def test_without_an_account_the_contact_gets_a_link(self, asked_by_link):
        consent = asked_by_link.consent
        assert (consent.contact_name, consent.contact_email) == ("Hélène Hôte", "contact@example.org")
        mail = link_mail()
        assert (mail.address, mail.name, mail.recipient) == ("contact@example.org", "Hélène Hôte", None)
        assert consent_by_token(token_of(mail)) == consent

    def test_the_link_stands_in_no_row(self, asked_by_link):
        mail = link_mail()
        token = token_of(mail)
        shown = emails.as_shown(mail)
        assert token not in shown.text + shown.subject
        for model in (Mail, HostConsent, Event, Exchange):
            for row in model.objects.values():
                assert token not in str(row) and token.partition(":")[2] not in str(row)

    def test_pressed_twice_one_mail(self, asked_by_link, applicant):
        for _time in range(8):
            ask_host(asked_by_link, by=applicant, now=NOW + timedelta(minutes=5))
        assert Mail.objects.filter(purpose="exchange.host_asked").count() == 1
        ask_host(asked_by_link, by=applicant, now=LATER)
        assert Mail.objects.filter(purpose="exchange.host_asked").count() == 2

    def test_only_the_applicant_asks_again(self, asked_by_account, people):
        for name, person in people.items():
            if name != "applicant":
                with pytest.raises(NotAllowed):
                    ask_host(asked_by_account, by=person, now=LATER)

    def test_nobody_to_ask(self, draft, applicant):
        Exchange.objects.update(host_contact_email="")
        draft.refresh_from_db()
        with pytest.raises(NobodyToAsk):
            ask_host(draft, by=applicant, now=NOW)
        assert not HostConsent.objects.exists()


class TestLinks:
    def test_a_new_question_makes_the_old_link_void(self, asked_by_link, applicant):
        old = token_of(link_mail())
        ask_host(asked_by_link, by=applicant, now=LATER)
        with pytest.raises(LinkReplaced):
            consent_by_token(old)
        assert consent_by_token(token_of(link_mail()))

    def test_a_mail_that_waits_is_not_sent_with_another_one_s_link(self, asked_by_link, applicant):
        old = link_mail()
        Exchange.objects.update(host_contact_email="somebody.else@example.org")
        asked_by_link.refresh_from_db()
        ask_host(asked_by_link, by=applicant, now=LATER)
        with pytest.raises(LinkReplaced):
            emails.as_sent(old)

    @pytest.mark.parametrize("token", ["", "x", "1-abc", "1-abc:signature", "9" * 3000, "ł:ł", "1-\u202e:x"])
    def test_made_up_links(self, asked_by_link, token):
        with pytest.raises(LinkVoid):
            consent_by_token(token)

    def test_a_changed_link(self, asked_by_link):
        token = token_of(link_mail())
        other = f"{int(token.partition('-')[0]) + 1}-{token.partition('-')[2]}"
        with pytest.raises(LinkVoid):
            consent_by_token(other)


class TestAnswering:
    def test_by_account(self, asked_by_account, host, applicant, home_manager):
        consent = HostConsent.objects.select_related("exchange").get()
        answer_host(consent, agree=True, by=host, now=LATER, comment="Welcome!")
        consent.refresh_from_db()
        assert (consent.status, consent.answered_by, consent.answered_at) == ("agreed", host, LATER)
        assert (consent.answered_name, consent.comment) == ("Host", "Welcome!")
        event = Event.objects.of(consent).newest_first().first()
        assert (event.verb, event.who, event.reason) == ("agree", "Host", "Welcome!")
        told = Mail.objects.filter(purpose="exchange.host_answered").values_list("address", flat=True)
        assert sorted(told) == ["applicant@example.org", "home_manager@example.org"]

    def test_by_link_with_a_name(self, asked_by_link):
        consent = consent_by_token(token_of(link_mail()))
        answer_host(consent, agree=True, by=None, now=LATER, name="  Hélène   Hôte ")
        consent.refresh_from_db()
        assert (consent.status, consent.answered_by, consent.answered_name) == ("agreed", None, "Hélène Hôte")
        assert Event.objects.of(consent).newest_first().first().who == "Hélène Hôte"

    def test_without_a_name_nobody_has_answered(self, asked_by_link):
        with pytest.raises(Refused):
            answer_host(consent_by_token(token_of(link_mail())), agree=True, by=None, now=LATER, name=" ")
        assert HostConsent.objects.get().status == "asked"

    def test_declining_takes_a_reason(self, asked_by_account, host):
        consent = HostConsent.objects.select_related("exchange").get()
        with pytest.raises(ReasonMissing):
            answer_host(consent, agree=False, by=host, now=LATER)
        answer_host(consent, agree=False, by=host, now=LATER, comment="We move house")
        assert HostConsent.objects.get().status == "declined"

    @pytest.mark.parametrize("times", [2, 8])
    def test_once(self, asked_by_link, times):
        token = token_of(link_mail())
        answer_host(consent_by_token(token), agree=True, by=None, now=LATER, name="Hélène Hôte")
        for _time in range(times - 1):
            with pytest.raises(WrongStatus):
                answer_host(
                    consent_by_token(token), agree=False, by=None, now=LATER, name="Eve", comment="no"
                )
        assert HostConsent.objects.get().status == "agreed"
        assert Event.objects.filter(subject_kind="consent", verb__in=["agree", "decline"]).count() == 1

    def test_by_nobody_else(self, asked_by_account, people):
        consent = HostConsent.objects.select_related("exchange").get()
        for name, person in people.items():
            if name != "host":
                with pytest.raises(NotAllowed):
                    answer_host(consent, agree=True, by=person, now=LATER)

    @pytest.mark.parametrize("status", ["withdrawn", "rejected", "cancelled", "committed", "completed"])
    def test_not_when_it_is_over(self, asked_by_link, status):
        facts = {"validated_on": make.DAY, "counted_kind": "sme"} if status == "completed" else {}
        Exchange.objects.update(status=status, **facts)
        consent = consent_by_token(token_of(link_mail()))
        with pytest.raises(WrongStatus):
            answer_host(consent, agree=True, by=None, now=LATER, name="Hélène Hôte")


class TestPublicPage:
    """Nobody is signed in here."""

    @pytest.fixture(autouse=True)
    def _day(self, programme_day):
        pass

    def path(self):
        return link_of(link_mail()).removeprefix("https://testserver")

    def test_looking_answers_nothing(self, client, asked_by_link):
        page = client.get(self.path())
        assert page.status_code == 200
        text = page.content.decode()
        assert "Łódź Sensorics GmbH would like to visit you" in text
        assert "Mon 13 to Fri 17 November 2023" in text and "5 working days" in text
        assert "no-store" in page["Cache-Control"]
        assert HostConsent.objects.get().status == "asked"

    def test_agreeing_then_the_page_tells_so(self, client, asked_by_link):
        answer = client.post(
            self.path(), {"name": "Hélène Hôte", "answer": "agree", "comment": ""}, follow=True
        )
        assert HostConsent.objects.get().status == "agreed"
        assert "Hélène Hôte answered on" in answer.content.decode()
        assert '<form class="panel"' not in answer.content.decode()

    @pytest.mark.parametrize("times", [2, 8])
    def test_sent_again(self, client, asked_by_link, times):
        path = self.path()
        for number in range(times):
            answer = client.post(
                path,
                {"name": f"Person {number}", "answer": ["agree", "decline"][number % 2], "comment": "x"},
                follow=True,
            )
            assert answer.status_code == 200
        assert HostConsent.objects.get().answered_name == "Person 0"
        assert "You agreed to host" in answer.content.decode()

    @pytest.mark.parametrize(
        "posted,sentence",
        [
            ({"answer": "agree"}, "Please give your name"),
            ({"answer": "agree", "name": "\u202e \u200b"}, "Please give your name"),
            ({"answer": "agree", "name": "x\0y"}, "NUL"),
            ({"answer": "agree", "name": "é" * 300}, "at most 150 characters"),
            ({"name": "Hélène"}, "choose one of the two answers"),
            ({"name": "Hélène", "answer": "perhaps"}, "choose one of the two answers"),
            ({"name": "Hélène", "answer": "decline"}, "why you cannot host them"),
            ({"name": "Hélène", "answer": "decline", "comment": "x" * 1_000_000}, "at most 1000 characters"),
        ],
    )
    def test_bad_input_gets_a_sentence_and_keeps_the_rest(self, client, asked_by_link, posted, sentence):
        page = client.post(self.path(), posted)
        text = page.content.decode()
        assert page.status_code == 200 and sentence in text
        assert all(value in text for key, value in posted.items() if key == "comment")
        assert HostConsent.objects.get().status == "asked"

    def test_an_old_link_is_explained(self, client, asked_by_link, applicant):
        old = self.path()
        ask_host(asked_by_link, by=applicant, now=LATER)
        page = client.get(old)
        assert page.status_code == 404 and "replaced by a newer one" in page.content.decode()

    def test_a_broken_link_is_explained(self, client, asked_by_link):
        for path in (
            self.path()[:-4] + "/",
            reverse("exchanges:host_link", kwargs={"partnership": "alliance", "token": "x"}),
        ):
            page = client.get(path)
            assert page.status_code == 404 and "not complete" in page.content.decode()

    def test_a_link_after_the_end_is_explained(self, client, asked_by_link):
        path = self.path()
        Exchange.objects.update(status="withdrawn")
        page = client.get(path)
        assert page.status_code == 200 and "No answer is needed any more" in page.content.decode()
        answer = client.post(path, {"name": "Hélène", "answer": "agree"})
        assert answer.status_code == 200 and HostConsent.objects.get().status == "asked"

    def test_not_under_another_partnership(self, client, asked_by_link, other_partnership):
        assert client.get(self.path().replace("/p/alliance/", "/p/elsewhere/")).status_code == 404

    def test_a_foreign_site_cannot_press_the_button(self, asked_by_link):
        from django.test import Client

        answer = Client(enforce_csrf_checks=True).post(self.path(), {"name": "Eve", "answer": "agree"})
        assert answer.status_code == 403 and HostConsent.objects.get().status == "asked"


class TestAccountPage:
    @pytest.fixture(autouse=True)
    def _day(self, programme_day):
        pass

    def url(self, exchange):
        return reverse(
            "exchanges:host_answer", kwargs={"partnership": "alliance", "reference": exchange.reference}
        )

    def test_agreeing(self, client, asked_by_account, host):
        client.force_login(host)
        page = client.get(self.url(asked_by_account))
        assert page.status_code == 200 and "Are they welcome?" in page.content.decode()
        assert "Your name" not in page.content.decode()
        answer = client.post(self.url(asked_by_account), {"answer": "agree", "comment": ""})
        assert answer.status_code == 302 and HostConsent.objects.get().answered_by == host
        again = client.post(self.url(asked_by_account), {"answer": "decline", "comment": "x"}, follow=True)
        assert "has changed in the meantime" in again.content.decode()
        assert HostConsent.objects.get().status == "agreed"

    def test_for_the_host_only(self, client, asked_by_account, people):
        expected = {
            "host": 200, "applicant": 403, "home_manager": 403, "host_manager": 403, "third_manager": 403,
            "coordinator": 403, "finance": 403, "auditor": 403, "administrator": 404, "stranger": 404,
            "outsider": 404,
        }  # fmt: skip
        shown = {}
        for name, person in people.items():
            client.force_login(person)
            shown[name] = client.get(self.url(asked_by_account)).status_code
        assert shown == expected

    def test_not_before_it_is_asked(self, client, draft, host):
        client.force_login(host)
        assert client.get(self.url(draft)).status_code == 404


def test_the_contact_hears_of_a_withdrawal(asked_by_link, applicant):
    withdraw(asked_by_link, by=applicant, now=LATER, reason="Plans have changed")
    mail = Mail.objects.get(purpose="exchange.withdrawn", address="contact@example.org")
    text = emails.as_sent(mail).text
    assert "the application is withdrawn" in text and "/host/" not in text
