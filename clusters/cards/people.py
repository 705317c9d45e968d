"""People: the posts of a partnership, and one's own account."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from ..models import Invitation, Membership, Partnership, Post, RegisterEntry

MOST = 200


@dataclass(frozen=True)
class PeoplePage:
    posts: tuple[Post, ...]
    invitations: tuple[Invitation, ...]
    may_change: bool


def people_page(partnership: Partnership, *, user) -> PeoplePage:
    """Two queries. Open invitations are for coordinators and auditors."""
    invitations = (
        Invitation.objects.visible_to(user).filter(partnership=partnership, organisation=None).open()
    )
    return PeoplePage(
        posts=tuple(Post.objects.current().filter(partnership=partnership).for_list()[:MOST]),
        invitations=tuple(invitations.for_list()[:MOST]),
        may_change=partnership.pk in user.standing.coordinates,
    )


@dataclass(frozen=True)
class ProfilePage:
    """Everything that this person is here, and how they sign in."""

    posts: tuple[Post, ...]
    entries: tuple[RegisterEntry, ...]
    asked: tuple[Membership, ...]
    invitations: tuple[Invitation, ...]
    has_password: bool
    code_app: bool
    passkeys: int
    recovery_codes: bool
    institutions: int


def profile_page(user) -> ProfilePage:
    """Six queries."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    entries = RegisterEntry.objects.filter(organisation__in=user.standing.represents).for_list()
    return ProfilePage(
        posts=tuple(user.posts.current().for_list()[:MOST]),
        entries=tuple(entries[:MOST]),
        asked=tuple(Membership.objects.filter(speaker=user).exclude(status="confirmed").for_list()[:MOST]),
        invitations=tuple(Invitation.objects.for_person(user).open().for_list()[:MOST]),
        has_password=user.has_usable_password(),
        code_app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        institutions=user.socialaccount_set.count(),
    )
