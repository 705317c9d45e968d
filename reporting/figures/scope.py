"""What a count looks at: a partnership up to a day, perhaps in part, perhaps as it was once known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from clusters.models import Partnership
from excite.days import PROGRAMME_ZONE


@dataclass(frozen=True)
class Scope:
    """``clusters`` are codes, ``countries`` ISO codes of the visitors; None means all of them.

    ``known_on`` leaves out what became known after that day (in Brussels); None means as known today.
    """

    partnership: Partnership
    until: date
    clusters: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    known_on: date | None = None

    @classmethod
    def of(
        cls,
        partnership: Partnership,
        *,
        until: date,
        clusters: Iterable[str] | None = None,
        countries: Iterable[str] | None = None,
        known_on: date | None = None,
    ) -> "Scope":
        return cls(partnership, until, _some(clusters), _some(countries), known_on)

    @property
    def is_whole(self) -> bool:
        """Targets and earlier reports speak of the whole partnership only."""
        return self.clusters is None and self.countries is None

    def up_to(self, until: date) -> "Scope":
        return replace(self, until=until)

    @property
    def known_until(self) -> datetime | None:
        """The instant at which ``known_on`` is over."""
        if self.known_on is None:
            return None
        return datetime.combine(self.known_on + timedelta(days=1), time.min, PROGRAMME_ZONE)

    def by_cluster(self, path: str) -> Q:
        return Q() if self.clusters is None else Q(**{f"{path}__code__in": sorted(self.clusters)})

    def by_country(self, path: str) -> Q:
        return Q() if self.countries is None else Q(**{f"{path}__in": sorted(self.countries)})

    def known(self, path: str) -> Q:
        """Dated on or before ``known_on``; ``path`` is a date."""
        return Q() if self.known_on is None else Q(**{f"{path}__lte": self.known_on})


def _some(names) -> frozenset[str] | None:
    return frozenset(str(name) for name in names) if names else None
