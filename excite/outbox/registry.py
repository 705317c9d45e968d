"""What the outbox cannot know: who may read whose mails, who may hold them, and how a secret is made."""

from collections.abc import Callable

from django.db.models import Q

_scopes: list[Callable] = []
_keepers: list[Callable] = []
_secrets: dict[str, Callable] = {}


def scope(rule: Callable) -> Callable:
    """Register `rule(user) → Q` over `partnership_key`, `subject_kind`, `subject_id`: what staff may read."""
    if rule not in _scopes:
        _scopes.append(rule)
    return rule


def keeper(rule: Callable) -> Callable:
    """Register `rule(user, mail) → bool`: may this person hold, release and resend it?"""
    if rule not in _keepers:
        _keepers.append(rule)
    return rule


def secret(name: str) -> Callable:
    """Register `make(mail) → str`, called at sending: a personal link or a code, kept in no row."""

    def register(make: Callable) -> Callable:
        _secrets[name] = make
        return make

    return register


def readable_by(user) -> Q:
    allowed = Q(recipient=user)
    for rule in _scopes:
        allowed |= rule(user)
    return allowed


def is_keeper(user, mail) -> bool:
    return any(rule(user, mail) for rule in _keepers)


def make_secret(mail) -> str:
    return _secrets[mail.secret](mail)
