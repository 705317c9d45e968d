"""The five sources of the figures: exchanges, grants, missions, tandems and the people who learnt in them."""

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from exchanges.models import Exchange, TravelGrant
from excite.money import to_eur
from excite.sentences import Country, Money, Sentence, gettext_noop, ngettext
from missions.models import Mission
from tandems.models import SessionParticipant, Tandem

from .hindsight import as_known
from .registry import Source
from .scope import Scope

# --- Exchanges -----------------------------------------------------------------------------------------


def _exchanges(scope: Scope):
    found = Exchange.objects.filter(
        scope.by_cluster("home_cluster"), scope.by_country("visitor__country"), partnership=scope.partnership
    )
    return as_known(found, scope.known_until, scope.known_on).filter(counted_day__lte=scope.until)


def _exchanges_listed(records):
    return records.select_related(
        "visitor",
        "host",
        "home_cluster__organisation",
        "host_cluster__organisation",
        "mission",
        "closing_report",
        "grant",
    ).order_by("counted_day", "reference", "pk")


def _exchange_row(exchange) -> dict:
    return {
        "record": str(exchange.pk),
        "reference": exchange.reference,
        "counted_on": exchange.counted_day,
        "why": Sentence(
            gettext_noop(
                "Completed: the report was validated on %(validated)s, the last working day was %(last)s."
            ),
            validated=exchange.validated_on or Sentence(gettext_noop("an earlier day")),
            last=exchange.counted_day,
        ),
        "facts": exchange_facts(exchange),
    }


def exchange_facts(exchange) -> dict:
    """What a report keeps of an exchange: the facts that decide what it counts as."""
    grant = getattr(exchange, "grant", None)
    report = getattr(exchange, "closing_report", None)
    return {
        "visitor": exchange.visitor.name,
        "visitor_country": exchange.visitor.country.code,
        "pic": exchange.visitor.pic,
        "host": exchange.host.name if exchange.host else "",
        "host_country": exchange.host.country.code if exchange.host else "",
        "home_cluster": exchange.home_cluster.name,
        "host_cluster": exchange.host_cluster.name if exchange.host_cluster else "",
        "mission": exchange.mission.name if exchange.mission else "",
        "first_working_day": exchange.first_working_day.isoformat(),
        "last_working_day": exchange.counted_day.isoformat(),
        "validated_on": exchange.validated_on.isoformat() if exchange.validated_on else "",
        "kind": exchange.counted_as,
        "size": exchange.counted_size_as,
        "meetings": report.arranged_meetings if report else None,
        "grant_eur": str(to_eur(grant.amount_cents)) if grant else "",
    }


EXCHANGES = Source(
    "exchange", _exchanges, "counted_day", _exchanges_listed, _exchange_row, has_countries=True
)


# --- Grants --------------------------------------------------------------------------------------------


def _grants(scope: Scope):
    return TravelGrant.objects.filter(
        scope.by_cluster("exchange__home_cluster"),
        scope.by_country("exchange__visitor__country"),
        scope.known("paid_on"),
        exchange__partnership=scope.partnership,
        status__in=[TravelGrant.Status.PAID, TravelGrant.Status.RECOVERING],
        paid_on__lte=scope.until,
    )


def _grants_listed(records):
    return records.select_related(
        "exchange__visitor", "exchange__host", "exchange__home_cluster__organisation"
    ).order_by("paid_on", "exchange__reference", "pk")


def _grant_row(grant) -> dict:
    exchange = grant.exchange
    return {
        "record": str(grant.pk),
        "reference": exchange.reference,
        "counted_on": grant.paid_on,
        "why": Sentence(
            gettext_noop("EUR %(amount)s paid on %(paid)s."),
            amount=Money(to_eur(grant.amount_cents)),
            paid=grant.paid_on,
        ),
        "facts": {
            "visitor": exchange.visitor.name,
            "visitor_country": exchange.visitor.country.code,
            "pic": exchange.visitor.pic,
            "kind": exchange.counted_kind or exchange.visitor.kind,
            "host_country": exchange.host.country.code if exchange.host else "",
            "home_cluster": exchange.home_cluster.name,
            "paid_on": grant.paid_on.isoformat(),
            "reference": grant.payment_reference,
        },
    }


