"""The matrix of a mission: who may do what, in each status. Written by hand, tried by doing."""

from datetime import date

import pytest

from missions import services
from missions.models import Mission
from missions.workflow import MISSION

from .. import factories as make
from ..matrix import read, tried

NOW, TODAY = make.NOW, make.DAY
AFTER = date(2023, 11, 18)

# The organiser is the host manager's cluster; published missions are public, so nobody is hidden from them.
MATRIX = read("""
status    | applicant | host   | home_manager | host_manager                 | third_manager | coordinator                  | finance | auditor
draft     | hidden    | hidden | -            | edit announce publish cancel | -             | edit announce publish cancel | -       | -
announced | -         | -      | -            | edit publish cancel          | -             | edit publish cancel          | -       | -
published | -         | -      | -            | edit close cancel            | -             | edit close cancel            | -       | -
closed    | -         | -      | -            | edit reopen hold cancel      | -             | edit reopen hold cancel      | -       | -
held      | -         | -      | -            | -                            | -             | -                            | -       | -
cancelled | -         | -      | -            | -                            | -             | -                            | -       | -
""")  # noqa: E501
PUBLIC = {"administrator", "stranger", "outsider"}


def acts_on(mission):
    def fresh():
        return Mission.objects.get(pk=mission.pk)

    def act(name):
        return lambda by: services.act(fresh(), name, reason="Why.", by=by, now=NOW, today=AFTER)

    fields = {"name": "Renamed", "starts_on": mission.starts_on, "ends_on": mission.ends_on}
    acts = {name: act(name) for name in MISSION.actions if name != "edit"}
    return acts | {"edit": lambda by: services.edit(fresh(), fields=dict(fields), by=by, now=NOW)}


@pytest.mark.parametrize("status", MATRIX)
def test_mission(people, host_cluster, status):
    mission = make.MissionFactory(organiser=host_cluster, status=status)
    acts, found, buttons, seen = acts_on(mission), {}, {}, {}
    for name, user in people.items():
        seen[name] = Mission.objects.visible_to(user).filter(pk=mission.pk).exists()
        found[name] = tried(acts, user)
        buttons[name] = {action.name for action in MISSION.open_to(user, mission)}
    assert found == {name: allowed or set() for name, allowed in MATRIX[status].items()}
    assert buttons == found
    shown = {name for name, allowed in MATRIX[status].items() if allowed is not None}
    assert {name for name, visible in seen.items() if visible} == shown | (
        PUBLIC if status != "draft" else set()
    )


def test_the_table_names_every_status_and_person(people):
    assert list(MATRIX) == list(Mission.Status)
    assert {*MATRIX["draft"]} == {*people}
