"""Lines, due grants and batches through their pages: two people, once each, nothing overdrawn."""

import pytest

from exchanges.models import BudgetLine, PaymentBatch

from .pages import at, signed_in, text_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("after_the_stay")]


@pytest.fixture
def due(stages):
    return stages.reach("completed")


def put_together(people, exchange, name="home_manager", **posted):
    asked = {"cluster": exchange.home_cluster.code, "grant": [exchange.reference]} | posted
    return signed_in(people[name]).post(at("batches"), asked)


def test_who_reads_the_budget(due, people):
    answers = {name: signed_in(user).get(at("budget")).status_code for name, user in people.items()}
    staff = {"home_manager", "host_manager", "third_manager", "coordinator", "finance", "auditor"}
    assert answers == {name: 200 if name in staff else 404 for name in people}
    seen = text_of(signed_in(people["finance"]).get(at("budget")))
    assert "10 days left" in seen
    assert due.reference in seen
    assert due.reference not in text_of(signed_in(people["third_manager"]).get(at("budget")))


def test_from_due_to_paid_by_two_people(due, people):
    assert put_together(people, due).status_code == 302
    assert put_together(people, due).status_code == 422  # the grant is in a batch already
    batch = PaymentBatch.objects.get()

    def act(name, verb, **posted):
        return signed_in(people[name]).post(at("batch_act", uuid=batch.uuid, name=verb), posted).status_code

    assert act("finance", "authorise") == 403
    assert act("home_manager", "confirm", paid_on="2023-11-20") == 403
    assert [act("home_manager", "authorise"), act("home_manager", "authorise")] == [302, 422]
    assert act("finance", "confirm", paid_on="2023-12-24") == 422
    assert act("finance", "confirm", paid_on="yesterday") == 422
    assert [act("finance", "confirm", paid_on="2023-11-20"), act("finance", "confirm")] == [302, 422]
    due.grant.refresh_from_db()
    line = BudgetLine.objects.get()
    assert (due.grant.status, line.paid_cents, line.in_batch_cents) == ("paid", due.grant.amount_cents, 0)


def test_whoever_authorised_does_not_confirm(due, people, partnership):
    from tests.people import holding

    holding(people["home_manager"], "finance", partnership)
    put_together(people, due)
    batch = PaymentBatch.objects.get()
    manager = signed_in(people["home_manager"])
    manager.post(at("batch_act", uuid=batch.uuid, name="authorise"))
    refused = manager.post(at("batch_act", uuid=batch.uuid, name="confirm"), {"paid_on": "2023-11-20"})
    assert refused.status_code == 422
    assert "Somebody else has to confirm the payment" in text_of(refused)


def test_a_batch_that_cannot_be_made(due, people):
    assert put_together(people, due, grant=[]).status_code == 422
    assert put_together(people, due, grant=["a\0b", "CXC-9999"]).status_code == 422
    assert put_together(people, due, cluster="nowhere").status_code == 404
    assert put_together(people, due, cluster="hosting").status_code == 403
    assert put_together(people, due, name="auditor").status_code == 403
    assert not PaymentBatch.objects.exists()


def test_a_dissolved_batch_gives_its_grants_back(due, people):
    put_together(people, due)
    url = at("batch_act", uuid=PaymentBatch.objects.get().uuid, name="dissolve")
    assert signed_in(people["finance"]).post(url, {"reason": ""}).status_code == 422
    assert signed_in(people["finance"]).post(url, {"reason": "Wrong account."}).status_code == 302
    due.grant.refresh_from_db()
    assert due.grant.status == "due"


def test_foreign_and_missing_batches_look_alike(due, people):
    put_together(people, due)
    uuid = PaymentBatch.objects.get().uuid
    for name in ("applicant", "third_manager", "stranger", "outsider", "administrator"):
        client = signed_in(people[name])
        assert client.get(at("batch", uuid=uuid)).status_code == 404
        assert client.post(at("batch_act", uuid=uuid, name="authorise")).status_code == 404


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"planned": "-5"}, "greater than or equal to 0"),
        ({"planned": "1e5"}, ""),
        ({"planned": "NaN"}, "Enter a number"),
        ({"planned": "12.345"}, "2 decimal places"),
        ({"planned": "9999999999"}, "The lines together would exceed the grant"),
        ({"planned": "1.00"}, "are used on this line already"),
        ({"year": "1899"}, "greater than or equal to 2000"),
        ({"year": "soon"}, "Enter a whole number"),
        ({"cluster": "nowhere"}, "Please choose a cluster of this partnership."),
        ({"cluster": "a\0b"}, "Please choose a cluster of this partnership."),
    ],
)
def test_planning_a_line(due, people, posted, words):
    client = signed_in(people["coordinator"])
    asked = {"cluster": due.home_cluster.code, "year": "2023", "planned": "12000.50"}
    assert client.post(at("budget_line"), asked).status_code == 302
    assert BudgetLine.objects.get().planned_cents == 1_200_050
    answer = client.post(at("budget_line"), asked | posted)
    if words:
        assert words in text_of(answer)
        assert BudgetLine.objects.get().planned_cents == 1_200_050
    else:
        assert answer.status_code == 302


def test_only_the_coordinator_plans(due, people):
    answers = {name: signed_in(user).get(at("budget_line")).status_code for name, user in people.items()}
    staff = {"home_manager", "host_manager", "third_manager", "finance", "auditor"}
    assert answers == {
        name: 200 if name == "coordinator" else 403 if name in staff else 404 for name in people
    }
