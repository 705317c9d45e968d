"""The people of the demonstration. All have the same known password, and exist in demo mode only."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from clusters.models import Cluster, Partnership, Post, Representative, User
from excite import audit

from .moments import LOADED, at

PASSWORD = "excite-demo"  # noqa: S105 - known on purpose; see clusters and README
SINCE = at("2022-02-01")


@dataclass(frozen=True)
class Person:
    """``manages``: code of a cluster; ``post``: another post; ``speaks_for``: codes in the register."""

    email: str
    name: str
    manages: str = ""
    post: str = ""
    speaks_for: tuple[str, ...] = ()
    administrator: bool = False


# The eight that README names come first, then the managers of the other clusters.
PEOPLE = (
    Person("sme@demo.example", "Lena Vogt", speaks_for=("ORG-081", "ORG-111")),
    Person("host@demo.example", "Piotr Zieliński", speaks_for=("ORG-110",)),
    Person("manager@demo.example", "Katrin Richter", manages="silicon-saxony"),
    Person("hostmanager@demo.example", "Camille Laurent", manages="pole-scs"),
    Person("coordinator@demo.example", "Jonas Lehmann", post=Post.Kind.COORDINATOR),
    Person("finance@demo.example", "Sofia Marin", post=Post.Kind.FINANCE),
    Person("auditor@demo.example", "Henrik Dahl", post=Post.Kind.AUDITOR),
    Person("admin@demo.example", "Ada Novák", administrator=True),
    Person("dti@demo.example", "Ивана Петрова", manages="dti"),
    Person("bhv@demo.example", "Rūta Kazlauskienė", manages="bhv"),
    Person("gaia@demo.example", "Ainhoa Etxeberria", manages="gaia"),
    Person("mazovia@demo.example", "Łukasz Wiśniewski", manages="mazovia"),
)


class People(dict):
    """People by the first word of their address: ``people["manager"]``."""


def make_people(partnership: Partnership) -> People:
    """Accounts with their posts; whom they speak for follows when the register is there (``represent``)."""
    clusters = {cluster.code: cluster for cluster in Cluster.objects.filter(partnership=partnership)}
    password, made = make_password(PASSWORD), People()
    for person in PEOPLE:
        user = make_account(person.email, person.name, password=password, administrator=person.administrator)
        made[person.email.partition("@")[0]] = user
        if person.manages:
            give_post(user, partnership, Post.Kind.MANAGER, clusters[person.manages])
        elif person.post:
            give_post(user, partnership, person.post)
    return made


def make_account(email, name, *, password, administrator=False) -> User:
    user = User.objects.create(
        email=email,
        full_name=name,
        password=password,
        is_demo=True,
        is_staff=administrator,
        is_superuser=administrator,
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def give_post(user, partnership, kind, cluster=None) -> None:
    Post.objects.create(
        user=user, partnership=partnership, cluster=cluster, kind=kind, started_on=SINCE.date()
    )
    details = {"post": str(kind), "cluster": cluster.code if cluster else ""}
    audit.record(partnership, "give a post", by=None, now=LOADED, who=str(user), details=details)


def represent(people: People, partnership: Partnership) -> None:
    """Let the applicants and hosts speak for their organisations."""
    found = dict(partnership.register.values_list("code", "organisation"))
    for person in PEOPLE:
        for code in person.speaks_for:
            let_speak(people[person.email.partition("@")[0]], found[code])


def let_speak(user: User, organisation_id: int) -> None:
    Representative.objects.create(user=user, organisation_id=organisation_id, started_on=LOADED.date())
