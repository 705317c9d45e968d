"""Scoreboard, the rows behind its numbers, and the rules by which they are counted."""

from django.http import Http404
from django.shortcuts import render

from excite import clock
from excite.places import staff_place
from reporting import services
from reporting.cards.rows import rows_page
from reporting.cards.scoreboard import scoreboard as scoreboard_card
from reporting.figures import indicator_of, indicators
from reporting.filters import asked


def scoreboard(request, partnership):
    ours = staff_place(request)
    board = scoreboard_card(asked(request.GET), ours, today=clock.today())
    shown = {"partnership": ours, "board": board, "may_make": services.may_make(ours, request.user)}
    return render(request, "reporting/scoreboard.html", shown)


def rows(request, partnership, code):
    ours = staff_place(request)
    indicator = indicator_of(code)
    if indicator is None or indicator.source is None:
        raise Http404
    page = request.GET.get("page", "1")
    shown = rows_page(indicator, asked(request.GET), ours, today=clock.today(), page=page)
    return render(request, "reporting/rows.html", {"partnership": ours, "shown": shown})


def rules(request, partnership):
    ours = staff_place(request)
    return render(request, "reporting/rules.html", {"partnership": ours, "indicators": indicators()})
