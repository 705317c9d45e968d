"""Many people at once: threads in processes of their own, all let go at the same moment.

``race`` is called by a test; ``main`` is what each process runs, on the portal's own database. The guards can
be taken out of the racing processes (``CARELESS``): then a race must be lost, or the test proves nothing.
"""

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

PROCESSES = 4
ROOT = Path(__file__).resolve().parents[2]


def race(portal, runners, careless=""):
    """Let every runner ``{"act", "pk", "user", "more"}`` go at once; returns [[act, outcome, sentence], …].

    The outcome is "done", the name of a refusal, or "error" for what no person should ever see.
    """
    line = [sys.executable, "-m", "tests.exchanges.racers"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    stable = subprocess.Popen(line, cwd=ROOT, env=portal.environment, start_new_session=True, **pipes)
    try:
        told, _errors = stable.communicate(json.dumps({"runners": runners, "careless": careless}))
        return json.loads(told)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(stable.pid, signal.SIGKILL)
        stable.wait()


# --- Inside the racing processes -------------------------------------------------------------------------


def main():
    """Set Django up once; the racing processes begin as copies of this one, which has no connection yet."""
    import django

    django.setup()
    task = json.load(sys.stdin)
    if task["careless"]:
        CARELESS[task["careless"]]()
    ACTS["start"]  # read in what every copy needs
    copies = multiprocessing.get_context("fork")
    number = min(PROCESSES, len(task["runners"]))
    ready, lines = copies.Barrier(number), []
    for share in range(number):
        here, there = copies.Pipe(duplex=False)
        arguments = (task["runners"][share::number], ready, there)
        copies.Process(target=race_on, args=arguments, daemon=True).start()
        there.close()
        lines.append(here)
    print(json.dumps([outcome for line in lines for outcome in line.recv()]))


def race_on(runners, ready, line):
    outcomes, start = [], threading.Event()
    threads = [
        threading.Thread(target=run, args=(runner, start, outcomes), daemon=True) for runner in runners
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    start.set()
    for thread in threads:
        thread.join()
    line.send(outcomes)


def run(runner, start, outcomes):
    from django.core.exceptions import ObjectDoesNotExist
    from django.db import connection

    from clusters.models import User
    from excite.workflow import Refused

    connection.ensure_connection()
    start.wait()
    try:
        user = User.objects.get(pk=runner["user"])
        ACTS[runner["act"]](runner["pk"], user, **runner.get("more", {}))
        outcomes.append([runner["act"], "done", ""])
    except Refused as told:
        outcomes.append([runner["act"], type(told).__name__, str(told)])
    except ObjectDoesNotExist:
        outcomes.append([runner["act"], "Gone", "Who looks after the race was run finds no such page."])
    except Exception as fault:  # whatever it is, the test shall show it
        outcomes.append([runner["act"], "error", repr(fault)])
    finally:
        connection.close()


def acts():
    from uuid import uuid4

    from clusters.models import RegisterEntry
    from exchanges import services
    from exchanges.models import EvidenceKind, Exchange, HostConsent, PaymentBatch, SeatOffer, TravelGrant
    from missions.models import Mission

    from .stages import AFTER, BEFORE, pdf

    def exchange(pk):
        return Exchange.objects.get(pk=pk)

    def grant(pk):
        return TravelGrant.objects.select_related("exchange__home_cluster").get(exchange=pk)

    def evidence(pk, by):
        kind = EvidenceKind.objects.get(partnership=exchange(pk).partnership, code="travel")
        return services.add_evidence(exchange(pk), kind=kind, upload=pdf("same"), by=by, now=AFTER)

    def plan(pk, by, cents, year=2023):
        home = exchange(pk).home_cluster
        services.plan_line(home.partnership, cluster=home, year=year, planned_cents=cents, by=by, now=BEFORE)

    def sign(party):
        return lambda pk, by: services.sign(exchange(pk), party=party, by=by, now=BEFORE)

    def batch(pk):
        return PaymentBatch.objects.get(cluster=exchange(pk).home_cluster)

    def start(pk, by):
        """``pk`` is the visiting organisation's."""
        entry = RegisterEntry.objects.select_related("partnership", "organisation").get(organisation=pk)
        mission = Mission.objects.filter(partnership=entry.partnership).first()
        services.start(
            partnership=entry.partnership, visitor=entry.organisation, mission=mission, by=by, now=BEFORE
        )

    def save(pk, by):
        """Each tab has typed something else over version 1."""
        services.save(exchange(pk), changes={"motivation": uuid4().hex}, version=1, by=by, now=BEFORE)

    return {
        "start": start,
        "save": save,
        "submit": lambda pk, by: services.submit(exchange(pk), declared=True, by=by, now=BEFORE),
        "delete": lambda pk, by: services.delete_draft(exchange(pk), by=by, now=BEFORE),
        "approve": lambda pk, by: services.approve(exchange(pk), by=by, now=BEFORE),
        "withdraw": lambda pk, by: services.withdraw(exchange(pk), by=by, now=BEFORE),
        "cancel": lambda pk, by: services.cancel(exchange(pk), reason="No-show.", by=by, now=BEFORE),
        "waitlist": lambda pk, by: services.waitlist(exchange(pk), by=by, now=BEFORE),
        "accept_offer": lambda pk, by: services.accept_offer(
            SeatOffer.objects.select_related("exchange").get(exchange=pk), by=by, now=BEFORE
        ),
        "agree_to_host": lambda pk, by: services.answer_host(
            HostConsent.objects.select_related("exchange").get(exchange=pk), agree=True, by=by, now=BEFORE
        ),
        "lapse_offers": lambda pk, by: services.lapse_offers(now=AFTER),
        "sign_visitor": sign("visitor"),
        "sign_host": sign("host"),
        "sign_home_cluster": sign("home_cluster"),
        "sign_host_cluster": sign("host_cluster"),
        "add_evidence": evidence,
        "hand_in": lambda pk, by: services.hand_in(exchange(pk), by=by, now=AFTER),
        "validate": lambda pk, by: services.validate(exchange(pk), by=by, now=AFTER),
        "reopen": lambda pk, by: services.reopen(exchange(pk), reason="A doubt.", by=by, now=AFTER),
        "make_batch": lambda pk, by: services.make_batch(
            exchange(pk).home_cluster, grants=[grant(pk)], by=by, now=AFTER
        ),
        "authorise": lambda pk, by: services.authorise(batch(pk), by=by, now=AFTER),
        "confirm": lambda pk, by: services.confirm(batch(pk), paid_on=AFTER.date(), by=by, now=AFTER),
        "plan": plan,
        "cancel_mission": lambda pk, by: services.cancel_with_mission(
            Mission.objects.get(exchanges=pk), reason="The fair is off.", by=by, now=BEFORE
        ),
    }


class _Acts(dict):
    """Made on first use, because the models can be imported only once Django is set up."""

    def __missing__(self, name):
        self.update(acts())
        return self[name]


ACTS = _Acts()

# --- Guards taken out ------------------------------------------------------------------------------------


def look_first(looks_free):
    """What somebody writes who knows no races: look, then act. All that guards the act itself is out."""
    from exchanges import services

    approve = acts()["approve"]

    def careless(pk, by):
        if not looks_free(pk):
            raise services.BudgetExceeded
        time.sleep(1)
        approve(pk, by)

    ACTS.update(acts() | {"approve": careless})
    services.decisions.require_rules = lambda *_arguments, **_options: None


def without_budget_guards():
    from django.db.models import F

    from exchanges.models import BudgetLine, Exchange
    from exchanges.services import money

    def book(line, **deltas):
        changes = {f"{slot}_cents": F(f"{slot}_cents") + cents for slot, cents in deltas.items()}
        BudgetLine.objects.filter(pk=line.pk).update(**changes)

    def looks_free(pk):
        line = BudgetLine.objects.get(cluster=Exchange.objects.get(pk=pk).home_cluster, year=2023)
        return line.left_cents >= 90_000

    money.book = book
    look_first(looks_free)
    ignore_checks()


def without_seat_guards():
    from exchanges.models import Exchange
    from exchanges.services import seats

    def looks_free(pk):
        mission = Exchange.objects.get(pk=pk).mission
        return mission.exchanges.filter(status="approved").count() < mission.seats

    seats.seat_for = lambda *_arguments, **_options: None
    look_first(looks_free)


def without_visit_guards():
    from exchanges.models import Exchange

    def looks_free(pk):
        visitor = Exchange.objects.get(pk=pk).visitor
        return not Exchange.objects.standing_visits().filter(visitor=visitor).exists()

    look_first(looks_free)


def without_number_guards():
    """Each counts on from what it has read, holding nothing meanwhile."""
    from django.db.models import QuerySet

    from exchanges import services
    from exchanges.services import drafts

    numbered = drafts.next_reference

    def late(partnership):
        reference = numbered(partnership)
        time.sleep(1)
        return reference

    drafts.next_reference = late
    services.start = services.start.__wrapped__
    QuerySet.select_for_update = lambda rows, **_options: rows


def ignore_checks():
    """SQLite can be told so; on PostgreSQL the test takes the constraint away."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    def ignore(sender, connection, **_):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")

    if connection.vendor == "sqlite":
        connection_created.connect(ignore, weak=False)


CARELESS = {
    "budget": without_budget_guards,
    "seats": without_seat_guards,
    "visits_once": without_visit_guards,
    "numbers": without_number_guards,
}

if __name__ == "__main__":
    main()
