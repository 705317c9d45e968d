"""`demo`: the whole portal in one terminal, with web, worker and beat as processes of their own."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command

SECONDS_TO_START = 60
SECONDS_TO_END = 15
HALF_A_MINUTE = 30  # seconds
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
DEMO_DOMAIN = "@demo.example"
ACCOUNTS = """\
  sme@demo.example          applies for an exchange
  host@demo.example         is asked to host one
  manager@demo.example      decides for Silicon Saxony
  hostmanager@demo.example  looks after the hosts of Pôle SCS
  coordinator@demo.example  answers for the partnership, and reports
  finance@demo.example      confirms what is paid
  auditor@demo.example      reads everything, changes nothing
  admin@demo.example        keeps settings and accounts"""


class Command(BaseCommand):
    help = "Prepare and run the demonstration until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        if not settings.DEMO:
            raise CommandError("This runs the demonstration only. Use ./run demo.")
        refuse_busy(port)
        # Ctrl-C goes to every process of the terminal, TERM to this one only: both end in the same way.
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
            signal.signal(number, interrupt)
        self.children = {}
        try:
            call_command("prepare", verbosity=0)
            self.load()
            self.start(port)
            self.watch()
        except KeyboardInterrupt:
            self.stdout.write("\nEnding …")
        finally:
            self.end()

    def load(self):
        """Load the demo into an empty database; refuse one that holds people of a real installation."""
        people = get_user_model().objects.all()
        if people.filter(email__endswith=DEMO_DOMAIN).exists():
            return
        if people.exists() or apps.get_model("clusters.Partnership").objects.exists():
            raise CommandError(
                "This database is in use and is no demo. Demo mode opens accounts with a known password: "
                "use the portal without it, or point DATABASE_URL to an empty database."
            )
        self.stdout.write("Loading the demonstration …")
        call_command("load_demo", verbosity=0)

    def start(self, port):
        logs = settings.VAR_ROOT / "log"
        logs.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"PORT": str(port), "DEMO": "1"}
        for name, line in programs().items():
            self.children[name] = Child(name, line, environment, logs / f"{name}.log")
        address = f"http://localhost:{port}"
        self.wait_for(f"{address}/healthz")
        self.stdout.write(
            f"\nThe portal is open at {address}\n\n{ACCOUNTS}\n\n"
            f"The password of each is excite-demo; the bar at the top changes person with one click.\n"
            f"Logs: {logs}. Ctrl-C ends everything and keeps the data.\n"
        )
        self.stdout.flush()

    def wait_for(self, address):
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            if not self.children["web"].alive():
                raise CommandError(
                    f"The web process ended while starting:\n{self.children['web'].last_words()}"
                )
            try:
                urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise CommandError(
            f"The portal did not answer in {SECONDS_TO_START} seconds; see {settings.VAR_ROOT}/log."
        )

    def watch(self):
        """Until a signal: a process that ends by itself is started again."""
        while True:
            time.sleep(1)
            for child in self.children.values():
                if not child.alive() and child.may_start_again():
                    self.stdout.write(f"{child.name} ended ({child.process.returncode}); starting it again.")
                    child.start()

    def end(self):
        for child in self.children.values():
            child.signal(signal.SIGTERM)
        until = time.monotonic() + SECONDS_TO_END
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, until - time.monotonic()))
            child.signal(signal.SIGKILL)  # the whole group, so that nothing it had started stays behind


class Child:
    """One of our processes, leader of a group of its own, its output in a file."""

    def __init__(self, name, line, environment, log):
        self.name, self.line, self.environment, self.log = name, line, environment, log
        self.pause = 0  # seconds between an early end and the next start
        self.start()

    def may_start_again(self):
        """At once, unless it ends soon after each start: then after a pause that grows to half a minute."""
        lived = time.monotonic() - self.started
        if lived > HALF_A_MINUTE:
            self.pause = 0
        if lived < self.pause:
            return False
        self.pause = min(max(1, 2 * self.pause), HALF_A_MINUTE)
        return True

    def start(self):
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - a fixed line
                self.line,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )

    def alive(self):
        return self.process.poll() is None

    def signal(self, number):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def last_words(self, lines=20):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def programs():
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "excite", "--quiet"]
    return {
        "web": [*python, "gunicorn", "excite.wsgi"],
        "worker": [*celery, "worker", "--pool", "threads", "--concurrency", "2", *QUIET_WORKER],
        "beat": [*celery, "beat", "--pidfile", ""],
    }


QUIET_WORKER = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]


def refuse_busy(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: ./run demo --port {port + 1}"
            ) from None


def die_with_parent():
    """Should this process be killed without a word, the children get a TERM from the kernel."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def interrupt(number, frame):
    raise KeyboardInterrupt