GRANTS = Source("grant", _grants, "paid_on", _grants_listed, _grant_row, has_countries=True)


# --- Missions ------------------------------------------------------------------------------------------


def _missions(scope: Scope):
    found = Mission.objects.held().filter(scope.by_cluster("organiser"), partnership=scope.partnership)
    return found.annotate(counted_day=Coalesce("ends_on", "starts_on")).filter(counted_day__lte=scope.until)


def _missions_listed(records):
    return records.select_related("organiser__organisation", "host_cluster__organisation").order_by(
        "counted_day", "sort_key", "pk"
    )


def _mission_row(mission) -> dict:
    return {
        "record": str(mission.pk),
        "reference": mission.name,
        "counted_on": mission.counted_day,
        "why": Sentence(
            gettext_noop("Recorded as held in %(country)s, the last day was %(last)s."),
            country=Country(mission.country.code),
            last=mission.counted_day,
        ),
        "facts": {
            "slug": mission.slug,
            "kind": mission.kind,
            "country": mission.country.code,
            "home_cluster": mission.organiser.name,
            "first_day": mission.starts_on.isoformat(),
            "last_day": mission.counted_day.isoformat(),
        },
    }


MISSIONS = Source("mission", _missions, "counted_day", _missions_listed, _mission_row)


# --- Tandems and people --------------------------------------------------------------------------------


def _tandems(scope: Scope):
    either = scope.by_cluster("first_cluster") | scope.by_cluster("second_cluster")
    return Tandem.objects.counted().filter(
        either, scope.known("starts_on"), partnership=scope.partnership, starts_on__lte=scope.until
    )


def _tandems_listed(records):
    return records.select_related(
        "topic", "first_cluster__organisation", "second_cluster__organisation"
    ).order_by("starts_on", "reference", "pk")


def _tandem_row(tandem) -> dict:
    return {
        "record": str(tandem.pk),
        "reference": tandem.reference,
        "counted_on": tandem.starts_on,
        "why": _tandem_reason(tandem),
        "facts": {
            "topic": tandem.topic.name,
            "clusters": [tandem.first_cluster.name, tandem.second_cluster.name],
            "starts_on": tandem.starts_on.isoformat(),
            "ends_on": tandem.ends_on.isoformat() if tandem.ends_on else "",
        },
    }


def _tandem_reason(tandem) -> Sentence:
    if tandem.ends_on:
        return Sentence(
            gettext_noop("Running since %(start)s, closed on %(end)s."),
            start=tandem.starts_on,
            end=tandem.ends_on,
        )
    return Sentence(gettext_noop("Running since %(start)s."), start=tandem.starts_on)


TANDEMS = Source("tandem", _tandems, "starts_on", _tandems_listed, _tandem_row)


def _people(scope: Scope):
    """Participants of sessions; ``person`` is the same for one name of one cluster."""
    counted = Tandem.objects.counted().filter(partnership=scope.partnership, pk=OuterRef("session__tandem"))
    found = SessionParticipant.objects.filter(
        Exists(counted), scope.by_cluster("cluster"), session__held_on__lte=scope.until
    )
    if scope.known_until is not None:
        found = found.filter(Q(session__recorded_at__lt=scope.known_until))
    name = Cast(F("cluster_id"), CharField())
    return found.annotate(
        person=Concat(name, Value("|"), F("name_key"), output_field=CharField()),
        cluster_name=F("cluster__organisation__name"),
    )


def _person_row(group) -> dict:
    """Reports keep the cluster and a number; the name stays in the record of the session."""
    return {
        "record": str(group["first"]),
        "reference": group["shown_cluster_name"],
        "shown": group["shown_name"],
        "counted_on": group["since"],
        "why": ngettext(
            "Took part in %(number)d tandem session, on %(first)s.",
            "Took part in %(number)d tandem sessions, the first on %(first)s.",
            group["many"],
            first=group["since"],
        ),
        "facts": {"home_cluster": group["shown_cluster_name"], "sessions": group["many"]},
    }


PEOPLE = Source("person", _people, "session__held_on", None, _person_row)
