from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClustersConfig(AppConfig):
    name = "clusters"
    verbose_name = _("Clusters")

    def ready(self):
        from excite import waiting

        from .cards.waiting import waiting as clusters_waiting

        describe_kinds()
        waiting.register(clusters_waiting)


def describe_kinds():
    """How the log names these records and what was done to them, in the past tense."""
    from excite import audit

    from .models import Invitation, Membership

    audit.describe("partnership", label=_("Partnership"), verbs=PARTNERSHIP)
    audit.describe("cluster", label=_("Cluster"), verbs=REPAIRED)
    audit.describe("organisation", label=_("Organisation"), verbs=REPAIRED)
    audit.describe("register_entry", label=_("Organisation"), verbs=ORGANISATION)
    audit.describe("membership", label=_("Membership"), verbs=MEMBERSHIP, statuses=Membership.Status.choices)
    audit.describe("invitation", label=_("Invitation"), verbs=INVITATION, statuses=Invitation.Status.choices)


REPAIRED = {
    "admin add": pgettext_lazy("log", "added in the admin"),
    "admin change": pgettext_lazy("log", "changed in the admin"),
    "admin delete": pgettext_lazy("log", "deleted in the admin"),
}
PARTNERSHIP = REPAIRED | {
    "give a post": pgettext_lazy("partnership", "gave a post"),
    "take a post": pgettext_lazy("partnership", "took a post"),
    "end a post": pgettext_lazy("partnership", "ended a post"),
}
ORGANISATION = REPAIRED | {
    "register": pgettext_lazy("organisation", "registered the organisation"),
    "edit": pgettext_lazy("organisation", "edited the organisation"),
    "approve hosting": pgettext_lazy("organisation", "approved hosting in advance"),
    "declare the size": pgettext_lazy("organisation", "signed the declaration of size"),
    "end a representation": pgettext_lazy("organisation", "ended somebody's part as representative"),
}
MEMBERSHIP = REPAIRED | {
    "ask": pgettext_lazy("membership", "asked for the membership"),
    "record the proof": pgettext_lazy("membership", "recorded the proof"),
    "confirm": pgettext_lazy("membership", "confirmed the membership"),
    "refuse": pgettext_lazy("membership", "refused the membership"),
    "end": pgettext_lazy("membership", "ended the membership"),
    "let speak": pgettext_lazy("membership", "let a person speak for the organisation"),
}
INVITATION = {
    "invite": pgettext_lazy("invitation", "invited somebody"),
    "accept": pgettext_lazy("invitation", "accepted"),
    "decline": pgettext_lazy("invitation", "declined"),
    "withdraw": pgettext_lazy("invitation", "withdrew the invitation"),
    "take a post": pgettext_lazy("invitation", "took the part"),
}
