"""The surroundings of an exchange that is walked through its life."""

import pytest
import time_machine

from tests import factories as make

from .stages import AFTER, BEFORE, Stages


@pytest.fixture
def before_the_stay():
    with time_machine.travel(BEFORE, tick=False):
        yield


@pytest.fixture
def after_the_stay():
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def evidence_kind(partnership):
    return make.EvidenceKindFactory(partnership=partnership, code="travel", label="Proof of travel")


@pytest.fixture
def rejection_reason(partnership):
    return make.RejectionReasonFactory(partnership=partnership, code="unclear", label="The plan is not clear")


@pytest.fixture
def stages(draft, mission, people, budget_line, evidence_kind, rejection_reason):
    """A whole draft on a mission with three seats, and everything that its acts need."""
    draft.mission = mission
    draft.save(update_fields=["mission"])
    return Stages(exchange=draft, people=people)


@pytest.fixture
def browser(client, applicant, programme_day):
    """The applicant, signed in, on the morning of 13 September 2023."""
    client.force_login(applicant)
    return client
