"""What the tests of the pages share: addresses, signed-in browsers, and an act posted as a page posts it."""

import re

import time_machine
from django.test import Client
from django.urls import reverse

from excite.audit.models import Event
from excite.workflow import WrongStatus

PLACE = {"partnership": "alliance"}
ANSWERS = (302, 403, 404, 422)


def at(view, exchange=None, **parts):
    reference = {"reference": exchange.reference} if exchange else {}
    return reverse(f"exchanges:{view}", kwargs=PLACE | reference | parts)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def posting(url, posted, now):
    """The act as a function of the person: WrongStatus where the answer left nothing in the log."""

    def act(by):
        with time_machine.travel(now, tick=False):
            before = Event.objects.count()
            answer = signed_in(by).post(url, posted)
            assert answer.status_code in ANSWERS, (url, answer.status_code)
            if Event.objects.count() == before:
                raise WrongStatus

    return act


def taken_away(client, url):
    """The answer to a download, read to its end, which closes the file; ``body`` is what came."""
    answer = client.get(url)
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def text_of(answer):
    """The page without its line breaks, and without the tokens that differ at every answer."""
    plain = re.sub(r'(CSRFToken": "|csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())
    return " ".join(plain.split())
