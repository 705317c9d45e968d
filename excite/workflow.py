"""Doing is a table: every act on a record is one row that says who may do it, when, and where it leads.

`open_to` gives the buttons, `check` the guard and `move` the write. `move` is the only writer of a status and
is called by services only. It writes by compare-and-set, so of two people who act at once one wins and the
other is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from excite import audit

SYSTEM = frozenset({"system"})


class Refused(Exception):
    """An act that cannot be done; `str` is a sentence for the person who tried."""

    default = _("This cannot be done.")

    def __init__(self, sentence=None):
        super().__init__(sentence or self.default)


class NotAllowed(Refused):
    """The person has no role that may do this: answered with 403."""

    default = _("This is for someone else to do.")


class WrongStatus(Refused):
    """The record has moved on, or is not ready for this act."""

    default = _(
        "This is not possible any more: the record has changed in the meantime. Here is how it stands."
    )


class ReasonMissing(Refused):
    default = _("Please give a reason, so that the others can understand this step.")


@dataclass(frozen=True)
class Action:
    """One act: `by` roles, `when` statuses, `to` the next status (None: it stays, or the service decides)."""

    name: str
    label: str
    by: frozenset[str]
    when: frozenset[str]
    to: str | None = None
    style: str = ""
    reason: bool = False
    ready: Callable[[models.Model], bool] | None = None  # reads loaded fields only


class Workflow:
    """The transition table of one kind of record; `subject` is the kind under which events are written."""

    def __init__(self, subject: str, *actions: Action, field: str = "status"):
        self.subject, self.field = subject, field
        self.actions = {action.name: action for action in actions}
        audit.name_verbs(subject, {action.name: action.label for action in actions})

    def open_to(self, user, obj) -> list[Action]:
        """The acts that this person can do now, in the order of the table."""
        roles = self._roles(user, obj)
        return [action for action in self.actions.values() if roles & action.by and self._fits(action, obj)]

    def check(self, name: str, obj, *, by) -> Action:
        """The action, if this person may do it now. Raises NotAllowed or WrongStatus."""
        action = self.actions[name]
        if not self._roles(by, obj) & action.by:
            raise NotAllowed
        if not self._fits(action, obj):
            raise WrongStatus
        return action

    def move(self, name: str, obj, *, by, now: datetime, reason="", details=None, to=None, who="", **changes):
        """Do it: check, write status and `changes` if the status is still the one seen, record the event.

        `who` names a person who acts without an account.
        """
        action = self.check(name, obj, by=by)
        if action.reason and not reason.strip():
            raise ReasonMissing
        before = getattr(obj, self.field)
        changes[self.field] = after = to or action.to or before
        with transaction.atomic():
            seen = type(obj)._base_manager.filter(pk=obj.pk, **{self.field: before})
            if not seen.update(**changes):
                raise WrongStatus
            audit.record(
                obj,
                name,
                by=by,
                now=now,
                reason=reason,
                details=details,
                before=before,
                after=after,
                kind=self.subject,
                who=who,
            )
        for field, value in changes.items():
            setattr(obj, field, value)
        return obj

    def _roles(self, user, obj) -> frozenset[str]:
        return SYSTEM if user is None else frozenset(obj.roles_of(user))

    def _fits(self, action: Action, obj) -> bool:
        return getattr(obj, self.field) in action.when and (action.ready is None or action.ready(obj))
