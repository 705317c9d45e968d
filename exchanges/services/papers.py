"""The agreement on paper: asked for by a reader, made by the worker, kept for as long as it says the same."""

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from excite import jobs
from excite.printing import PdfUnavailable
from excite.uploads import Checked, keep
from excite.workflow import Refused

from ..documents.agreement import agreement_pdf
from ..models import Agreement, AgreementJob


def print_agreement(agreement: Agreement, *, language: str, by) -> AgreementJob:
    """The job of the paper as it stands: asked twice, it is one job; one that failed is tried anew.

    Whoever may read the agreement may print it; nothing about the agreement changes.
    """
    wanted = {"agreement": agreement, "signed": agreement.signatures.count(), "language": language}
    made = AgreementJob.objects.filter(**wanted).first()
    if made is None:
        try:
            with transaction.atomic():
                made = AgreementJob(**wanted, requested_by=by)
                jobs.enqueue(made)
        except IntegrityError:
            made = AgreementJob.objects.get(**wanted)
    elif made.status in (AgreementJob.Status.FAILED, AgreementJob.Status.CANCELLED):
        jobs.repeat(made)
    return made


def make_paper(job: AgreementJob, *, progress) -> None:
    """The worker's part: print the locked text with the signatures that stood when it was asked for.

    The file is kept before the row that names it, so that a row never names a file that is not there.
    """
    agreement = Agreement.objects.select_related("exchange__partnership").get(pk=job.agreement_id)
    signatures = list(agreement.signatures.order_by("signed_at", "pk")[: job.signed])
    with translation.override(job.language):
        progress(30, _("Printing"))
        try:
            content = agreement_pdf(agreement, signatures)
        except PdfUnavailable as missing:
            raise Refused(_("This server cannot make PDFs at the moment.")) from missing
    stored = keep(Checked(content, "agreement.pdf", "application/pdf"), "agreements")
    with jobs.finish(job):
        AgreementJob.objects.filter(pk=job.pk).update(stored_name=stored)
