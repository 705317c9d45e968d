"""The few figures that the public page of a partnership shows, counted like everywhere else."""

from datetime import date

from django.utils.translation import gettext as _

from clusters.registry import Figure
from excite.words import number

from ..figures import Scope, count

SHOWN = ("exchanges", "exchanges_by_smes", "missions", "visitor_countries")


def public_figures(partnership, *, today: date) -> tuple[Figure, ...]:
    """One aggregate query per source; nothing that names an organisation."""
    found = {figure.code: figure for figure in count(Scope.of(partnership, until=today), only=SHOWN)}
    shown = [found[code] for code in SHOWN if found[code].value is not None]
    return tuple(
        Figure(
            label=str(figure.label),
            value=number(figure.value),
            of=_("of %(target)s") % {"target": number(figure.target)} if figure.target else "",
            rule=f"{figure.rule} {figure.date_rule}",
        )
        for figure in shown
    )
