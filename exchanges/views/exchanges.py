"""The record page of an exchange."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from .answers import opened


@require_safe
def exchange(request, partnership, reference):
    return render(request, "exchanges/exchange.html", {"exchange": opened(request, partnership, reference)})
