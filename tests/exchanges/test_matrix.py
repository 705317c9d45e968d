"""The matrix of an exchange: who may do what, in each status. Written by hand, tried by doing."""

from datetime import date

import pytest

from exchanges import services
from exchanges.models import Exchange
from exchanges.workflow import EXCHANGE
from excite.workflow import NotAllowed

from ..matrix import read, tried
from .stages import AFTER, BEFORE, SIGNERS

MATRIX = read("""
status     | applicant              | host   | home_manager                   | host_manager | third_manager | coordinator      | finance | auditor
draft      | edit delete submit     | hidden | -                              | hidden       | hidden        | correct          | hidden  | -
submitted  | withdraw               | -      | approve return waitlist reject | -            | -             | correct          | -       | -
returned   | edit submit withdraw   | -      | -                              | -            | -             | correct          | -       | -
waitlisted | withdraw               | -      | approve reject                 | -            | -             | correct          | -       | -
approved   | sign change withdraw   | sign   | sign cancel                    | sign         | -             | cancel correct   | -       | -
committed  | report change withdraw | -      | cancel                         | -            | -             | cancel correct   | -       | -
reported   | -                      | -      | validate ask_again refuse      | -            | -             | refuse correct   | -       | -
completed  | -                      | -      | -                              | -            | -             | reopen correct   | -       | -
withdrawn  | -                      | -      | -                              | -            | -             | correct          | -       | -
rejected   | -                      | -      | -                              | -            | -             | correct          | -       | -
cancelled  | -                      | -      | -                              | -            | -             | correct          | -       | -
""")  # noqa: E501

PARTY_OF = {person: party for party, person in SIGNERS.items()}
OTHER_DAY = date(2023, 11, 19)


def acts_on(exchange):
    """Every act of the table, as a function of the person who tries it."""

    def fresh():
        return Exchange.objects.get(pk=exchange.pk)

    def party(user):
        return PARTY_OF.get(user.email.removesuffix("@example.org"), "visitor")

    return {
        "edit": lambda by: services.save(
            fresh(), changes={"motivation": "New."}, version=fresh().version, by=by, now=BEFORE
        ),
        "delete": lambda by: services.delete_draft(fresh(), by=by, now=BEFORE),
        "submit": lambda by: services.submit(fresh(), declared=True, by=by, now=BEFORE),
        "withdraw": lambda by: services.withdraw(fresh(), by=by, now=BEFORE),
        "approve": lambda by: services.approve(fresh(), by=by, now=BEFORE),
        "return": lambda by: services.return_for_more(fresh(), reason="Why?", by=by, now=BEFORE),
        "waitlist": lambda by: services.waitlist(fresh(), by=by, now=BEFORE),
        "reject": lambda by: services.reject(fresh(), reason_code="unclear", by=by, now=BEFORE),
        "sign": lambda by: services.sign(fresh(), party=party(by), by=by, now=BEFORE),
        "change": lambda by: services.ask_for_change(
            fresh(), changes={"departure": OTHER_DAY}, reason="The train.", by=by, now=BEFORE
        ),
        "report": lambda by: services.hand_in(fresh(), by=by, now=AFTER),
        "validate": lambda by: services.validate(fresh(), by=by, now=AFTER),
        "ask_again": lambda by: services.ask_again(fresh(), reason="Whom did you meet?", by=by, now=AFTER),
        "refuse": lambda by: services.refuse(fresh(), reason="Nobody went.", by=by, now=AFTER),
        "cancel": lambda by: services.cancel(fresh(), reason="No-show.", by=by, now=BEFORE),
        "reopen": lambda by: services.reopen(fresh(), reason="A doubt.", by=by, now=AFTER),
        "correct": lambda by: services.correct(
            fresh(), field="departure", value=OTHER_DAY, reason="Ticket.", by=by, now=BEFORE
        ),
    }


def preparing(stages, status):
    """What lies in the person's hands before they act: files, accepted items, seats as they are."""

    def prepare(act):
        seats = stages.exchange.mission.seat_rows
        if act == "waitlist":
            seats.update(taken_at=BEFORE)
        if (act, status) == ("approve", "waitlisted"):
            seats.update(taken_at=None)
        if (act, status) == ("report", "committed"):
            stages.add_evidence()
            services.save_report(stages.exchange, changes=REPORT, by=stages.people["applicant"], now=AFTER)
        if (act, status) == ("validate", "reported"):
            stages.accept()

    return prepare


REPORT = {"activities": "Visits.", "learnt": "Much.", "next_steps": "Offers.", "arranged_meetings": 0}


@pytest.mark.slow
@pytest.mark.parametrize("status", MATRIX)
def test_exchange(stages, people, third_manager, status):
    exchange = stages.reach(status)
    acts, found, buttons, seen = acts_on(exchange), {}, {}, {}
    for name, user in people.items():
        visible = Exchange.objects.visible_to(user).with_people().filter(pk=exchange.pk).first()
        seen[name] = visible is not None
        found[name] = tried(acts, user, preparing(stages, status))
        buttons[name] = {action.name for action in EXCHANGE.open_to(user, visible or exchange)}
    assert found == {name: allowed or set() for name, allowed in MATRIX[status].items()}
    assert buttons == found
    assert seen == {name: allowed is not None for name, allowed in MATRIX[status].items()}


def test_the_tables_name_everybody_and_every_status(people):
    assert list(MATRIX) == list(Exchange.Status)
    assert {*MATRIX["draft"]} == {*people}


SYSTEM_ONLY = {"import", "commit", "lapse_signatures", "lapse", "cancel_with_mission"}


def test_what_the_programme_does_itself_nobody_else_can(stages, people):
    """Every act of the table is either tried above or the programme's own."""
    assert {*EXCHANGE.actions} == {*acts_on(stages.exchange)} | SYSTEM_ONLY
    for user in people.values():
        for act in SYSTEM_ONLY:
            with pytest.raises(NotAllowed):
                EXCHANGE.check(act, stages.exchange, by=user)
