"""Who reads the log and the outbox. The leaves know no app, so it is said here, at the root of it all.

Coordinators, finance and auditors read everything of their partnership; a manager, what concerns the
exchanges of her own cluster; an administrator, all mails (mail servers are hers to repair) and no log.
"""

from django.db.models import Q

from exchanges.models import Exchange

NOTHING = Q(pk__in=[])
DRAFT = Q(status=Exchange.Status.DRAFT)


def log_of(user) -> Q:
    """Events, for `audit.scope`."""
    held = user.standing
    return (
        Q(partnership_key__in=held.coordinates | held.audits) | _but_drafts(held) | _about_own_clusters(held)
    )


def mails_of(user) -> Q:
    """Mails, for `outbox.scope`."""
    held = user.standing
    if user.is_staff:
        return ~NOTHING
    return Q(partnership_key__in=held.coordinates | held.audits) | _about_own_clusters(held)


def keeps(user, mail) -> bool:
    """Who may hold and resend a mail, for `outbox.keeper`."""
    return user.is_staff or mail.partnership_key in user.standing.coordinates


def _but_drafts(held) -> Q:
    """Finance reads everything but what is not handed in yet."""
    found = NOTHING
    for partnership in held.finances:
        drafts = Exchange.objects.filter(DRAFT, partnership=partnership)
        found |= Q(partnership_key=partnership) & ~Q(reference__in=drafts.values("reference"))
    return found


def _about_own_clusters(held) -> Q:
    """Whatever bears the reference of an exchange that one of these clusters looks after."""
    found = NOTHING
    for partnership in held.manages_in:
        home, host = Q(home_cluster__in=held.manages), Q(host_cluster__in=held.manages) & ~DRAFT
        looked_after = Exchange.objects.filter(home | host, partnership=partnership)
        found |= Q(partnership_key=partnership, reference__in=looked_after.values("reference"))
    return found
