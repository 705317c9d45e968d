"""Waiting for you, and the search."""

from django.shortcuts import render

from exchanges.cards.pipeline import pipeline
from excite import clock, finding, waiting
from excite.context import Frame

MOST_SHOWN = 200


def work(request):
    now, today = clock.now(), clock.today()
    tasks = waiting.for_user(request.user, today=today, now=now)
    home = Frame.of(request)
    home.waiting = len(tasks)  # the head need not count again
    shown = {
        "tasks": [waiting.Row.of(task, today=today, now=now) for task in tasks[:MOST_SHOWN]],
        "stages": pipeline(request.user, partnership=home.partnership) if home.staff else (),
        "home": home.partnership,
    }
    return render(request, "excite/work.html", shown)


def search(request):
    words = request.GET.get("q", "")
    shown = {"words": words, "groups": finding.search(words, user=request.user)}
    return render(request, "excite/search.html", shown)
