"""Sign-in by OpenID Connect, against a provider that runs as a process of its own and is strict.

Everything goes over HTTP, as a browser does it: from the button to the page of the institution and back.
"""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests

from .harness.institution import CLIENT_ID, CLIENT_SECRET, institution
from .harness.services import free_port

pytestmark = [pytest.mark.database, pytest.mark.slow]

NAME = "Haus der Wissenschaft"
BACK = "/account/oidc/house/login/callback/"
WHY = "/account/second-factor/"


def vouched(email, name="", **more):
    return {"email": email, "email_verified": True, "name": name} | more


PEOPLE = {
    "lena": vouched("sme@demo.example", "Lena Vogt"),
    "other-lena": vouched("sme@demo.example", "Lena Vogt"),
    "pretender": vouched("coordinator@demo.example", email_verified=False),
    "wordy-pretender": vouched("coordinator@demo.example", email_verified="false"),
    "wordy": vouched("host@demo.example", email_verified="true"),
    "newcomer": vouched("new@house.example", "Nína Óskarsdóttir"),
    "unverified": vouched("hers@house.example", "Nora Lind", email_verified=False),
    "joiner": vouched("henrik@house.example", "Henrik Dahl", email_verified=False),
    "nameless": {},
    "manager": vouched("boss@house.example", "Bruno Lange"),
    "locked": vouched("locked@house.example", "Carla Stein"),
    "forger": vouched("auditor@demo.example", forged=True),
    "two-faced": vouched("auditor@demo.example", userinfo_sub="somebody else"),
}
MANAGERS = """
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from clusters.models import Partnership, Post, User
excite = Partnership.objects.get(slug="excite")
for email in ("boss@house.example", "locked@house.example"):
    user = User.objects.create(email=email, full_name="Manager", password="!")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    cluster = excite.clusters.get(code="gaia")
    Post.objects.create(
        user=user, partnership=excite, cluster=cluster, kind="manager", started_on="2023-01-01"
    )
TOTP.activate(user, generate_totp_secret())
answer = None
"""


@pytest.fixture(scope="module")
def house(make_portal):
    """A portal that knows one institution, and the institution."""
    port = free_port()
    portal = make_portal(
        OIDC_SERVER_URL=f"http://127.0.0.1:{port}",
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=CLIENT_SECRET,
        OIDC_NAME=NAME,
        OIDC_ID="house",
    )
    portal.ask(MANAGERS)
    with institution(PEOPLE, port=port, comes_back_to=portal.address(BACK)) as there:
        yield portal.start("web"), there


@pytest.fixture
def portal(house):
    return house[0]


class Browser(requests.Session):
    """As much of one as the way needs: forms with their hidden fields, and a page that leads on."""

    def __init__(self, portal, language="en"):
        super().__init__()
        self.portal = portal
        self.headers["Accept-Language"] = language

    def to(self, path, **options):
        return self.get(self.portal.address(path), **options)

    def fill(self, page, action, **said):
        """Send the form of this page whose address begins with ``action``."""
        form = re.search(rf'<form[^>]*action="({re.escape(action)}[^"]*)"[^>]*>(.*?)</form>', page.text, re.S)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
        return self.post(urljoin(page.url, unescape(form[1])), data=hidden | said)

    def leave(self, path="/account/login/"):
        """Press the button; answers with the page of the institution."""
        return self.get(leads_to(self.fill(self.to(path), "/account/oidc/house/login/")))

    def sign_in_as(self, sub, path="/account/login/"):
        return self.post(self.leave(path).url, data={"sub": sub})

    def is_signed_in(self):
        return self.to("/work/").url == self.portal.address("/work/")


@pytest.fixture
def browser(portal):
    with Browser(portal) as session:
        yield session


def leads_to(page):
    assert page.status_code == 200
    return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)[1])


def account(portal, email):
    """Whether there is one, by which identities it opens, and which of its addresses are verified."""
    return portal.ask(
        f"""
from clusters.models import User
found = User.objects.filter(email={email!r})
answer = [
    [user.full_name, sorted(user.socialaccount_set.values_list("uid", flat=True)),
     list(user.emailaddress_set.filter(verified=True).values_list("email", flat=True))]
    for user in found
]
"""
    )


