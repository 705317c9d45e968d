"""Who is led to a second factor, from where, and who is left alone."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from ..people import holding, person

WHY = "/account/second-factor/"


def without(user):
    Authenticator.objects.filter(user=user).delete()
    return user


@pytest.mark.parametrize("name", ["home_manager", "coordinator", "finance", "administrator"])
def test_posts_that_need_one(client, people, name):
    client.force_login(without(people[name]))
    answer = client.get("/work/")
    assert (answer.status_code, answer["Location"]) == (302, WHY)
    page = client.get(WHY)
    assert page.status_code == 200 and reverse("mfa_activate_totp") in page.content.decode()


@pytest.mark.parametrize("name", ["auditor", "applicant", "host", "outsider"])
def test_those_who_do_not(client, people, name):
    client.force_login(without(people[name]))
    assert client.get("/work/").status_code == 200


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_with_one_they_go_on(client, home_manager, kind):
    without(home_manager)
    Authenticator.objects.create(user=home_manager, type=kind, data={})
    client.force_login(home_manager)
    assert client.get("/work/").status_code == 200


def test_recovery_codes_alone_are_none(client, home_manager):
    without(home_manager)
    Authenticator.objects.create(user=home_manager, type="recovery_codes", data={})
    client.force_login(home_manager)
    assert client.get("/work/")["Location"] == WHY


OPEN = ["home", "privacy", "accessibility", "second_factor", "account_email", "usersessions_list"]


@pytest.mark.parametrize("name", OPEN)
def test_open_without_one(client, home_manager, name):
    client.force_login(without(home_manager))
    answer = client.get(reverse(name))
    assert answer.status_code == 200 or answer["Location"] != WHY


def test_public_pages_stay_open_and_staff_pages_do_not(client, home_manager):
    client.force_login(without(home_manager))
    assert client.get("/p/alliance/about/").status_code == 200
    for path in ("organisations/", "people/", "memberships/", "rules/"):
        assert client.get(f"/p/alliance/{path}")["Location"] == WHY
    assert client.post("/p/alliance/register/", {})["Location"] == WHY


def test_an_administrator_reaches_no_admin_page(client, administrator):
    client.force_login(without(administrator))
    assert client.get("/admin/")["Location"] == WHY


def test_signing_out_is_always_possible(client, home_manager):
    client.force_login(without(home_manager))
    assert client.post(reverse("account_logout"))["Location"] == "/"


@pytest.mark.parametrize(("demo", "led"), [(True, False), (False, True)])
def test_demo_accounts_are_excepted_in_demo_mode_only(client, partnership, settings, demo, led):
    settings.DEMO = demo
    user = holding(person("shown"), "coordinator", partnership)
    without(user)
    type(user).objects.filter(pk=user.pk).update(is_demo=True)
    client.force_login(user)
    assert (client.get("/account/profile/").status_code, client.get("/p/alliance/rules/").status_code) == (
        (302, 302) if led else (200, 200)
    )


def test_in_demo_mode_other_accounts_are_not_excepted(client, home_manager, settings):
    settings.DEMO = True
    client.force_login(without(home_manager))
    assert client.get("/work/")["Location"] == WHY


def test_the_check_costs_nothing_beside_the_standing(home_manager, django_assert_num_queries):
    user = type(home_manager).objects.get(pk=home_manager.pk)
    with django_assert_num_queries(1):
        assert (user.needs_second_factor, user.has_second_factor) == (True, True)
