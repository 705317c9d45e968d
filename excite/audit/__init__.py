"""Who did what, when and why: one event per act, written in the same transaction as the act itself.

Apps call `record`; at start they tell how their kinds of record are named (`describe`) and who may read
(`scope`). The models are imported late, because workflows are built before Django's apps are ready.
"""

from datetime import datetime

from excite.audit.registry import describe, link, name_verbs, scope

__all__ = ["describe", "link", "name_verbs", "record", "record_all", "scope"]


def record(
    subject,
    verb: str,
    *,
    by,
    now: datetime,
    reason="",
    details=None,
    internal=False,
    before="",
    after="",
    kind="",
    who="",
):
    """Write one event about `subject` and return it.

    `by` is a person or None for the system; `who` names a person without an account. Reason and name are kept
    beside the event and can be erased; `details` must hold nothing personal. `internal` events are for staff.
    """
    from excite.audit.models import Event

    return Event.objects.write(
        subject,
        verb,
        kind=kind or subject.audit_kind,
        by=by,
        now=now,
        who=who,
        reason=reason,
        details=details or {},
        internal=internal,
        before=before,
        after=after,
    )


def record_all(subjects, verb: str, *, by, now: datetime, details_of=lambda subject: {}):
    """Write one event about each of many records of one kind, as an import does; ``record`` says the rest."""
    from excite.audit.models import Event

    subjects = list(subjects)
    if not subjects:
        return []
    facts = {"who": "", "reason": "", "internal": False, "before": "", "after": ""}
    return Event.objects.write_all(
        subjects, verb, details_of=details_of, kind=subjects[0].audit_kind, by=by, now=now, **facts
    )
