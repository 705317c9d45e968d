"""Hand-written tables of status × person → acts, and the trial of every act by every person.

``-`` may look only, ``hidden`` does not even see the record. A table is never computed from the workflow
that it tests. People who are not named in a table are hidden throughout.
"""

from contextlib import suppress

from django.db import transaction

from clusters.models import User
from excite.audit.models import Event
from excite.workflow import NotAllowed, WrongStatus

HIDDEN = ("administrator", "stranger", "outsider")


def read(text):
    """{status: {person: set of acts, or None where the record is hidden}}; cells are parted by ``|``."""
    head, *lines = [line for line in text.strip().splitlines() if line.strip()]
    people = [cell.strip() for cell in head.split("|")[1:]]
    found = {}
    for line in lines:
        status, *cells = [cell.strip() for cell in line.split("|")]
        assert len(cells) == len(people), line
        found[status] = dict(zip(people, map(_acts, cells), strict=True)) | dict.fromkeys(HIDDEN)
    return found


def _acts(cell):
    return None if cell == "hidden" else set(cell.replace("-", "").split())


class Undo(Exception):
    """Takes a trial back."""


def tried(acts, user, prepare=lambda name: None):
    """The names of the acts (name → function of the person) that work; each is taken back again.

    A refused act must have written nothing.
    """
    return {name for name, act in acts.items() if _works(name, act, user, prepare)}


def _works(name, act, user, prepare):
    done = False
    with suppress(Undo), transaction.atomic():
        prepare(name)
        events = Event.objects.count()
        person = User.objects.get(pk=user.pk)  # with a standing that is read anew
        try:
            act(person)
            done = True
        except (NotAllowed, WrongStatus):
            assert Event.objects.count() == events
        raise Undo
    return done
