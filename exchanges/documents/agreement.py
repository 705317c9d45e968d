"""The agreement on paper: the text that was signed, who signed for whom, and a code to check it by."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from excite.printing import pdf

from ..models import Agreement, Signature

PARTY = Signature.Party


@dataclass(frozen=True)
class SignatureLine:
    """One row of the table of signatures; ``signature`` is None while the party has not signed."""

    party: str
    organisation: str
    signature: Signature | None


def agreement_pdf(agreement: Agreement, signatures: list[Signature]) -> bytes:
    """In the active language. Raises PdfUnavailable where the server cannot make PDFs."""
    return pdf(agreement_html(agreement, signatures))


def agreement_html(agreement: Agreement, signatures: list[Signature]) -> str:
    """From the locked text alone: nothing that was changed since can get onto the paper."""
    text = agreement.text
    return render_to_string(
        "exchanges/paper.html",
        {
            "agreement": agreement,
            "partnership": agreement.exchange.partnership,
            "text": text,
            "days": {name: _date(text[name]) for name in _DAYS},
            "lines": lines_of(agreement, signatures),
            "check_code": check_code(agreement),
        },
    )


_DAYS = ("arrival", "first_working_day", "last_working_day", "departure")


def lines_of(agreement: Agreement, signatures: list[Signature]) -> list[SignatureLine]:
    text = agreement.text
    by_party = {signature.party: signature for signature in signatures}
    names = {
        PARTY.VISITOR: text["visitor"]["name"],
        PARTY.HOST: text["host"]["name"],
        PARTY.HOME_CLUSTER: text["home_cluster"]["name"],
        PARTY.HOST_CLUSTER: text["host_cluster"]["name"] or _("no host cluster"),
    }
    return [
        SignatureLine(capfirst(PARTY(party).label), name, by_party.get(party))
        for party, name in names.items()
    ]


def check_code(agreement: Agreement) -> str:
    """Twelve signs of the digest of the text: the same on the page and on the paper."""
    signs = agreement.digest[:12].upper()
    return "-".join((signs[:4], signs[4:8], signs[8:]))


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
