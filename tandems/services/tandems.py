"""Every write on a tandem: propose, edit, agree, record a session, close, cancel."""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models import Partnership
from excite import audit, outbox
from excite.names import fold
from excite.numbering import highest_number
from excite.workflow import NotAllowed, Refused

from ..models import SessionParticipant, Tandem, TandemSession
from ..workflow import TANDEM


class TooEarly(Refused):
    default = _("A session is recorded once it has been held. Please choose today or an earlier day.")


class BeforeTheTandem(Refused):
    default = _("This day lies before the tandem began. Please check the date of the session.")


class SessionKnown(Refused):
    default = _("This session is recorded already: the same day with the same lesson.")


class NothingLearnt(Refused):
    default = _("Please record at least one session first: a tandem is closed on what was learnt.")


def next_reference(partnership: Partnership) -> str:
    """The next free LT-number. The caller holds the partnership's row, so that no two get the same."""
    tandems = Tandem.objects.filter(partnership=partnership)
    return f"LT-{highest_number(tandems, 'reference', 'LT-') + 1:02d}"


@transaction.atomic
def propose(*, first_cluster, second_cluster, topic, goal: str, by, now) -> Tandem:
    """Offer a tandem to another cluster of the partnership. The manager of the first cluster does it.

    Sent twice, the form makes one tandem: the same open proposal is handed back.
    Raises NotAllowed for anybody else.
    """
    if by is not None and first_cluster.pk not in by.standing.manages:
        raise NotAllowed
    partnership = Partnership.objects.select_for_update().get(pk=first_cluster.partnership_id)
    same = Tandem.objects.filter(
        first_cluster=first_cluster,
        second_cluster=second_cluster,
        topic=topic,
        goal=goal,
        status=Tandem.Status.PROPOSED,
    ).first()
    if same:
        return same
    tandem = Tandem.objects.create(
        partnership=partnership,
        reference=next_reference(partnership),
        first_cluster=first_cluster,
        second_cluster=second_cluster,
        topic=topic,
        goal=goal,
        proposed_at=now,
    )
    audit.record(tandem, "propose", by=by, now=now, after=tandem.status)
    _tell(second_cluster, "tandem.proposed", tandem, by=by, now=now)
    return tandem


@transaction.atomic
def edit(tandem: Tandem, *, topic, goal: str, by, now) -> Tandem:
    """Change topic or goal while the proposal is open."""
    changed = [name for name, value in (("topic", topic), ("goal", goal)) if getattr(tandem, name) != value]
    TANDEM.check("edit", tandem, by=by)
    if changed:
        TANDEM.move("edit", tandem, by=by, now=now, details={"changed": changed}, topic=topic, goal=goal)
    return tandem


@transaction.atomic
def agree(tandem: Tandem, *, by, now, today: date) -> Tandem:
    """The other cluster agrees: the tandem runs, and counts, from today."""
    TANDEM.move("agree", tandem, by=by, now=now, starts_on=today)
    _tell(tandem.first_cluster, "tandem.agreed", tandem, by=by, now=now)
    return tandem


@transaction.atomic
def record_session(tandem: Tandem, *, held_on: date, hours, learnt: str, participants, by, now, today: date):
    """Record a session with those who took part: ``participants`` is a list of (cluster, name).

    Raises TooEarly, BeforeTheTandem, SessionKnown.
    """
    TANDEM.check("record_session", tandem, by=by)
    if held_on > today:
        raise TooEarly
    if held_on < tandem.starts_on:
        raise BeforeTheTandem
    try:
        with transaction.atomic():
            session = TandemSession.objects.create(
                tandem=tandem, held_on=held_on, hours=hours, learnt=learnt, recorded_by=by, recorded_at=now
            )
    except IntegrityError:
        raise SessionKnown
    people = {}
    for cluster, name in participants:
        people.setdefault((cluster.pk, fold(name)), (cluster, name))
    SessionParticipant.objects.bulk_create(
        SessionParticipant(session=session, cluster=cluster, name=name, name_key=key[1])
        for key, (cluster, name) in people.items()
    )
    TANDEM.move(
        "record_session", tandem, by=by, now=now, details={"held_on": held_on, "participants": len(people)}
    )
    return session


@transaction.atomic
def close(tandem: Tandem, *, outcome: str, by, now, today: date) -> Tandem:
    """Close with what came of it. Raises NothingLearnt without a session."""
    TANDEM.check("close", tandem, by=by)
    if not tandem.sessions.exists():
        raise NothingLearnt
    return TANDEM.move("close", tandem, by=by, now=now, outcome=outcome, ends_on=today)


@transaction.atomic
def cancel(tandem: Tandem, *, reason: str, by, now) -> Tandem:
    """Give the tandem up, with a reason that both clusters read."""
    TANDEM.move("cancel", tandem, by=by, now=now, reason=reason)
    for cluster in (tandem.first_cluster, tandem.second_cluster):
        _tell(cluster, "tandem.cancelled", tandem, by=by, now=now)
    return tandem


def _tell(cluster, purpose, tandem, *, by, now):
    for post in cluster.posts.current().select_related("user").order_by("pk"):
        if by is None or post.user_id != by.pk:
            outbox.post(
                to=post.user,
                purpose=purpose,
                context={
                    "reference": tandem.reference,
                    "partnership": tandem.partnership.acronym,
                    "url": reverse("tandems:tandem", args=[tandem.partnership.slug, tandem.reference]),
                    "first": tandem.first_cluster.name,
                    "second": tandem.second_cluster.name,
                    "topic": tandem.topic.name,
                },
                subject=tandem,
                by=by,
                now=now,
            )
