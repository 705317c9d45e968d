"""The rules of an exchange: may they go, for how many working days, and what it costs.

Pure functions over frozen facts. Dates and tables come in as arguments; no rule asks a clock or a database.
"""

from .days import public_holidays, within_months, within_one_month, working_days
from .distances import distance_km
from .eligibility import lights
from .facts import Application, LumpSumRow, MissionTerms, Party, ProgrammeRules, Stay
from .lump_sums import LumpSum, estimate, lump_sum, lump_sum_for
from .verdicts import RULES, Light, Verdict, blocking, gaps, stops, waivable

__all__ = [
    "RULES",
    "Application",
    "Light",
    "LumpSum",
    "LumpSumRow",
    "MissionTerms",
    "Party",
    "ProgrammeRules",
    "Stay",
    "Verdict",
    "blocking",
    "distance_km",
    "estimate",
    "gaps",
    "lights",
    "lump_sum",
    "lump_sum_for",
    "public_holidays",
    "stops",
    "waivable",
    "within_months",
    "within_one_month",
    "working_days",
]
