"""What the audit log cannot know: how records and acts are called, where they are, and who may read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import NoReverseMatch, reverse


@dataclass
class Kind:
    label: str = ""
    verbs: dict = field(default_factory=dict)
    statuses: dict = field(default_factory=dict)


_kinds: dict[str, Kind] = {}
_workflow_verbs: dict[tuple[str, str], str] = {}
_links: dict[str, tuple[str, str]] = {}
_scopes: list[Callable] = []


def describe(kind: str, *, label, verbs: Mapping | None = None, statuses=()) -> None:
    """Name a kind of record: `verbs` in the past tense ("approved"), `statuses` as choices."""
    _kinds[kind] = Kind(label, dict(verbs or {}), dict(statuses))


def link(view: str, name: str, *kinds: str) -> None:
    """Records of these kinds are seen on `view`, which takes the reference of the event as `name`."""
    _links.update(dict.fromkeys(kinds, (view, name)))


def name_verbs(kind: str, labels: Mapping) -> None:
    """The labels of a workflow's acts; they stand in where `describe` gives no word in the past tense."""
    _workflow_verbs.update({(kind, verb): label for verb, label in labels.items()})


def scope(rule: Callable) -> Callable:
    """Register `rule(user) → Q` over `partnership_key`: whose events this person may read."""
    if rule not in _scopes:
        _scopes.append(rule)
    return rule


def readable_by(user) -> Q:
    """The union of all scopes; nobody reads anything that no scope opens."""
    allowed = Q(pk__in=[])
    for rule in _scopes:
        allowed |= rule(user)
    return allowed


def kinds() -> list[tuple[str, str]]:
    return [(name, str(kind.label)) for name, kind in sorted(_kinds.items())]


def kind_label(kind: str) -> str:
    return str(_kinds[kind].label) if kind in _kinds else _readable(kind)


def verb_label(kind: str, verb: str) -> str:
    past = _kinds[kind].verbs.get(verb) if kind in _kinds else None
    return str(past or _workflow_verbs.get((kind, verb)) or _readable(verb))


def status_label(kind: str, status: str) -> str:
    known = _kinds[kind].statuses.get(status) if kind in _kinds else None
    return str(known or _readable(status))


def url_of(event, partnership: str) -> str:
    """Where the record is, in the partnership of this slug; "" if that is not known."""
    view, name = _links.get(event.subject_kind, ("", ""))
    try:
        return reverse(view, kwargs={"partnership": partnership, name: event.reference}) if view else ""
    except NoReverseMatch:
        return ""


def _readable(code: str) -> str:
    return code.replace("_", " ").replace(".", " ").capitalize()
