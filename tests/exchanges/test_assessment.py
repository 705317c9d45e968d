"""One answer for form, submission and decision: facts read from the tables, judged by the rules."""

from datetime import UTC, date, datetime

import pytest

from excite.words import say
from exchanges.services import assess, assess_values
from tests import factories as make

TODAY = make.DAY
NOW = make.NOW


def verdicts(assessment):
    return {light.rule: str(light.verdict) for light in assessment.lights}


def test_a_whole_draft_holds(draft, budget_line):
    found = assess(draft, today=TODAY, declared=True)
    assert verdicts(found) == {
        "visitor_type": "holds",
        "self_declaration": "holds",
        "membership": "holds",
        "visitor_country": "holds",
        "visits_once": "holds",
        "host_type": "holds",
        "host_country": "holds",
        "other_country": "holds",
        "dates": "holds",
        "future": "holds",
        "one_month": "holds",
        "working_days": "holds",
        "distance": "holds",
        "lump_sum": "holds",
        "budget": "holds",
        "declaration": "holds",
    }
    assert (found.full_cents, found.amount_cents) == (90_000, 90_000)
    assert found.working_days == 5
    assert say(found.lump_sum.sentence) == "France, 5 working days: 900.00, the full lump sum"
    assert found.budget_line == budget_line
    assert found.left_after_cents == 910_000
    assert found.ready and found.gaps == () and found.stops == ()
