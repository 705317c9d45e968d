"""A delivered report is known by its code, and says whether it is as it was made."""

from datetime import date

import pytest

from reporting import services

from .. import factories as make
from .conftest import NOW, address, words

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("on_the_demo_day")]

UNTIL = date(2023, 7, 31)


def test_verify(client, partnership, coordinator, made):
    report = made(partnership, UNTIL, by=coordinator)
    url = address("verify", "alliance")
    asked = f"{url}?code={report.check_code}"
    assert "No delivered report has this code" in words(client.get(asked))
    client.force_login(coordinator)
    assert "Figures, rows and files are exactly as they were made." in words(client.get(asked))
    services.freeze(report, by=coordinator, now=NOW)
    report.rows.all().delete()
    report.figures.update(value=5)
    assert "Something in this report is not as it was made." in words(client.get(asked))

    client.logout()
    shown = words(client.get(f"{url}?code=%20{report.check_code.lower().replace('-', ' ')}"))
    assert "0 exchanges (incl. 0 SMEs)" in shown and report.checksum in shown
    assert "not as it was made" not in shown
    other = make.PartnershipFactory()
    elsewhere = client.get(f"{address('verify', other.slug)}?code={report.check_code}")
    assert "No delivered report" in words(elsewhere)


@pytest.mark.parametrize("code", ["", "x" * 41, "0000-0000-0000", "%25", "' OR 1=1", "F"])
def test_codes_that_are_none(client, partnership, code):
    answer = client.get(f"{address('verify', 'alliance')}?code={code}")
    assert answer.status_code == 200 and "SHA-256" not in words(answer)
