"""What the frame of every page shows: where I am, what waits for me, where I can go."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from clusters.models import Partnership
from excite import clock, waiting


@dataclass(frozen=True)
class Place:
    """An entry of the rail or the top bar: its view, and how the names of the views begin that lie there."""

    label: str
    icon: str
    view: str
    views: tuple[str, ...]


STAFF = (
    Place(_("Work"), "inbox", "work", ("work",)),
    Place(_("Exchanges"), "arrow-left-right", "exchanges:list", ("exchanges:",)),
    Place(_("Missions"), "calendar-event", "missions:list", ("missions:",)),
    Place(_("Organisations"), "buildings", "clusters:organisations", ("clusters:",)),
    Place(_("Tandems"), "people", "tandems:list", ("tandems:",)),
    Place(_("Budget"), "wallet2", "exchanges:budget", ("exchanges:budget", "exchanges:batch")),
    Place(_("Reports"), "graph-up", "reporting:scoreboard", ("reporting:",)),
    Place(_("Audit"), "journal-text", "audit", ("audit",)),
)
APPLICANT = (
    Place(_("My work"), "inbox", "work", ("work",)),
    Place(_("My exchanges"), "arrow-left-right", "exchanges:mine", ("exchanges:",)),
    Place(_("Missions"), "calendar-event", "missions:list", ("missions:",)),
    Place(_("About"), "info-circle", "clusters:about", ("clusters:about",)),
)
PUBLIC = (
    Place(_("Missions"), "calendar-event", "missions:list", ("missions:",)),
    Place(_("About"), "info-circle", "clusters:about", ("clusters:about",)),
)

OWN = ("home", "work", "search", "privacy", "accessibility", "outbox:list", "account_login", "account_logout")
OWN += ("account_signup", "account_email", "mfa_index", "usersessions_list", "demo_person", "demo_clock")


@dataclass(frozen=True)
class Entry:
    label: str
    icon: str
    url: str
    here: bool
    count: int = 0


class Frame:
    """Lazy, so that a page pays only for what it shows: an answer to htmx shows none of it."""

    def __init__(self, request):
        self.request = request
        self.user = getattr(request, "user", None)
        self.signed_in = bool(self.user and self.user.is_authenticated)
        self.version = settings.VERSION

    @classmethod
    def of(cls, request) -> "Frame":
        """One for each request, so that what a view has looked up is not asked again."""
        if not hasattr(request, "frame"):
            request.frame = cls(request)
        return request.frame

    @cached_property
    def partnership(self) -> Partnership | None:
        """The one in the address, else the first that this person has to do with."""
        named = getattr(self.request, "partnership", None)
        if named or not self.signed_in:
            return named or None
        own = Partnership.objects.visible_to(self.user)
        if not self.user.standing.staffs:
            mine = self.user.standing.represents
            own = Partnership.objects.filter(register__organisation__in=mine).distinct()
        return own.for_list().first()

    @cached_property
    def staff(self) -> bool:
        return self.signed_in and self.user.standing.is_staff_of(self.partnership)

    @cached_property
    def acting_for(self) -> str:
        """For whom I am here: my cluster, all clusters, or my organisation."""
        if not self.signed_in:
            return ""
        held = self.user.standing
        if self.staff:
            whole = held.coordinates | held.finances | held.audits
            if self.partnership.pk in whole:
                return _("All clusters")
            return ", ".join(held.clusters_in(self.partnership))
        return ", ".join(held.organisations[:2])

    @cached_property
    def rail(self) -> list[Entry]:
        return self._entries(STAFF) if self.staff else []

    @cached_property
    def links(self) -> list[Entry]:
        """The links in the top bar of those who have no rail."""
        if self.staff:
            return []
        return self._entries(APPLICANT if self.signed_in else PUBLIC)

    @cached_property
    def waiting(self) -> int:
        """How many things wait for me."""
        if not self.signed_in:
            return 0
        return waiting.count_for(self.user, today=clock.today(), now=clock.now())

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Addresses of the frame's own links; a part that is not installed has none."""
        return {name.replace(":", "_"): self._address(name) for name in OWN}

    @cached_property
    def demo(self) -> "Demo | None":
        return Demo() if settings.DEMO else None

    def _entries(self, places) -> list[Entry]:
        there = [(place, self._address(place.view)) for place in places]
        there = [(place, url) for place, url in there if url]
        here = self._here([place for place, _url in there])
        return [
            Entry(place.label, place.icon, url, place is here, self.waiting if place.view == "work" else 0)
            for place, url in there
        ]

    def _here(self, places) -> Place | None:
        """The place whose views begin most exactly like the present one."""
        match = getattr(self.request, "resolver_match", None)
        name = match.view_name if match else ""
        fits = [(len(start), place) for place in places for start in place.views if name.startswith(start)]
        return max(fits, key=lambda fit: fit[0], default=(0, None))[1]

    def _address(self, name) -> str:
        """Empty when there is no such page: a part that is not installed has no link."""
        slug = {"partnership": self.partnership.slug} if self.partnership else {}
        for kwargs in ({}, slug) if name in OWN else (slug, {}):
            try:
                return reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue
        return ""


class Demo:
    """The demo's own controls: who I am, and what day it is."""

    def __init__(self):
        from excite.demo.people import PEOPLE  # nothing of the demonstration is loaded outside of it

        self.today, self.people = clock.today(), PEOPLE


def frame(request):
    return {"frame": Frame.of(request)}


def public_partnerships() -> list[Partnership]:
    """The partnerships of this installation, as anybody may know them."""
    return list(Partnership.objects.for_list()[:100])
