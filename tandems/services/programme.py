"""Topics of learning tandems out of a programme file."""

from django.utils.translation import gettext as _

from excite.intake import Node, Tally
from tandems.models import TandemTopic


def read(file: Node) -> list[str]:
    return file.texts("tandem_topics", most=120)


def add(topics: list[str], partnership, *, tally: Tally) -> None:
    known = set(TandemTopic.objects.filter(partnership=partnership).values_list("name", flat=True))
    new = [name for name in topics if name not in known]
    TandemTopic.objects.bulk_create(TandemTopic(partnership=partnership, name=name) for name in new)
    tally.count(_("tandem topics"), added=len(new), known=len(topics) - len(new))