def mails_to(portal, email):
    return portal.ask(
        f"""
from excite.outbox.models import Mail
answer = list(Mail.objects.filter(address={email!r}, purpose__startswith="account.").order_by("pk")
    .values_list("purpose", flat=True))
"""
    )


# --- Those who are known -------------------------------------------------------------------------------


def test_the_button_stands_on_the_way_in(browser):
    page = browser.to("/account/login/")
    assert NAME in page.text and "third" not in page.text.lower()


def test_the_portal_asks_as_it_should(browser):
    asked = {name: value for name, (value,) in parse_qs(urlsplit(browser.leave().url).query).items()}
    assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
    assert asked["redirect_uri"] == browser.portal.address(BACK)
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 16


def test_a_verified_address_opens_its_account_and_joins_it(portal, browser):
    page = browser.sign_in_as("lena")
    assert (page.status_code, page.url) == (200, portal.address("/work/"))
    assert "Lena Vogt" in page.text
    assert account(portal, "sme@demo.example") == [["Lena Vogt", ["lena"], ["sme@demo.example"]]]
    assert mails_to(portal, "sme@demo.example") == ["account.notice"]
    assert Browser(portal).sign_in_as("lena").url == portal.address("/work/")  # the second time by identity
    another = Browser(portal)
    another.sign_in_as("other-lena")  # the same address, given to somebody else
    assert not another.is_signed_in()


def test_one_joins_an_institution_from_the_account_and_takes_it_off(portal, browser):
    secret = {"login": "auditor@demo.example", "password": "excite-demo"}
    browser.fill(browser.to("/account/login/"), "/account/login/", **secret)
    page = browser.to("/account/3rdparty/")
    assert "No institution opens your account yet" in page.text
    there = browser.get(leads_to(browser.fill(page, "/account/oidc/house/login/")))
    page = browser.post(there.url, data={"sub": "joiner"})  # and once more the password, before it counts
    page = browser.fill(page, "/account/reauthenticate/", password="excite-demo")
    assert page.url == portal.address("/account/3rdparty/") and "henrik@house.example" in page.text
    chosen = re.search(r'name="account" value="(\d+)"', page.text)[1]
    page = browser.fill(page, "/account/3rdparty/", account=chosen)
    assert "No institution opens your account yet" in page.text
    assert mails_to(portal, "auditor@demo.example") == ["account.notice", "account.notice"]


def test_one_comes_back_to_where_one_wanted_to_go(portal, browser):
    page = browser.sign_in_as("lena", "/account/login/?next=/p/excite/tandems/")
    assert page.url == portal.address("/p/excite/tandems/")


def test_a_verified_address_may_be_said_in_a_word(portal, browser):
    assert browser.sign_in_as("wordy").url == portal.address("/work/")


@pytest.mark.parametrize("sub", ["pretender", "wordy-pretender"])
def test_an_address_that_is_not_verified_opens_nothing(portal, browser, sub):
    page = browser.sign_in_as(sub)
    assert page.url == portal.address("/account/3rdparty/signup/")
    words = {"full_name": "Pretender", "language": "en", "email": "coordinator@demo.example"}
    browser.fill(page, "/account/3rdparty/signup/", **words)
    assert not browser.is_signed_in()
    assert account(portal, "coordinator@demo.example") == [
        ["Jonas Lehmann", [], ["coordinator@demo.example"]]
    ]
    assert mails_to(portal, "coordinator@demo.example")[-1] == "account.known"


# --- Those who are new ---------------------------------------------------------------------------------


def test_a_newcomer_looks_it_over_and_has_an_account_without_a_post(portal, browser):
    page = browser.sign_in_as("newcomer")
    assert page.url == portal.address("/account/3rdparty/signup/")
    assert NAME in page.text and "Nína Óskarsdóttir" in page.text and "new@house.example" in page.text
    words = {"full_name": "Nína Ósk", "language": "de", "email": "new@house.example"}
    assert browser.fill(page, "/account/3rdparty/signup/", **words).url == portal.address("/work/")
    assert account(portal, "new@house.example") == [["Nína Ósk", ["newcomer"], ["new@house.example"]]]
    assert browser.to("/p/excite/people/").status_code == 404
    assert 'lang="de"' in browser.to("/work/").text


