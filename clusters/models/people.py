"""People, the posts they hold, and the organisations they speak for.

Roles are relations to a record, never global flags: a person is a manager *of a cluster*, a coordinator
*of a partnership*, a representative *of an organisation*, and may be several of them at once.
"""

import uuid
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


REPRESENTATIVE = "representative"


class Part(NamedTuple):
    """A post, or an organisation spoken for. ``of``: the cluster or the organisation, called ``name``."""

    kind: str
    partnership: int | None
    of: int | None
    name: str | None
    place: str | None  # in lists
    secured: bool


@dataclass(frozen=True)
class Standing:
    """Everything that a person is allowed to be, as sets of ids: read once a request, then only looked up."""

    manages: frozenset = frozenset()  # clusters
    manages_in: frozenset = frozenset()  # partnerships of those clusters
    coordinates: frozenset = frozenset()  # partnerships
    finances: frozenset = frozenset()  # partnerships
    audits: frozenset = frozenset()  # partnerships
    represents: frozenset = frozenset()  # organisations
    # Beside what one may: names in the order of lists, and whether there is a second factor (None: not read).
    clusters: tuple[tuple[int, str], ...] = ()  # (partnership, name) of each that is managed
    organisations: tuple[str, ...] = ()
    secured: bool | None = None

    @property
    def staffs(self):
        """Partnerships in which this person holds a post of any kind."""
        return self.manages_in | self.coordinates | self.finances | self.audits

    def is_staff_of(self, partnership):
        return bool(partnership) and partnership.pk in self.staffs

    def clusters_in(self, partnership) -> list[str]:
        return [name for place, name in self.clusters if place == partnership.pk]


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Signs in by e-mail; ``is_staff`` only opens the repair admin."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("administrator"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self):
        return self.full_name or self.email

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return (self.full_name or self.email).split()[0]

    @classmethod
    def demo_people(cls):
        """The accounts of the demonstration; they can be taken on with one click, in demo mode only."""
        return cls.objects.filter(is_demo=True, is_active=True).order_by("pk")

    @property
    def initials(self):
        words = (self.full_name or self.email).replace("@", " ").split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()

    @cached_property
    def standing(self) -> Standing:
        """One query on first use, none afterwards."""
        if not self.is_active:
            return Standing()
        parts = list(self._parts())

        def of(kind):
            return [part for part in parts if part.kind == kind]

        managing, speaking = of(Post.Kind.MANAGER), of(REPRESENTATIVE)
        return Standing(
            manages=frozenset(part.of for part in managing),
            manages_in=frozenset(part.partnership for part in managing),
            coordinates=frozenset(part.partnership for part in of(Post.Kind.COORDINATOR)),
            finances=frozenset(part.partnership for part in of(Post.Kind.FINANCE)),
            audits=frozenset(part.partnership for part in of(Post.Kind.AUDITOR)),
            represents=frozenset(part.of for part in speaking),
            clusters=tuple((part.partnership, part.name) for part in managing),
            organisations=tuple(part.name for part in speaking),
            secured=parts[0].secured if parts else None,
        )

    def _parts(self):
        """Posts, and organisations spoken for, in the order of lists: one query."""
        secured = _second_factor(OuterRef("user"))
        posts = self.posts.current().annotate(
            of=F("cluster"),
            name=F("cluster__organisation__name"),
            place=F("cluster__organisation__sort_key"),
            secured=secured,
        )
        speaking = self.representations.filter(ended_on=None).annotate(
            kind=Value(REPRESENTATIVE),
            partnership=Value(None, output_field=models.BigIntegerField()),
            of=F("organisation"),
            name=F("organisation__name"),
            place=F("organisation__sort_key"),
            secured=secured,
        )
        posts, speaking = (each.values_list(*Part._fields, named=True) for each in (posts, speaking))
        return posts.union(speaking, all=True).order_by("place", "of")

    @property
    def needs_second_factor(self):
        """Managers, coordinators, finance and administrators handle other people's money and data."""
        held = self.standing
        return self.is_staff or bool(held.manages or held.coordinates or held.finances)

    @cached_property
    def has_second_factor(self):
        """A code app or a passkey. Read with the standing, so that the check costs a page nothing."""
        if self.standing.secured is not None:
            return self.standing.secured
        return type(self).objects.filter(_second_factor(OuterRef("pk")), pk=self.pk).exists()


def _second_factor(person):
    from allauth.mfa.models import Authenticator  # its models need ours first

    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Exists(Authenticator.objects.filter(user=person, type__in=kinds))


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=user.standing.staffs) if user.is_authenticated else self.none()

    def current(self):
        return self.filter(ended_on=None)

    def for_list(self):
        """Coordinators first, then finance, auditors and the managers by cluster."""
        rank = Case(
            When(kind="coordinator", then=0), When(kind="finance", then=1), When(kind="auditor", then=2)
        )
        people = self.select_related("user", "cluster__organisation", "partnership")
        return people.annotate(rank=rank).order_by(
            F("rank").asc(nulls_last=True), "cluster__organisation__sort_key", "user__full_name", "pk"
        )


class Post(models.Model):
    """A post that a person holds in a partnership; a manager's post is with one cluster."""

    class Kind(models.TextChoices):
        MANAGER = "manager", _("cluster manager")
        COORDINATOR = "coordinator", _("coordinator")
        FINANCE = "finance", _("finance")
        AUDITOR = "auditor", _("auditor")

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    partnership = models.ForeignKey("clusters.Partnership", models.PROTECT, related_name="posts")
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, null=True, blank=True, related_name="posts"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="manager", cluster__isnull=False) | (~Q(kind="manager") & Q(cluster=None)),
                name="post_manager_has_cluster",
            ),
            models.UniqueConstraint(
                fields=["user", "partnership", "kind"],
                condition=Q(ended_on=None, cluster=None),
                name="post_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "cluster"], condition=Q(ended_on=None), name="post_manager_once"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"


class Representative(models.Model):
    """A person who speaks for an organisation: applies, hosts and signs in its name."""

    user = models.ForeignKey(User, models.PROTECT, related_name="representations")
    organisation = models.ForeignKey("clusters.Organisation", models.PROTECT, related_name="representatives")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(ended_on=None), name="representative_once"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.organisation}"
