"""People in browsers of their own, signed in as everybody is, who press their buttons at the same moment."""

import threading
from dataclasses import dataclass
from html import unescape
from re import DOTALL, findall, sub

import requests

from tests.harness.forms import forms_of

PASSWORD = "excite-demo"
# Everybody gets an account that can sign in; as people of the demonstration they need no second factor.
ACCOUNTS = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from clusters.models import User
User.objects.update(is_demo=True, password=make_password({PASSWORD!r}))
for user in User.objects.filter(emailaddress=None):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


@dataclass(frozen=True)
class Told:
    """What a person saw in the end: the status of the last page, and its notices and refusals."""

    status: int
    words: str


class Browsers:
    """One session for each person; every press of a button is a connection of its own."""

    def __init__(self, portal):
        self.portal, self.sessions = portal, {}

    def session(self, email):
        if email not in self.sessions:
            browser, address = requests.Session(), self.portal.address("/account/login/")
            (form,) = [
                form for form in forms_of(browser.get(address).text, address) if "login" in form.fields
            ]
            sent = form.fields | {"login": email, "password": PASSWORD}
            answer = browser.post(form.action, sent, headers={"Referer": address})
            assert "sessionid" in browser.cookies, answer.text
            token = forms_of(browser.get(self.portal.address("/account/")).text, address)[0].fields
            self.sessions[email] = browser.cookies.get_dict(), token["csrfmiddlewaretoken"]
        return self.sessions[email]

    def press(self, many) -> list[Told]:
        """Each of ``(email, path, fields)`` at once; the answers in the same order."""
        for email, _path, _fields in many:
            self.session(email)
        start, told = threading.Barrier(len(many)), [None] * len(many)

        def run(number, email, path, fields):
            cookies, token = self.session(email)
            browser = requests.Session()
            browser.cookies.update(cookies)
            files = fields.get("files")
            sent = {name: value for name, value in fields.items() if name != "files"}
            start.wait()
            address = self.portal.address(path)
            answer = browser.post(address, sent | {"csrfmiddlewaretoken": token}, files=files, timeout=120)
            told[number] = Told(answer.status_code, words_of(answer.text))

        threads = [
            threading.Thread(target=run, args=(number, *one), daemon=True) for number, one in enumerate(many)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return told


def words_of(page: str) -> str:
    """The notices of a page, and what it says to forms that were refused."""
    notices = findall(r'class="notice notice-\w+">.*?<div>(.*?)</div>', page, DOTALL)
    refusals = findall(r'<(\w+)[^>]*(?:role="alert"|class="error)[^>]*>(.*?)</\1>', page, DOTALL)
    found = notices + [text for _tag, text in refusals]
    return " ".join(unescape(sub(r"<[^>]+>|\s+", " ", text)) for text in found).strip()
