"""A second, invented partnership: partnerships do not see each other, and each organisation visits once.

Its CXC-0007 applies for an organisation that has visited in EXCITE: here one reads that it has, not where.
"""

from collections.abc import Iterator

from django.contrib.auth.hashers import make_password

from clusters.models import Post
from exchanges.models import Exchange, TravelGrant
from exchanges.services import answer_host, ask_host, authorise, make_batch

from . import history, money
from .moments import at
from .people import PASSWORD, People, give_post, make_account

WORDS = (
    "We test sensors for microscopes and want to learn how they fare in salt air.",
    "A test bench at the quay for six months.",
)


def load(people: People) -> Iterator[str]:
    partnership = history.load("harbour")
    manager = make_account("harbour@demo.example", "Mareike Jansen", password=make_password(PASSWORD))
    cluster = partnership.clusters.get(code="elbe-ports")
    give_post(manager, partnership, Post.Kind.MANAGER, cluster)
    give_post(manager, partnership, Post.Kind.COORDINATOR)
    give_post(people["finance"], partnership, Post.Kind.FINANCE)
    money.plan(partnership, by=manager)
    yield from history.import_rows(partnership)
    _apply(partnership)
    grants = TravelGrant.objects.due().filter(exchange__home_cluster=cluster).order_by("pk")
    batch = make_batch(cluster, grants=grants, by=manager, now=at("2023-09-11", "13:20"))
    authorise(batch, by=manager, now=at("2023-09-12", "08:50"))


def _apply(partnership):
    """Its host, who has no account, has agreed through the personal link."""
    rows = Exchange.objects.filter(partnership=partnership, reference="CXC-0007")
    rows.update(
        motivation=WORDS[0],
        expected_outcome=WORDS[1],
        traveller_name="Arno Seidel",
        host_contact_name="Inês Duarte",
        host_contact_email="ines.duarte@belem-dock.example",
    )
    consent = ask_host(rows.with_people().get(), by=None, now=at("2023-09-11", "09:10"))
    answer_host(consent, agree=True, by=None, name="Inês Duarte", now=at("2023-09-11", "16:45"))
