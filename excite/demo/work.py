"""What waits for whom on the morning of 13 September 2023."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from clusters.models import Membership, Organisation, Partnership, RegisterEntry, SizeDeclaration
from exchanges.models import Exchange
from exchanges.services import ask_for_change, ask_host
from excite import audit
from excite.outbox.models import Mail
from excite.outbox.services import hold

from .moments import at
from .people import People, let_speak, make_account, represent

AIM = (
    "Six clusters from Germany, Bulgaria, Lithuania, Spain, Poland and France visit each other. "
    "Small firms and those who support them stay some days at a host abroad, and bring home what digital "
    "transformation looks like there."
)
# Words of the applications that are on their way; the sheets hold dates and names only.
WORDS = {
    "CXC-0068": (
        "Мария Стоянова",
        "Our tools cut wafers for sensors. In Vilnius we want to see how laser firms do it without blades.",
        "One test order, and a contact for spare parts.",
        "Laser workshops around Vilnius.",
    ),
    "CXC-0069": (
        "Théo Garnier",
        "We route delivery vans. Warsaw's drive in snow and traffic that we do not know.",
        "A pilot with one fleet during the winter.",
        "Fleet managers, and the city's traffic office.",
    ),
    "CXC-0070": (
        "Lena Vogt",
        "Our members ask for partners in Poland. We want to learn how Narew prepares its firms for export.",
        "A list of ten matching firms on both sides.",
        "",
    ),
    "CXC-0074": ("Eglė Petrauskaitė", "We protect small harbours' networks.", "", ""),
}
RETURNED = "Please name two or three firms that you would like to meet in Warszawa: then we can ask them."
ANOTHER_FLIGHT = "The flight of the 16th is cancelled; the next one leaves in the morning of the 17th."
# Year, staff, turnover in EUR, day: one of them is fourteen months old, which the manager may waive.
DECLARATIONS = {
    "ORG-081": (2022, 8, 165_000, date(2023, 5, 10)),
    "ORG-102": (2022, 25, 6_906_000, date(2023, 3, 22)),
    "ORG-103": (2022, 40, 2_314_000, date(2023, 8, 28)),
    "ORG-107": (2022, 24, 1_740_000, date(2023, 2, 14)),
    "ORG-109": (2021, 6, 1_198_000, date(2022, 7, 5)),
}


def begin(partnership: Partnership, people: People) -> None:
    represent(people, partnership)
    Partnership.objects.filter(pk=partnership.pk).update(aim=AIM, contact_email="coordinator@demo.example")
    _declare(partnership, people)
    _write_applications(partnership, people)
    _ask_for_membership(partnership)
    _ask_for_a_day_more(partnership)


def _declare(partnership, people):
    entries = {entry.code: entry for entry in partnership.register.filter(code__in=DECLARATIONS)}
    for code, (year, staff, turnover, day) in DECLARATIONS.items():
        organisation = entries[code].organisation
        SizeDeclaration.objects.create(
            organisation=organisation,
            accounting_year=year,
            staff=staff,
            turnover_eur=turnover,
            size=organisation.size,
            declared_on=day,
            signed_by=people["sme"] if code == "ORG-081" else None,
        )
        Organisation.objects.filter(pk=organisation.pk).update(size_checked_on=day)


def _write_applications(partnership, people):
    rows = {row.reference: row for row in partnership.exchanges.filter(reference__in=WORDS).with_people()}
    for reference, (traveller, motivation, outcome, meetings) in WORDS.items():
        Exchange.objects.filter(pk=rows[reference].pk).update(
            traveller_name=traveller,
            traveller_email="sme@demo.example" if traveller == "Lena Vogt" else "",
            motivation=motivation,
            expected_outcome=outcome,
            wanted_meetings=meetings,
        )
    audit.record(
        rows["CXC-0070"],
        "return",
        by=people["manager"],
        now=at("2023-09-11", "11:10"),
        reason=RETURNED,
        before=Exchange.Status.SUBMITTED,
        after=Exchange.Status.RETURNED,
    )
    ask_host(rows["CXC-0069"], by=None, now=at("2023-09-12", "09:30"))
    _ask_mistyped_host(rows["CXC-0068"], people)


def _ask_mistyped_host(exchange, people):
    """A host without an account, at an address that cannot be right: the mail is held back."""
    contact = {"host_contact_name": "Aurelija Noreikė", "host_contact_email": "reception@ausra.exmaple"}
    Exchange.objects.filter(pk=exchange.pk).update(**contact)
    exchange.refresh_from_db(fields=list(contact))
    ask_host(exchange, by=None, now=at("2023-09-12", "09:35"))
    mail = Mail.objects.get(address=contact["host_contact_email"])
    hold(mail, by=people["admin"], now=at("2023-09-12", "09:50"))


def _ask_for_membership(partnership):
    """A firm that is new to everybody asks to be a member of Silicon Saxony."""
    cluster = partnership.clusters.get(code="silicon-saxony")
    organisation = Organisation.objects.create(
        name="Blasewitz Microfluidics GmbH",
        kind=Organisation.Kind.SME,
        size=Organisation.Size.MICRO,
        staff=6,
        turnover_eur=410_000,
        country="DE",
        city="Dresden",
        latitude="51.05040",
        longitude="13.73730",
        ecosystem="Health",
    )
    asked = at("2023-09-12", "15:45")
    RegisterEntry.objects.create(
        partnership=partnership,
        organisation=organisation,
        code="NEW-001",
        home_cluster=cluster,
        added_on=asked.date(),
    )
    person = make_account("founder@demo.example", "Mila Brandt", password=make_password(None))
    membership = Membership.objects.create(
        organisation=organisation,
        home_cluster=cluster,
        cluster=cluster,
        speaker=person,
        status=Membership.Status.ASKED,
        asked_on=asked.date(),
    )
    audit.record(membership, "ask", by=person, now=asked, after=membership.status)


def _ask_for_a_day_more(partnership):
    """A firm of Silicon Saxony has its agreement, and wants to travel home a day later."""
    exchange = partnership.exchanges.with_people().get(reference="CXC-0071")
    person = make_account("traveller@demo.example", "Anja Kretzschmar", password=make_password(None))
    let_speak(person, exchange.visitor_id)
    ask_for_change(
        exchange,
        changes={
            "departure": exchange.departure + timedelta(days=1),
            "host_contact_name": "Eneko Ibarra",
            "host_contact_email": "eneko.ibarra@mendi.example",
        },
        reason=ANOTHER_FLIGHT,
        by=person,
        now=at("2023-09-12", "14:20"),
    )
