"""The signed self-declaration of size: figures in, class out, by the Recommendation 2003/361/EC."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from excite import audit
from excite.workflow import NotAllowed, Refused

from .. import rules
from ..models import Organisation, RegisterEntry, SizeDeclaration

EARLIEST_YEAR = 2000


class NotSigned(Refused):
    default = _("Please sign: tick that these figures are true and complete.")


class YearNotClosed(Refused):
    default = _("Please declare an accounting year that is over.")


class AlreadyDeclared(Refused):
    default = _("This year was declared today already. A correction can be signed from tomorrow on.")


class SizeUnknown(Refused):
    default = _("These figures do not settle the size. Please give the balance sheet too.")


def check_size(organisation, *, accounting_year, staff, turnover_eur, balance_eur, publicly_controlled):
    """The class with these figures after those declared before; ``rules.SizeCheck``. One query."""
    years = {
        row.accounting_year: _year(row.accounting_year, row.staff, row.turnover_eur, row.balance_eur)
        for row in organisation.size_declarations.order_by("accounting_year", "declared_on", "pk")
        if row.accounting_year < accounting_year
    }
    years[accounting_year] = _year(accounting_year, staff, turnover_eur, balance_eur)
    return rules.size_class(years.values(), publicly_controlled=publicly_controlled)


@transaction.atomic
def declare_size(
    entry: RegisterEntry,
    *,
    accounting_year: int,
    staff,
    turnover_eur,
    balance_eur=None,
    publicly_controlled=False,
    declared: bool,
    by,
    now,
    today,
) -> SizeDeclaration:
    """Sign the figures of one closed year (consolidated, EUR). Only a representative may.

    Raises NotAllowed, NotSigned, YearNotClosed, SizeUnknown, AlreadyDeclared.
    """
    if "representative" not in entry.roles_of(by):
        raise NotAllowed
    if not declared:
        raise NotSigned
    if not EARLIEST_YEAR <= accounting_year <= today.year:
        raise YearNotClosed
    organisation = Organisation.objects.select_for_update().get(pk=entry.organisation_id)
    figures = {
        "accounting_year": accounting_year,
        "staff": staff,
        "turnover_eur": turnover_eur,
        "balance_eur": balance_eur,
        "publicly_controlled": publicly_controlled,
    }
    check = check_size(organisation, **figures)
    if check.size is None:
        raise SizeUnknown
    try:
        with transaction.atomic():
            made = SizeDeclaration.objects.create(
                organisation=organisation, size=check.size, declared_on=today, signed_by=by, **figures
            )
    except IntegrityError:
        raise AlreadyDeclared from None
    _write_size(organisation, today=today)
    details = {"year": accounting_year, "size": str(check.size)}
    audit.record(entry, "declare the size", by=by, now=now, details=details)
    return made


def _write_size(organisation, *, today):
    """The organisation carries the class of its latest year."""
    latest = organisation.size_declarations.order_by("-accounting_year", "-declared_on", "-pk").first()
    organisation.size = latest.size
    organisation.size_checked_on = today
    organisation.staff = int(latest.staff)
    organisation.turnover_eur = latest.turnover_eur
    organisation.save(update_fields=["size", "size_checked_on", "staff", "turnover_eur"])


def _year(year, staff, turnover_eur, balance_eur):
    return rules.AccountingYear(year, rules.Accounts(staff, turnover_eur, balance_eur))
