"""Opening an account, signing in, and what neither tells about others."""

import pytest
from allauth.account.models import EmailAddress

from clusters.models import User
from excite.outbox import emails
from excite.outbox.models import Mail

from .. import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("programme_day")]
SIGNUP = {
    "full_name": "Nína\u202e  Ó",
    "language": "de",
    "email": "new@example.org",
    "password1": "horse-battery-77",
    "password2": "horse-battery-77",
}


def code_of(mail):
    from django.core.cache import cache

    return cache.get(emails.secret_slot(mail))


def test_an_account_opens_with_a_code(client):
    assert client.post("/account/signup/", SIGNUP).status_code == 302
    mail = Mail.objects.get()
    assert (mail.purpose, mail.address, mail.language) == ("account.welcome", "new@example.org", "de")
    user = User.objects.get()
    assert (user.full_name, user.language) == ("Nína Ó", "de")
    assert client.get("/work/").status_code == 302
    answer = client.post("/account/confirm-email/", {"code": code_of(mail)})
    assert answer["Location"] == "/work/"
    assert "keine Organisation" in client.get("/work/").content.decode()


def test_no_secret_stands_in_a_row(client):
    client.post("/account/signup/", SIGNUP)
    mail = Mail.objects.get()
    assert code_of(mail) not in str(mail.context) + mail.subject + mail.text + mail.secret


def test_a_known_address_gets_the_same_answer(client):
    EmailAddress.objects.create(user=make.UserFactory(email="known@example.org"), email="known@example.org")
    answers = [
        client.__class__().post("/account/signup/", SIGNUP | {"email": email})
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert list(Mail.objects.order_by("pk").values_list("purpose", flat=True)) == [
        "account.known",
        "account.welcome",
    ]


@pytest.mark.parametrize("path", ["/account/password/reset/", "/account/login/code/"])
def test_asking_for_a_link_or_code_tells_nothing(client, path):
    user = make.UserFactory(email="known@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answers = [
        client.__class__().post(path, {"email": email}) for email in ("known@example.org", "x@example.org")
    ]
    assert len({(answer.status_code, answer.get("Location")) for answer in answers}) == 1
    assert list(Mail.objects.order_by("pk").values_list("address", "purpose"))[1] == (
        "x@example.org",
        "account.unknown",
    )


def test_a_wrong_password_tells_nothing(client):
    user = make.UserFactory(email="known@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answers = [
        client.__class__().post("/account/login/", {"login": email, "password": "wrong"})
        for email in ("known@example.org", "x@example.org")
    ]
    said = [answer.context["form"].non_field_errors() for answer in answers]
    assert said[0] == said[1] and said[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "x" * 300}, "full_name"),
        ({"full_name": "a\x00b"}, "full_name"),
        ({"full_name": "\u202e"}, "full_name"),
        ({"language": "xx"}, "language"),
        ({"email": "nobody"}, "email"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
    ],
)
def test_bad_input(client, changes, field):
    answer = client.post("/account/signup/", SIGNUP | changes)
    assert answer.status_code == 200 and answer.context["form"].errors[field]
    assert User.objects.count() == 0


def test_the_profile(client, applicant):
    client.force_login(applicant)
    answer = client.post("/account/profile/", {"full_name": "Zoë", "language": "de"})
    assert answer.status_code == 302
    assert User.objects.get(pk=applicant.pk).full_name == "Zoë"
    assert client.post("/account/profile/", {"full_name": "", "language": "de"}).status_code == 200


@pytest.mark.parametrize("prefix", ["mfa/email/totp_activated", "account/email/password_changed"])
def test_notices_leave_through_the_outbox(applicant, prefix, rf):
    from clusters.adapter import AccountAdapter

    AccountAdapter().send_mail(prefix, applicant.email, {"user": applicant})
    mail = Mail.objects.get()
    assert (mail.purpose, mail.recipient) == ("account.notice", applicant)
    assert "{" not in emails.masked(mail).text
