"""The one box "Next: …" on an exchange's page: what comes next, and one button if it is the reader's move."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from excite.days import day_of
from excite.words import day, eur, moment

from ..models import Exchange, HostConsent, Signature, TravelGrant
from .acts import address
from .facts import PARTIES, Facts

S = Exchange.Status
ASKED, AGREED, DECLINED = HostConsent.Status.ASKED, HostConsent.Status.AGREED, HostConsent.Status.DECLINED
ROLE_OF = {
    "visitor": "applicant",
    "host": "host",
    "home_cluster": "home_manager",
    "host_cluster": "host_manager",
}


@dataclass(frozen=True)
class Next:
    """``url`` with ``act``: a link; ``post`` with ``act``: a button that does it."""

    title: str
    text: str = ""
    act: str = ""
    url: str = ""
    post: str = ""

    @property
    def is_mine(self) -> bool:
        return bool(self.act)


def next_box(facts: Facts, user) -> Next:
    """What comes next on this exchange, for this person."""
    roles = facts.exchange.roles_of(user)
    if facts.change is not None and "home_manager" in roles and facts.status in (S.APPROVED, S.COMMITTED):
        return Next(
            _("Next: answer the change request"),
            _("Other days or another host are asked for. See the difference below."),
            _("Look at the change"),
            url="#change",
        )
    match facts.status:
        case S.DRAFT | S.RETURNED:
            return _writing(facts, roles)
        case S.SUBMITTED:
            return _to_decide(facts, roles)
        case S.WAITLISTED:
            return _waiting(facts, roles)
        case S.APPROVED:
            return _signing(facts, roles)
        case S.COMMITTED:
            return _going(facts, roles)
        case S.REPORTED:
            return _checking(facts, roles)
        case S.COMPLETED:
            return _money(facts, roles)
    return _over(facts, roles)


def _writing(facts, roles):
    if facts.status == S.DRAFT:
        title, text, act = (
            _("Next: fill in what is missing, then submit"),
            "",
            _("Go on with the application"),
        )
        if "applicant" not in roles:
            return Next(_("Next: the applicant submits the application"))
    else:
        title, text, act = _("Next: answer what your cluster asks"), "", _("Answer")
        if facts.exchange.returned_at:
            until = facts.exchange.returned_at + timedelta(days=facts.rule.answer_days)
            text = _("Until %(day)s; after that the application lapses.") % {"day": day(day_of(until))}
        if "applicant" not in roles:
            return Next(_("Next: the applicant answers"), text)
    return Next(title, text, act, url=address("application", facts.exchange))


def _to_decide(facts, roles):
    asked = facts.consent.status if facts.consent else None
    if asked == ASKED and "host" in roles:
        text = _("Tell them whether they are welcome on these days.")
        return Next(
            _("Next: answer the visitor"), text, _("Answer"), url=address("host_answer", facts.exchange)
        )
    if "home_manager" in roles:
        return Next(
            _("Next: decide"),
            _host_words(facts),
            _("Open the decision card"),
            url=address("decide", facts.exchange),
        )
    if "applicant" in roles and asked == DECLINED:
        return Next(
            _("Next: talk to your cluster"),
            _("The host cannot welcome you. Your cluster can return the application: then choose anew."),
        )
    return Next(_("Next: %(cluster)s decides") % {"cluster": _deciding(facts)}, _host_words(facts))


def _host_words(facts):
    consent = facts.consent
    if consent is None:
        return ""
    host = {"host": facts.exchange.host}
    if consent.status == AGREED:
        return _("%(host)s has agreed to host.") % host
    if consent.status == DECLINED:
        return _("%(host)s has declined.") % host
    return _("%(host)s has not answered yet.") % host


def _waiting(facts, roles):
    offer = facts.offer
    if offer is not None and offer.status == "offered":
        until = moment(offer.expires_at, facts.exchange.mission.time_zone)
        text = _("It is held for you until %(until)s.") % {"until": until}
        if "applicant" in roles:
            return Next(
                _("Next: take the seat that became free"),
                text,
                _("Take the seat"),
                post=address("act", facts.exchange, name="take-seat"),
            )
        return Next(
            _("Next: the applicant takes the offered seat, or lets it go"),
            _("It is held until %(until)s.") % {"until": until},
        )
    if "home_manager" in roles and offer is not None:
        return Next(
            _("Next: approve"),
            _("They have taken the seat that became free."),
            _("Open the decision card"),
            url=address("decide", facts.exchange),
        )
    return Next(
        _("Next: wait for a seat"),
        _("All seats of the mission are taken. A freed one is offered in the order of submission."),
    )


def _signing(facts, roles):
    missing = [party for party in PARTIES if party not in facts.signed]
    mine = [party for party in missing if ROLE_OF[party] in roles]
    number = len(PARTIES) - len(missing)
    text = ngettext("%(number)s of 4 has signed.", "%(number)s of 4 have signed.", number) % {
        "number": number
    }
    if mine and facts.change is None:
        label = Signature.Party(mine[0]).label
        title = _("Next: read and sign for the %(party)s") % {"party": label}
        return Next(title, text, _("Read and sign"), url=address("sign", facts.exchange))
    if facts.change is not None:
        return Next(
            _("Next: the change that was asked for is answered"), _("Signing makes sense after that.")
        )
    names = ", ".join(str(Signature.Party(party).label) for party in missing)
    still = _("Missing: %(parties)s.") % {"parties": names}
    return Next(_("Next: the others sign"), f"{text} {still}")


def _going(facts, roles):
    exchange = facts.exchange
    if not facts.is_back:
        title = _("Next: the stay") if not facts.has_left else _("Now: the stay")
        text = _("All four have signed. The report can be handed in from %(day)s on.")
        first = exchange.stay_ends_on + timedelta(days=1)
        box = Next(title, text % {"day": day(first)})
        if "applicant" in roles:
            return replace(box, act=_("Look at what to bring back"), url=address("report", exchange))
        return box
    if "applicant" in roles:
        text = _("Tell what came of the stay, and add the evidence. Then the grant can be paid.")
        return Next(
            _("Next: hand in your report"), text, _("Write the report"), url=address("report", exchange)
        )
    return Next(_("Next: the visiting organisation hands in its report"))


def _checking(facts, roles):
    if "home_manager" in roles:
        text = _("Look at the report and at each item of evidence. With that the exchange counts.")
        return Next(
            _("Next: check and validate"),
            text,
            _("Check the report"),
            url=address("evidence", facts.exchange),
        )
    return Next(_("Next: %(cluster)s checks the report") % {"cluster": _deciding(facts)})


def _money(facts, roles):
    grant = facts.grant
    if grant is None:
        return Next(_("Completed"), _("This exchange is counted. No grant belongs to it."))
    amount = {"amount": eur(grant.amount_cents), "day": day(grant.paid_on or grant.due_on)}
    match grant.status:
        case TravelGrant.Status.PAID:
            return Next(_("Completed"), _("%(amount)s was paid on %(day)s.") % amount)
        case TravelGrant.Status.DUE:
            box = Next(_("Next: the grant is paid"), _("%(amount)s, by %(day)s at the latest.") % amount)
            return _to_budget(box, roles)
        case TravelGrant.Status.IN_BATCH:
            box = Next(
                _("Next: the payment is carried out"),
                _("%(amount)s is in payment batch %(batch)s.") % {**amount, "batch": grant.batch},
            )
            return _to_budget(box, roles)
        case TravelGrant.Status.RECOVERING:
            box = Next(_("Next: the money is paid back"), _("%(amount)s is asked back.") % amount)
            return _to_budget(box, roles & {"finance"})
    return Next(_("Completed"), _("This exchange is counted."))


def _to_budget(box, roles):
    if roles & {"home_manager", "finance", "coordinator"}:
        return replace(box, act=_("Open the money part"), url="#money")
    return box


def _over(facts, roles):
    texts = {
        S.WITHDRAWN: _(
            "Withdrawn. Seat and money are free for others, and the organisation can apply again."
        ),
        S.REJECTED: _("It was not approved. The reason is in the history below."),
        S.CANCELLED: _("It was cancelled. The reason is in the history below."),
    }
    return Next(_("Nothing more to do"), texts[facts.status])


def _deciding(facts) -> str:
    """The cluster that acts as home manager, by name."""
    exchange = facts.exchange
    partnership = exchange.partnership
    for cluster in (exchange.home_cluster, partnership.coordinator):
        if cluster is not None and cluster.pk == exchange.deciding_cluster_id:
            return str(cluster)
    return _("the partner that stands in")
