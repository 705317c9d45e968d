"""The agreement: read, signed by four, by link, on paper."""

import io

import pytest
from django.core import signing
from pypdf import PdfReader

from exchanges import services
from exchanges.models import Agreement, AgreementJob, Signature
from exchanges.services.consent import SALT
from excite import jobs, worker
from excite.audit.models import Event
from excite.storage import private_storage

from .pages import at, signed_in, taken_away, text_of
from .stages import BEFORE, SIGNERS


@pytest.fixture(autouse=True)
def _day_and_place(settings, tmp_path, before_the_stay):
    settings.MEDIA_ROOT = tmp_path


def sign(people, exchange, party, **posted):
    return signed_in(people[SIGNERS[party]]).post(at("sign", exchange), {"party": party} | posted)


def test_four_sign_the_text_that_they_have_read(stages, people):
    exchange = stages.reach("approved")
    before = text_of(signed_in(people["applicant"]).get(at("sign", exchange)))
    assert "The first signature locks the text." in before
    digest = services.text_digest(services.agreement_text(exchange))
    assert f'name="seen" value="{digest}"' in before
    for party in SIGNERS:
        for _twice in range(2):
            assert sign(people, exchange, party, seen=digest).status_code in (302, 403, 422)
    exchange.refresh_from_db()
    assert exchange.status == "committed"
    assert Signature.objects.count() == 4
    assert "The text is locked" in text_of(signed_in(people["host"]).get(at("sign", exchange)))


def test_another_text_than_the_one_read_is_not_signed(stages, people):
    exchange = stages.reach("approved")
    answer = sign(people, exchange, "visitor", seen="0" * 64)
    assert answer.status_code == 422
    assert "Please read it again before you sign." in text_of(answer)
    assert not Agreement.objects.exists()


def test_nobody_signs_for_another_party(stages, people):
    exchange = stages.reach("approved")
    applicant = signed_in(people["applicant"])
    for party in ("host", "home_cluster", "host_cluster", "", "nobody", "a\0b"):
        assert applicant.post(at("sign", exchange), {"party": party}).status_code == 403


def test_before_the_approval_there_is_nothing_to_sign(stages, people):
    exchange = stages.reach("submitted")
    assert "There is no agreement yet" in text_of(signed_in(people["applicant"]).get(at("sign", exchange)))


def link(consent):
    return signing.Signer(salt=SALT).sign(f"{consent.pk}-{consent.nonce.hex}")


def test_a_host_without_an_account_signs_by_link(client, draft, stages, people):
    people["host"].representations.all().delete()
    draft.host_contact_name, draft.host_contact_email = "Anne Petit", "anne@example.org"
    draft.save()
    stages.submit()
    exchange = stages.exchange
    services.answer_host(exchange.consent, agree=True, by=None, name="Anne Petit", now=BEFORE)
    url = at("host_sign", token=link(exchange.consent))
    assert "There is nothing to sign" in text_of(client.get(url))
    services.approve(exchange, by=people["home_manager"], now=BEFORE)
    assert url in text_of(client.get(at("host_link", token=link(exchange.consent))))
    page = text_of(client.get(url))
    assert "I have read it and sign" in page
    refused = client.post(url, {"name": " "})
    assert (refused.status_code, "full name" in text_of(refused)) == (422, True)
    assert client.post(url, {"name": "Anne Petit"}).status_code == 302
    assert client.post(url, {"name": "Somebody Else"}).status_code == 422
    assert Signature.objects.get().signed_name == "Anne Petit"
    assert client.get(at("host_sign", token="nonsense")).status_code == 404


def made(people, exchange, name="applicant"):
    signed_in(people[name]).post(at("agreement", exchange))
    job = AgreementJob.objects.get()
    worker.perform(jobs.claim(AgreementJob, job.pk))
    job.refresh_from_db()
    return job


def test_the_paper_says_what_was_signed(stages, people):
    exchange = stages.reach("committed")
    job = made(people, exchange)
    assert (job.status, job.error) == ("done", "")
    with private_storage().open(job.stored_name) as paper:
        reader = PdfReader(io.BytesIO(paper.read()))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    digest = Agreement.objects.get().digest
    for words in (
        "Commitment to quality", "Financial agreement", "Łódź Sensorics GmbH", "Lérins Photonics SAS",
        "Home Cluster e.V.", "Pôle Hôte", "EUR 900.00", "France, 5 working days: 900.00, the full lump sum",
        "Mon 13 to Fri 17 November 2023", "Applicant", "Host Manager", exchange.reference, "Page 1 of",
        exchange.partnership.eu_statement, digest[:12].upper()[:4], "13 Sept 2023, 10:00",
    ):  # fmt: skip
        assert words in text, words
    assert "not signed yet" not in text


def test_the_paper_is_asked_for_once_and_handed_out_as_attachment(stages, people):
    exchange = stages.reach("committed")
    job = made(people, exchange)
    signed_in(people["host"]).post(at("agreement", exchange))
    assert AgreementJob.objects.get() == job
    url = at("agreement_file", exchange, uuid=job.uuid)
    answer = taken_away(signed_in(people["host"]), url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.get(verb="download").actor == people["host"]
    assert signed_in(people["outsider"]).get(url).status_code == 404
    card = at("agreement_progress", exchange, uuid=job.uuid)
    assert f'href="{url}"' in text_of(signed_in(people["host"]).get(card))


def test_a_later_signature_is_a_later_paper(stages, people):
    exchange = stages.reach("approved")
    assert signed_in(people["applicant"]).post(at("agreement", exchange)).status_code == 302
    assert not AgreementJob.objects.exists()  # nobody has signed
    sign(people, exchange, "visitor")
    signed_in(people["applicant"]).post(at("agreement", exchange))
    sign(people, exchange, "host")
    signed_in(people["applicant"]).post(at("agreement", exchange))
    assert sorted(AgreementJob.objects.values_list("signed", flat=True)) == [1, 2]
