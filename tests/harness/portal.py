"""A whole portal for one test: own folder, own database, and web, worker and beat as real processes.

def test_something(make_portal):
    portal = make_portal()            # the demo, loaded; nothing runs yet
    portal.start("web", "worker")     # web answers when this returns
    portal.address("/p/excite/")      # http://localhost:…
    portal.manage("progress", "--partnership", "EXCITE")
    portal.kill("worker")             # SIGKILL, as a crash does
"""

import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from excite.management.commands.demo import Child, programs
from tests.harness.services import free_port
from tests.harness.settings import WORKER, WORKER_NUMBER

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
numbers = itertools.count()


class Portal:
    def __init__(self, folder, *, name="", offset=0, **environment):
        self.offset = offset  # seconds from real time to its own
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.children = {}
        number = next(numbers)
        self.name = name or f"portal_{WORKER}_{os.getpid()}_{number}"
        self.on_servers = "TEST_DATABASE_URL" in os.environ
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in STRIPPED},
            "DJANGO_SETTINGS_MODULE": "excite.settings",
            "SECRET_KEY": "only-for-tests-" * 4,
            "DEMO": "1",
            "VAR_ROOT": str(self.folder),
            "SITE_URL": f"http://localhost:{self.port}",
            "PORT": str(self.port),
            "CLOCK_OFFSET": str(offset),
            "LOG_LEVEL": "INFO",
        }
        if self.on_servers:
            server = urlsplit(os.environ["TEST_DATABASE_URL"])
            self.environment["DATABASE_URL"] = server._replace(path=f"/{self.name}").geturl()
            # 0 to 7 belong to the caches of the test processes; the rest to portals, by turns.
            self.redis_number = 8 + WORKER_NUMBER * 7 % 56 + number % 7
            self.environment["REDIS_URL"] = f"{os.environ['TEST_REDIS_URL']}/{self.redis_number}"
        self.environment |= environment

    # --- its data --------------------------------------------------------------------------------------

    def create(self, template=None):
        """An empty database, or a copy of another portal's data (that portal must not be running)."""
        if self.on_servers:
            origin = f' TEMPLATE "{template.name}"' if template else ""
            self.on_server(f'CREATE DATABASE "{self.name}"{origin}')
        if template:
            for entry in ["portal.sqlite3", "media", "demo-clock"]:
                source = template.folder / entry
                if source.is_dir():
                    shutil.copytree(source, self.folder / entry)
                elif source.exists():
                    shutil.copy(source, self.folder / entry)
        return self

    def remove(self):
        self.stop()
        if self.on_servers:
            self.on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def on_server(self, statement):
        connection = psycopg2.connect(os.environ["TEST_DATABASE_URL"])
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def manage(self, *arguments, check=True, **options):
        """Run a management command to its end; `.stdout` and `.stderr` are text."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        if check and done.returncode:
            raise AssertionError(
                f"{' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr}"
            )
        return done

    def ask(self, code):
        """Run Python inside the portal's own Django; what it names `answer` comes back, by way of JSON."""
        done = self.manage(
            "shell", "--no-imports", "-c", f"import json\n{code}\nprint('\\n' + json.dumps(answer))"
        )
        return json.loads(done.stdout.splitlines()[-1])

    # --- its processes ---------------------------------------------------------------------------------

    def address(self, path="/"):
        return f"http://localhost:{self.port}{path}"

    def start(self, *names):
        """Start web, worker or beat; returns when the web answers and the worker says that it is ready."""
        for name in names:
            log = self.folder / f"{name}.log"
            self.children[name] = Child(name, programs()[name], self.environment, log)
        if "web" in names:
            self.wait_until("web", self.answers)
        if "worker" in names:
            self.wait_until("worker", lambda: " ready." in self.log("worker"))
        return self

    def kill(self, name):
        """As a crash does: no last words, for the whole group of the process."""
        child = self.children.pop(name)
        child.signal(signal.SIGKILL)
        child.process.wait()

    def stop(self, *names):
        chosen = [self.children.pop(name) for name in names or list(self.children)]
        for child in chosen:
            child.signal(signal.SIGTERM)
        for child in chosen:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(15)
            child.signal(signal.SIGKILL)
            child.process.wait()

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def answers(self):
        try:
            with urllib.request.urlopen(self.address("/healthz"), timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def wait_until(self, name, ready):
        until = time.monotonic() + SECONDS_TO_START
        while not ready():
            if not self.children[name].alive() or time.monotonic() > until:
                raise AssertionError(f"{name} did not start:\n{self.log(name)[-3000:]}")
            time.sleep(0.05)


STRIPPED = {
    *["DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "HTTPS_REDIRECT", "EMAIL_URL", "DEBUG", "MEDIA_ROOT"],
    *["CSRF_TRUSTED_ORIGINS", "DEMO_CLOCK_FILE"],
}