def test_an_unverified_newcomer_gets_a_code_first(portal, browser):
    page = browser.sign_in_as("unverified")
    words = {"full_name": "Nora Lind", "language": "en", "email": "hers@house.example"}
    assert browser.fill(page, "/account/3rdparty/signup/", **words).url == portal.address(
        "/account/confirm-email/"
    )
    assert not browser.is_signed_in()
    assert mails_to(portal, "hers@house.example") == ["account.welcome"]


def test_whoever_brings_no_address_is_asked_for_one(portal, browser):
    page = browser.sign_in_as("nameless")
    answer = browser.fill(page, "/account/3rdparty/signup/", full_name="", language="en", email="")
    assert answer.status_code == 200 and answer.text.count('aria-invalid="true"') == 2


# --- Those who need a second factor --------------------------------------------------------------------


def test_a_manager_without_a_second_factor_is_led_to_one(portal, browser):
    assert browser.sign_in_as("manager").url == portal.address(WHY)
    assert browser.to("/p/excite/people/").url == portal.address(WHY)


def test_a_manager_with_a_code_app_is_asked_for_the_code(portal, browser):
    assert browser.sign_in_as("locked").url.startswith(portal.address("/account/2fa/authenticate/"))
    assert not browser.is_signed_in()


# --- What goes wrong -----------------------------------------------------------------------------------


def test_a_wrong_state_is_refused(portal, browser):
    there = browser.leave()
    answer = browser.post(there.url, data={"sub": "lena"}, allow_redirects=False).headers["Location"]
    wrong = re.sub(r"state=[^&]+", "state=made-up", answer)
    page = browser.get(wrong)
    assert page.status_code == 401 and "did not work" in page.text
    assert not browser.is_signed_in()
    stranger = Browser(portal)  # an answer that was meant for another browser
    assert stranger.get(answer).status_code == 401 and not stranger.is_signed_in()
    assert browser.get(answer).url == portal.address("/work/")
    assert Browser(portal).get(answer).status_code == 401


@pytest.mark.parametrize("sub", ["forger", "two-faced"])
def test_a_token_that_is_not_in_order_is_refused(browser, sub):
    page = browser.sign_in_as(sub)
    assert page.status_code == 401 and "did not work" in page.text
    assert not browser.is_signed_in()


@pytest.mark.parametrize(("language", "said"), [("en", "You are not signed in"), ("de", "nicht angemeldet")])
def test_who_cancels_gets_other_ways(portal, language, said):
    page = Browser(portal, language).sign_in_as("")
    assert page.status_code == 200 and said in page.text
    assert "/account/login/code/" in page.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "did not work"), ("de", "Die Anmeldung ist nicht gelungen")]
)
def test_an_error_of_the_institution_is_told(portal, language, said):
    page = Browser(portal, language).sign_in_as("broken")
    assert page.status_code == 401 and said in page.text
    assert "/account/login/code/" in page.text


def test_an_institution_that_does_not_answer_is_told(make_portal):
    portal = make_portal(
        OIDC_SERVER_URL=f"http://127.0.0.1:{free_port()}", OIDC_CLIENT_ID=CLIENT_ID, OIDC_ID="house"
    ).start("web")
    browser = Browser(portal)
    page = browser.fill(browser.to("/account/login/"), "/account/oidc/house/login/")
    assert page.status_code == 503 and "does not answer" in page.text
    assert browser.to("/account/oidc/elsewhere/login/").status_code == 404
    assert browser.to("/account/oidc/elsewhere/login/callback/").status_code == 404


# --- In a browser --------------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_browser_goes_there_and_back_under_our_policy(page, portal):
    page.goto("/account/login/")
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("heading", name="Who are you?").wait_for()
    page.get_by_role("button", name="lena", exact=True).click()
    page.wait_for_url(portal.address("/work/"))
