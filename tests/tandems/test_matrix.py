"""The matrix of a tandem: who may do what, in each status. Written by hand, tried by doing."""

from datetime import date
from decimal import Decimal

import pytest

from tandems import services
from tandems.models import Tandem
from tandems.workflow import TANDEM

from .. import factories as make
from ..matrix import read, tried

NOW, TODAY = make.NOW, make.DAY

MATRIX = read("""
status    | applicant | host   | home_manager                | host_manager                | third_manager | coordinator | finance | auditor
proposed  | hidden    | hidden | edit cancel                 | agree cancel                | -             | cancel      | -       | -
running   | hidden    | hidden | record_session close cancel | record_session close cancel | -             | cancel      | -       | -
closed    | hidden    | hidden | -                           | -                           | -             | -           | -       | -
cancelled | hidden    | hidden | -                           | -                           | -             | -           | -       | -
""")  # noqa: E501


def acts_on(tandem):
    def fresh():
        return Tandem.objects.for_list().get(pk=tandem.pk)

    session = {"held_on": date(2023, 9, 1), "hours": Decimal(2), "learnt": "How.", "participants": []}
    return {
        "edit": lambda by: services.edit(fresh(), topic=tandem.topic, goal="Another.", by=by, now=NOW),
        "agree": lambda by: services.agree(fresh(), by=by, now=NOW, today=TODAY),
        "record_session": lambda by: services.record_session(fresh(), **session, by=by, now=NOW, today=TODAY),
        "close": lambda by: services.close(fresh(), outcome="A guide.", by=by, now=NOW, today=TODAY),
        "cancel": lambda by: services.cancel(fresh(), reason="No time.", by=by, now=NOW),
    }


@pytest.mark.parametrize("status", MATRIX)
def test_tandem(people, home_cluster, host_cluster, status):
    tandem = make.TandemFactory(
        first_cluster=home_cluster,
        second_cluster=host_cluster,
        status=status,
        starts_on=None if status == "proposed" else date(2023, 8, 1),
    )
    make.TandemSessionFactory(tandem=tandem)
    acts, found, buttons, seen = acts_on(tandem), {}, {}, {}
    for name, user in people.items():
        seen[name] = Tandem.objects.visible_to(user).filter(pk=tandem.pk).exists()
        found[name] = tried(acts, user)
        buttons[name] = {action.name for action in TANDEM.open_to(user, tandem)}
    assert found == {name: allowed or set() for name, allowed in MATRIX[status].items()}
    assert buttons == found
    assert seen == {name: allowed is not None for name, allowed in MATRIX[status].items()}


def test_the_table_names_every_status_and_act(people):
    assert list(MATRIX) == list(Tandem.Status)
    assert {*MATRIX["proposed"]} == {*people}
    assert {*TANDEM.actions} == {"edit", "agree", "record_session", "close", "cancel"}
