"""Every indicator of the programme, in the order of the programme: one function each.

To add one, write a function here. Its label, unit and rules are printed beside its number everywhere.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Organisation
from excite.sentences import Country, Sentence, gettext_noop, ngettext
from missions.models import Mission

from .registry import indicator, not_recorded
from .sources import EXCHANGES, GRANTS, MISSIONS, PEOPLE, TANDEMS, exchange_facts
from .tallies import Each, FirstOf, Groups, Total, TotalCents

BY_SME = Q(counted_as=Organisation.Kind.SME)
ARRANGED = "closing_report__arranged_meetings"
STAY_OVER = _("The last working day is on or before the cut-off.")


@indicator(
    "exchanges",
    source=EXCHANGES,
    label=_("Exchanges"),
    unit=pgettext_lazy("unit", "exchanges"),
    rule=_("Completed exchanges, each counted once, for the cluster that pays: the visitor's home cluster."),
    date_rule=STAY_OVER,
)
def exchanges():
    return Each()


def _as_sme(exchange) -> dict:
    return EXCHANGES.row(exchange) | {
        "why": Sentence(
            gettext_noop("The visiting organisation was an SME (%(size)s) when the exchange was counted."),
            size=Sentence(SIZES.get(exchange.counted_size_as, gettext_noop("size class not given"))),
        )
    }


# In the words of Organisation.Size, so that they are translated once.
SIZES = {"micro": "micro", "small": "small", "medium": "medium", "large": "large"}


@indicator(
    "exchanges_by_smes",
    source=EXCHANGES,
    label=_("Exchanges by SMEs"),
    unit=pgettext_lazy("unit", "exchanges"),
    rule=_("Completed exchanges whose visiting organisation was an SME when the exchange was counted."),
    date_rule=STAY_OVER,
    row=_as_sme,
)
def exchanges_by_smes():
    return Each(where=BY_SME)


def _supported(exchange) -> dict:
    return _as_sme(exchange) | {
        "kind": "organisation",
        "record": str(exchange.visitor_id),
        "reference": exchange.visitor.name,
        "why": Sentence(
            gettext_noop("Visited %(host)s; the exchange %(reference)s counts as one by an SME."),
            host=exchange.host.name,
            reference=exchange.reference,
        ),
        "facts": exchange_facts(exchange) | {"exchange": exchange.reference},
    }


@indicator(
    "smes_supported",
    source=EXCHANGES,
    label=_("SMEs supported"),
    unit=pgettext_lazy("unit", "organisations"),
    rule=_("Different SMEs that were visiting organisation of a completed exchange."),
    date_rule=STAY_OVER,
    row=_supported,
)
def smes_supported():
    return FirstOf("visitor", where=BY_SME)


def _with_meetings(exchange) -> dict:
    return EXCHANGES.row(exchange) | {
        "why": ngettext(
            "The closing report records %(number)d pre-arranged meeting.",
            "The closing report records %(number)d pre-arranged meetings.",
            exchange.closing_report.arranged_meetings,
        )
    }


@indicator(
    "exchanges_with_matchmaking",
    source=EXCHANGES,
    label=_("Exchanges with matchmaking"),
    unit=pgettext_lazy("unit", "exchanges"),
    rule=_("Completed exchanges with at least one recorded pre-arranged meeting."),
    date_rule=STAY_OVER,
    row=_with_meetings,
    coverage=ARRANGED,
)
def exchanges_with_matchmaking():
    return Each(where=Q(**{f"{ARRANGED}__gt": 0}))


@indicator(
    "missions",
    source=MISSIONS,
    label=_("Business missions held"),
    unit=pgettext_lazy("unit", "missions"),
    rule=_(
        "Company missions and matchmaking events recorded as held; study visits are counted by themselves."
    ),
    date_rule=_("The last day of the mission is on or before the cut-off."),
)
def missions():
    return Each(where=~Q(kind=Mission.Kind.STUDY_VISIT))


@indicator(
    "study_visits",
    source=MISSIONS,
    label=_("Study visits held"),
    unit=pgettext_lazy("unit", "visits"),
    rule=_("Study visits between clusters recorded as held."),
    date_rule=_("The last day of the visit is on or before the cut-off."),
)
def study_visits():
    return Each(where=Q(kind=Mission.Kind.STUDY_VISIT))


def _country(path: str):
    def row(group) -> dict:
        code = str(group[path])
        return {
            "kind": "country",
            "record": code,
            "reference": code,
            "counted_on": group["since"],
            "why": ngettext(
                "%(country)s: %(number)d exchange, on %(first)s.",
                "%(country)s: %(number)d exchanges, the first by %(first)s.",
                group["many"],
                country=Country(code),
                first=group["since"],
            ),
            "facts": {"country": code, "exchanges": group["many"]},
        }

    return row


@indicator(
    "visitor_countries",
    source=EXCHANGES,
    label=_("Countries of visitors"),
    unit=pgettext_lazy("unit", "countries"),
    rule=_("Different countries of the visiting organisations of completed exchanges."),
    date_rule=STAY_OVER,
    row=_country("visitor__country"),
)
def visitor_countries():
    return Groups("visitor__country", since="counted_day")


@indicator(
    "host_countries",
    source=EXCHANGES,
    label=_("Countries of hosts"),
    unit=pgettext_lazy("unit", "countries"),
    rule=_("Different countries of the host organisations of completed exchanges."),
    date_rule=STAY_OVER,
    row=_country("host__country"),
)
def host_countries():
    return Groups("host__country", since="counted_day")


@indicator(
    "b2b_meetings",
    source=EXCHANGES,
    label=_("B2B meetings held"),
    unit=pgettext_lazy("unit", "meetings"),
    rule=_("Pre-arranged meetings that the closing reports of completed exchanges record as held."),
    date_rule=STAY_OVER,
    row=_with_meetings,
    coverage=ARRANGED,
)
def b2b_meetings():
    return Total(ARRANGED)


@indicator(
    "tandems",
    source=TANDEMS,
    label=_("Learning tandems running or closed"),
    unit=pgettext_lazy("unit", "tandems"),
    rule=_("Tandems that both clusters have agreed to and that have not been cancelled."),
    date_rule=_("The tandem was running on or before the cut-off."),
)
def tandems():
    return Each()


@indicator(
    "staff_trained",
    source=PEOPLE,
    label=_("Cluster staff trained"),
    unit=pgettext_lazy("unit", "people"),
    rule=_("Members of cluster staff who took part in a tandem session, each counted once per cluster."),
    date_rule=_("The session was held on or before the cut-off."),
)
def staff_trained():
    return Groups("person", since="session__held_on", and_show=("name", "cluster_name"))


@indicator(
    "grants_paid",
    source=GRANTS,
    label=_("Lump sums paid"),
    unit=pgettext_lazy("unit", "EUR"),
    rule=_("Lump sums paid to visiting organisations, without those that were paid back."),
    date_rule=_("The day of payment is on or before the cut-off."),
    places=2,
)
def grants_paid():
    return TotalCents("amount_cents")


not_recorded(
    "strategies_reviewed",
    label=_("Cluster strategies reviewed"),
    unit=pgettext_lazy("unit", "strategies"),
    rule=_("Cluster strategies that were reviewed and adapted."),
)
not_recorded(
    "trainings",
    label=_("Trainings in the catalogue"),
    unit=pgettext_lazy("unit", "trainings"),
    rule=_("Online trainings for cluster managers in the catalogue."),
)
not_recorded(
    "services",
    label=_("Services new or improved"),
    unit=pgettext_lazy("unit", "services"),
    rule=_("Services of the clusters that came of tandems, new or improved."),
)
not_recorded(
    "follow_up_deals",
    label=_("Follow-up deals"),
    unit=pgettext_lazy("unit", "deals"),
    rule=_("Deals that came of B2B meetings, asked for after 3 and 6 months."),
)
