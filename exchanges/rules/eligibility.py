"""Who: may this organisation visit, may that one host, and has everything been signed.

Hard stops: type, country, own country, first visit, format, dates, working days, longest stay, window,
budget. A manager may waive, with a reason: an old or missing self-declaration, figures that contradict the
declared class, a cluster that has only applied to the ECCP, an SME hosting without a cluster, days outside
the mission. What somebody else has yet to answer is unknown: it bars approval, not the applicant.
"""

from datetime import date

from clusters.rules import (
    Accounts,
    Belonging,
    Eccp,
    Kind,
    Size,
    class_of,
    is_eligible,
    size_sentence,
    to_host,
    to_visit,
)
from excite.sentences import Country, Sentence, ngettext
from excite.sentences import gettext_noop as _

from .days import full_months, plus_months
from .facts import Application, Party, ProgrammeRules
from .lump_sums import money_lights
from .stays import stay_lights
from .verdicts import Light


def lights(application: Application, *, rules: ProgrammeRules, today: date) -> tuple[Light, ...]:
    """Every rule that applies, in the order in which the form asks: who, whom, when, money, signature."""
    visitor, host, eligible = application.visitor, application.host, application.eligible_countries
    return (
        *_visitor(visitor, rules, today),
        _country("visitor_country", visitor, eligible),
        _visits_once(application.already_visited),
        _host_type(host),
        _country("host_country", host, eligible),
        _other_country(visitor, host),
        *stay_lights(application, rules=rules, today=today),
        *money_lights(application, rules=rules),
        _declaration(application),
    )


def _visitor(visitor: Party | None, rules, today):
    if visitor is None:
        return (Light.unknown("visitor_type", _("Choose the organisation that visits"), field="visitor"),)
    if not visitor.kind:
        text = _("The type of the visiting organisation is not known yet")
        return (Light.unknown("visitor_type", text, field="visitor"),)
    need = to_visit(visitor.kind)
    if need is None:
        text = _("Organisations of this type may host, but not visit")
        return (Light.stop("visitor_type", text, note=_type_of(visitor), field="visitor"),)
    found = [_visitor_type(visitor)]
    if visitor.kind == Kind.SME:
        found.append(_self_declaration(visitor, rules, today))
    if need is not Belonging.NOTHING:
        found.append(_membership(visitor, need))
    return tuple(found)


_TYPES = {
    Kind.SME: _("SME"),
    Kind.SCALING_UP_SUPPORT: _("Scaling-up support organisation"),
    Kind.CLUSTER_ORGANISATION: _("Cluster organisation"),
    Kind.BUSINESS_NETWORK: _("Business network"),
    Kind.TRAINING_PROVIDER: _("Training provider"),
    Kind.LARGE_COMPANY: _("Large company"),
    Kind.PUBLIC_AUTHORITY: _("Public authority"),
    Kind.INNOVATION_AGENCY: _("Innovation agency"),
}


def _type_of(party) -> Sentence | None:
    return Sentence(_TYPES[Kind(party.kind)]) if party.kind in _TYPES else None


def _visitor_type(visitor):
    """The declared SME class decides, as it follows from two years; this year's figures only warn."""
    if visitor.kind != Kind.SME:
        return Light.holds("visitor_type", _("Organisations of this type may visit"), note=_type_of(visitor))
    accounts = Accounts(visitor.staff, visitor.turnover_eur, visitor.balance_eur)
    figures = class_of(accounts)
    size = visitor.size_class or figures
    sentence = size_sentence(size, accounts)
    if size not in list(Size):
        return Light.unknown("visitor_type", sentence, field="visitor")
    note = None
    if visitor.declared_year:
        note = Sentence(_("As declared for %(year)s"), year=str(visitor.declared_year))
    if size == Size.LARGE:
        return Light.stop("visitor_type", sentence, note=note, field="visitor")
    if figures is Size.LARGE:
        note = Sentence(
            _("These figures are above those of an SME; a change counts after two accounting years")
        )
        return Light.waive("visitor_type", sentence, note=note, field="visitor")
    return Light.holds("visitor_type", sentence, note=note)


def _self_declaration(visitor, rules, today):
    """The signed declaration on size and linked enterprises holds some months (12), the last day included."""
    ask = Sentence(_("You may waive this with a reason, or ask for a new one"))
    signed = visitor.declared_on
    if signed is None:
        text = _("No signed SME self-declaration yet")
        return Light.waive("self_declaration", text, note=ask, field="visitor")
    if today <= plus_months(signed, rules.declaration_months):
        return Light.holds("self_declaration", _("SME self-declaration signed on %(day)s"), day=signed)
    months = full_months(signed, today)
    old = ngettext(
        "Self-declaration of linked enterprises is %(months)s month old",
        "Self-declaration of linked enterprises is %(months)s months old",
        months,
        months=months,
    )
    return Light.waive("self_declaration", old, note=ask, field="visitor")


