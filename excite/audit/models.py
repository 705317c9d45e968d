"""The append-only log. An event is never changed; its personal words stand beside it and can be erased."""

import hashlib
import json
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from excite.audit import registry
from excite.names import fold
from excite.words import Encoder


class AppendOnly(Exception):
    """Somebody tried to change or delete an event."""


class EventQuerySet(models.QuerySet):
    def write(self, subject, verb, **facts):
        """Insert one event and, if there is anything personal, its words beside it: two statements."""
        event, words = self._prepared(subject, verb, **facts)
        with transaction.atomic():
            event.save(force_insert=True)
            if event.personal_digest:
                words.event = event
                words.save(force_insert=True)
        return event

    def write_all(self, subjects, verb, *, details_of, **facts):
        """Insert one event for each of many records, in a few statements however many they are."""
        prepared = [
            self._prepared(subject, verb, details=details_of(subject), **facts) for subject in subjects
        ]
        with transaction.atomic():
            self.bulk_create((event for event, _words in prepared), batch_size=500)
            for event, words in prepared:
                words.event = event
            personal = (words for event, words in prepared if event.personal_digest)
            EventPersonal.objects.bulk_create(personal, batch_size=500)
        return [event for event, _words in prepared]

    def _prepared(
        self, subject, verb, *, kind, by, now: datetime, who, reason, details, internal, before, after
    ):
        words = EventPersonal(actor_label=(str(by) if by is not None else who)[:255], reason=reason)
        event = Event(
            at=now,
            actor=by,
            verb=verb,
            subject_kind=kind,
            subject_id=str(subject.pk),
            reference=str(getattr(subject, "reference", "") or "")[:255],
            partnership_key=getattr(subject, "partnership_id", None),
            before=before,
            after=after,
            details=details,
            internal=internal,
            personal_digest=words.seal() if words.actor_label or reason else "",
        )
        return event, words

    def of(self, *subjects):
        """All events of these records: a timeline joins those of an exchange, its grant and its agreement."""
        wanted = models.Q(pk__in=[])
        for subject in subjects:
            wanted |= models.Q(subject_kind=subject.audit_kind, subject_id=str(subject.pk))
        return self.filter(wanted)

    def visible_to(self, user):
        """What the registered scopes open to this person; see `excite.audit.scope`."""
        return self.filter(registry.readable_by(user))

    def without_internal(self):
        return self.filter(internal=False)

    def with_people(self):
        return self.select_related("actor", "personal")

    def newest_first(self):
        return self.order_by("-at", "-pk")

    def oldest_first(self):
        return self.order_by("at", "pk")

    def update(self, *_, **__):
        raise AppendOnly("Events are never changed.")

    def delete(self):
        raise AppendOnly("Events are never deleted; personal words are erased with EventPersonal.")

    bulk_update = update_or_create = update


class Event(models.Model):
    """One act. `at` is the programme's clock, `recorded_at` real time."""

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    reference = models.CharField(max_length=255, blank=True)
    partnership_key = models.BigIntegerField(null=True, blank=True)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict, blank=True, encoder=Encoder)
    internal = models.BooleanField(default=False)
    personal_digest = models.CharField(max_length=64, blank=True)
    # Given later by the sealer, which numbers and chains the events: writers never wait for each other.
    number = models.BigIntegerField(null=True, blank=True, unique=True)
    chain = models.CharField(max_length=64, null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["partnership_key", "at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_event_sealed_whole",
                condition=models.Q(number=None, chain=None)
                | models.Q(number__isnull=False, chain__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.subject_kind} {self.reference or self.subject_id}: {self.verb}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise AppendOnly("Events are never changed.")
        super().save(**kwargs)

    def delete(self, **_):
        raise AppendOnly("Events are never deleted; personal words are erased with EventPersonal.")

    @property
    def words(self) -> "EventPersonal | None":
        """The personal words, or None if there were none or they have been erased."""
        return getattr(self, "personal", None)

    @property
    def erased(self) -> bool:
        return bool(self.personal_digest) and self.words is None

    @property
    def who(self) -> str:
        """The name as it was then; empty for the system and after erasure."""
        return self.words.actor_label if self.words else ""

    @property
    def reason(self) -> str:
        return self.words.reason if self.words else ""

    @property
    def kind_label(self) -> str:
        return registry.kind_label(self.subject_kind)

    @property
    def verb_label(self) -> str:
        return registry.verb_label(self.subject_kind, self.verb)

    @property
    def before_label(self) -> str:
        return registry.status_label(self.subject_kind, self.before) if self.before else ""

    @property
    def after_label(self) -> str:
        return registry.status_label(self.subject_kind, self.after) if self.after else ""


class EventPersonal(models.Model):
    """What names or describes a person in an event. Deleting this row erases it; the event stays.

    The salt goes with it, so that the digest in the event cannot be guessed back.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="personal")
    actor_label = models.CharField(max_length=255, blank=True)
    folded = models.CharField(max_length=600, blank=True)
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=32)

    def __str__(self):
        return self.actor_label

    def seal(self) -> str:
        """Choose a salt, fill the search column, and return the digest that the event keeps."""
        self.salt = secrets.token_hex(16)
        self.folded = fold(self.actor_label)[:600]
        return self.digest()

    def digest(self) -> str:
        """SHA-256 over salt and words, hexadecimal."""
        words = json.dumps([self.salt, self.actor_label, self.reason], ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()
