"""The admin repairs: each write leaves an event, and what comes out of acts is only shown."""

import pytest
from django.contrib import admin
from django.urls import reverse

import excite.urls  # noqa: F401  (fills the site)
from clusters.models import Post
from excite.admin import RepairAdmin
from excite.audit.models import Event

from .. import factories as make

pytestmark = pytest.mark.usefixtures("programme_day")


def admin_url(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator)
    return client


def test_every_model_there_leaves_events():
    assert [
        model for model, shown in admin.site._registry.items() if not isinstance(shown, RepairAdmin)
    ] == []


def test_add_change_and_delete_leave_an_event(signed_in, administrator, partnership):
    kind = make.EligibleCountryFactory._meta.model
    given = {"partnership": partnership.pk, "country": "PT", "valid_from": "2023-01-01", "valid_to": ""}
    assert signed_in.post(admin_url(kind, "add"), given).status_code == 302
    made = kind.objects.get(country="PT")
    signed_in.post(admin_url(kind, "change", made.pk), given | {"valid_from": "2023-02-01"})
    signed_in.post(admin_url(kind, "delete", made.pk), {"post": "yes"})
    events = Event.objects.filter(subject_kind="eligiblecountry").oldest_first()
    assert list(events.values_list("verb", "actor", "partnership_key")) == [
        (verb, administrator.pk, partnership.pk) for verb in ("admin add", "admin change", "admin delete")
    ]
    assert events[1].details["values"] == {"valid_from": ["2023-01-01", "2023-02-01"]}


def test_deleting_many_leaves_one_event_each(signed_in, partnership):
    kind = make.EligibleCountryFactory._meta.model
    chosen = list(kind.objects.filter(partnership=partnership).values_list("pk", flat=True))
    given = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    assert signed_in.post(admin_url(kind, "changelist"), given).status_code == 302
    assert Event.objects.filter(verb="admin delete").count() == len(chosen) == 3


def test_personal_values_stay_out_of_the_event(signed_in, applicant):
    page = admin_url(type(applicant), "change", applicant.pk)
    given = {"email": applicant.email, "full_name": "New Name", "language": "en", "is_active": "on"}
    assert signed_in.post(page, given).status_code == 302
    event = Event.objects.get(verb="admin change")
    assert event.details == {"fields": ["full_name"]}


def test_nobody_gives_a_post_to_themself(signed_in, administrator, applicant, partnership):
    given = {"partnership": partnership.pk, "kind": "finance", "started_on": "2023-09-13"}
    assert signed_in.post(admin_url(Post, "add"), given | {"user": administrator.pk}).status_code == 200
    assert Post.objects.count() == 0
    assert signed_in.post(admin_url(Post, "add"), given | {"user": applicant.pk}).status_code == 302
    assert Post.objects.get().user == applicant


def test_statuses_money_and_the_log_are_only_shown(signed_in, draft, budget_line, administrator):
    membership = draft.visitor.memberships.get()
    event = Event.objects.write(
        draft,
        "edit",
        kind="exchange",
        by=None,
        now=make.NOW,
        who="",
        reason="",
        details={},
        internal=False,
        before="",
        after="",
    )
    for record in (draft, budget_line, membership, event):
        page = admin_url(type(record), "change", record.pk)
        assert signed_in.get(page).status_code == 200
        assert signed_in.post(page, {"status": "completed"}).status_code == 403
        assert (
            signed_in.post(admin_url(type(record), "delete", record.pk), {"post": "yes"}).status_code == 403
        )
    assert type(draft).objects.get(pk=draft.pk).status == "draft"


def test_it_is_for_administrators(client, coordinator):
    client.force_login(coordinator)
    assert client.get("/admin/").status_code in (302, 403)


@pytest.mark.parametrize("rows", [1, 20])
def test_lists_read_little(signed_in, partnership, home_cluster, rows, django_assert_num_queries):
    for _number in range(rows):
        make.RegisterEntryFactory(home_cluster=home_cluster)
    model = make.RegisterEntryFactory._meta.model
    signed_in.get(admin_url(model, "changelist"))
    with django_assert_num_queries(6):
        assert signed_in.get(admin_url(model, "changelist")).status_code == 200
