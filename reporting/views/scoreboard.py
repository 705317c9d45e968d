"""Scoreboard, the rows behind its numbers, and the rules by which they are counted."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from clusters.models import Partnership
from excite import clock
from reporting import services
from reporting.cards.rows import rows_page
from reporting.cards.scoreboard import scoreboard as scoreboard_card
from reporting.figures import indicator_of, indicators
from reporting.filters import asked


def scoreboard(request, partnership):
    ours = get_object_or_404(Partnership.objects.visible_to(request.user), slug=partnership)
    board = scoreboard_card(asked(request.GET), ours, today=clock.today())
    shown = {"partnership": ours, "board": board, "may_make": services.may_make(ours, request.user)}
    return render(request, "reporting/scoreboard.html", shown)


def rows(request, partnership, code):
    ours = get_object_or_404(Partnership.objects.visible_to(request.user), slug=partnership)
    indicator = indicator_of(code)
    if indicator is None or indicator.source is None:
        raise Http404
    page = request.GET.get("page", "1")
    shown = rows_page(indicator, asked(request.GET), ours, today=clock.today(), page=page)
    return render(request, "reporting/rows.html", {"partnership": ours, "shown": shown})


def rules(request, partnership):
    ours = get_object_or_404(Partnership.objects.visible_to(request.user), slug=partnership)
    return render(request, "reporting/rules.html", {"partnership": ours, "indicators": indicators()})