def _membership(visitor, need):
    status, cluster = visitor.membership_status, visitor.cluster
    if status == "asked":
        waits = _("Waits for the cluster to confirm the membership")
        named = _("Waits for %(cluster)s to confirm the membership")
        return Light.unknown("membership", _naming(cluster, named, waits))
    if status != "confirmed":
        return Light.stop("membership", _NOT_A_MEMBER.get(status, _NOT_A_MEMBER["none"]), field="visitor")
    note = None
    if visitor.membership_confirmed_on:
        note = Sentence(_("Confirmed on %(day)s"), day=visitor.membership_confirmed_on)
    sentence = _naming(cluster, *_MEMBER.get(visitor.cluster_eccp, _MEMBER[Eccp.NONE]))
    strict = need is Belonging.ECCP_CLUSTER
    if visitor.cluster_eccp == Eccp.REGISTERED:
        return Light.holds("membership", sentence, note=note)
    if visitor.cluster_eccp == Eccp.APPLIED:
        answer = Light.waive if strict else Light.holds
        return answer("membership", sentence, note=note)
    answer = Light.stop if strict else Light.waive
    return answer("membership", sentence, note=note, field="visitor")


_NOT_A_MEMBER = {
    "none": _("Not a member of a cluster: ask your cluster to confirm the membership"),
    "refused": _("The cluster has refused the membership: ask its manager why"),
    "ended": _("The membership has ended: ask your cluster to confirm a new one"),
}

# By the cluster's standing on the ECCP: with its name, and without.
_MEMBER = {
    Eccp.REGISTERED: (
        _("Member of %(cluster)s, which is registered on the ECCP"),
        _("Member of a cluster that is registered on the ECCP"),
    ),
    Eccp.APPLIED: (
        _("Member of %(cluster)s, which has applied to the ECCP but is not registered yet"),
        _("Member of a cluster that has applied to the ECCP but is not registered yet"),
    ),
    Eccp.NONE: (
        _("Member of %(cluster)s, which is not on the ECCP"),
        _("Member of a cluster that is not on the ECCP"),
    ),
}


def _naming(cluster: str, named: str, unnamed: str) -> Sentence:
    return Sentence(named, cluster=cluster) if cluster else Sentence(unnamed)


def _country(rule: str, party: Party | None, eligible: frozenset[str]):
    field = "visitor" if rule == "visitor_country" else "host"
    if not eligible:
        return Light.unknown(rule, _("No list of eligible countries is set yet: tell the coordinator"))
    if party is None:
        return Light.unknown(rule, _("The country is checked once the organisation is known"))
    country = party.country
    if not country:
        text = _("The country of %(name)s is not known yet")
        return Light.unknown(rule, text, name=party.name, field=field)
    if is_eligible(country, eligible):
        return Light.holds(rule, _("%(country)s is eligible"), country=Country(country))
    text = _("%(country)s is not on the list of eligible countries")
    return Light.stop(rule, text, country=Country(country), field=field)


def _visits_once(already_visited: bool | None):
    if already_visited is None:
        text = _("Whether this is the first visit is checked once the organisation is known")
        return Light.unknown("visits_once", text)
    if already_visited:
        text = _("This organisation already has its visit: each visits once in the whole scheme")
        return Light.stop("visits_once", text, field="visitor")
    note = Sentence(_("Checked across all partnerships"))
    return Light.holds("visits_once", _("First visit in the whole scheme"), note=note)


def _host_type(host: Party | None):
    if host is None:
        return Light.unknown("host_type", _("Choose the organisation to stay at"), field="host")
    if not host.kind:
        return Light.unknown("host_type", _("The type of the host is not known yet"), field="host")
    need, note = to_host(host.kind), _type_of(host)
    if need is None:
        return Light.stop("host_type", _("Organisations of this type may not host"), field="host")
    if need is Belonging.NOTHING:
        return Light.holds("host_type", _("Organisations of this type may host"), note=note)
    if host.membership_status == "confirmed":
        member = _naming(
            host.cluster, _("The host is a member of %(cluster)s"), _("The host is a cluster member")
        )
        return Light.holds("host_type", member, note=note)
    approvable = need is Belonging.CLUSTER_OR_APPROVAL
    if approvable and host.preapproved:
        text = _("The host belongs to no cluster; hosting was approved beforehand")
        return Light.holds("host_type", text, note=note)
    if host.membership_status == "asked":
        text = _("Waits for the cluster to confirm the host's membership")
        return Light.unknown("host_type", text, note=note)
    if approvable:
        text = _("The host belongs to no cluster, and hosting was not approved beforehand")
        return Light.waive("host_type", text, note=note, field="host")
    text = _("The host belongs to no cluster: organisations of this type host only as members of one")
    return Light.stop("host_type", text, note=note, field="host")


def _other_country(visitor, host):
    if visitor is None or host is None or not visitor.country or not host.country:
        return Light.unknown("other_country", _("Visitor and host must come from two countries"))
    there = Country(host.country)
    if visitor.country == host.country:
        text = _("Visitor and host are both in %(country)s: choose a host in another country")
        return Light.stop("other_country", text, country=there, field="host")
    text = _("From %(home)s to %(there)s, another country")
    return Light.holds("other_country", text, home=Country(visitor.country), there=there)


def _declaration(application):
    if application.declaration_signed:
        return Light.holds("declaration", _("Signed: no other EU money pays for this trip"))
    text = _("Sign that no other EU money pays for this trip")
    return Light.unknown("declaration", text, field="declaration_signed")
