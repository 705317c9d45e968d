"""Every factory makes a row that the database accepts."""

import inspect

import pytest
from factory.django import DjangoModelFactory

from . import factories

FACTORIES = [
    made
    for _name, made in inspect.getmembers(factories, inspect.isclass)
    if issubclass(made, DjangoModelFactory) and made is not DjangoModelFactory
]


@pytest.mark.django_db
@pytest.mark.parametrize("make", FACTORIES, ids=lambda made: made.__name__)
def test_makes_a_row(make):
    row = make()
    assert type(row)._base_manager.get(pk=row.pk) == row


def test_the_people_are_who_they_say(people, draft):
    roles = {name: sorted(draft.roles_of(person)) for name, person in people.items()}
    assert roles == {
        "applicant": ["applicant"],
        "host": [],
        "home_manager": ["home_manager"],
        "host_manager": ["host_manager"],
        "third_manager": [],
        "coordinator": ["coordinator"],
        "finance": ["finance"],
        "auditor": ["auditor"],
        "administrator": [],
        "stranger": [],
        "outsider": [],
    }
