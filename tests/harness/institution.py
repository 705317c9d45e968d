"""An OpenID Connect provider on loopback, as a process of its own: an institution that vouches for people.

It is built with Authlib and is strict where real ones are: one client with a secret, one address to come back
to, PKCE with S256, codes that work once, tokens signed RS256. Its page asks who you are, without a password.

    people = {"katrin": {"email": "katrin@example.org", "email_verified": True}}
    with institution(people, port=port, comes_back_to="http://localhost:…/callback/") as there:
        there.issuer

A person with ``forged`` brings a token of another key; one with ``userinfo_sub`` is told about as if it were
somebody else.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[2]
CLIENT_ID, CLIENT_SECRET = "portal", "a-secret-between-the-two"
SECONDS_TO_START = 30


@dataclass
class Institution:
    port: int
    process: subprocess.Popen

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.port}"

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.issuer}/.well-known/openid-configuration", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()


def start(people, *, port, comes_back_to):
    line = [sys.executable, "-m", "tests.harness.institution", str(port), comes_back_to, json.dumps(people)]
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    there = Institution(port, subprocess.Popen(line, cwd=ROOT, env=environment))
    until = time.monotonic() + SECONDS_TO_START
    while not there.answers():
        if there.process.poll() is not None or time.monotonic() > until:
            there.stop()
            raise AssertionError("The institution did not start.")
        time.sleep(0.05)
    return there


@contextlib.contextmanager
def institution(people, *, port, comes_back_to):
    there = start(people, port=port, comes_back_to=comes_back_to)
    try:
        yield there
    finally:
        there.stop()


# --- In the process of its own -------------------------------------------------------------------------


def serve(port, comes_back_to, people):
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback, without a certificate
    from django.conf import settings

    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="tests.harness.institution_pages", SECRET_KEY="x"
    )
    import django
    from django.core.handlers.wsgi import WSGIHandler

    django.setup()
    from tests.harness import institution_pages

    institution_pages.open_for(people, issuer=f"http://127.0.0.1:{port}", comes_back_to=comes_back_to)
    with make_server("127.0.0.1", port, WSGIHandler(), handler_class=Quiet) as server:
        server.serve_forever()


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]))
