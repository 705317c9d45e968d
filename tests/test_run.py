"""The `run` script: plain sh, clear words, and a demo that starts, comes back and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.harness.services import free_port
from tests.harness.settings import OURS

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(
    Path(sys.prefix).resolve() != (ROOT / ".venv").resolve(),
    reason="the tests do not run from ./run's own .venv",
)


@pytest.fixture
def environment(tmp_path):
    plain = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    plain.pop("DJANGO_SETTINGS_MODULE", None)
    return plain | {"VAR_ROOT": str(tmp_path)}


@pytest.fixture
def run(environment):
    def run(*words, **more):
        return subprocess.run(
            ["./run", *words], cwd=ROOT, env=environment | more, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("shell", ["dash", "sh", "bash"])
def test_the_script_is_plain_sh(shell):
    if shutil.which(shell):
        done = subprocess.run([shell, "-n", "run"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_names_every_command(run, words):
    done = run(*words)
    assert done.returncode == 0
    for command in ["demo", "test", "manage", "lint", "bench", "check-deep", "setup"]:
        assert f"./run {command}" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["dmeo"], "There is no 'dmeo'."),
        (["demo", "--port", "http"], "--port needs a number"),
        (["demo", "--port"], "--port needs a number"),
        (["demo", "--clean"], "demo knows --port N and --fresh, not --clean."),
        (["setup", "--fast"], "setup knows --without-tests, not --fast."),
    ],
)
def test_a_slip_is_answered_with_a_sentence(run, words, sentence):
    done = run(*words)
    assert done.returncode == 1
    assert sentence in done.stderr


def test_fresh_deletes_nothing_but_the_demos_own_file(run, tmp_path):
    (tmp_path / "portal.sqlite3").write_text("kept")
    done = run("demo", "--fresh", DATABASE_URL="postgres://somewhere/else")
    assert done.returncode == 1
    assert "Empty postgres://somewhere/else yourself." in done.stderr
    assert (tmp_path / "portal.sqlite3").read_text() == "kept"


@pytest.mark.slow
def test_a_first_command_finds_a_database_and_prints_its_answer_only(run, tmp_path):
    done = run(
        "manage",
        "shell",
        "--no-imports",
        "-c",
        "from clusters.models import User; print(User.objects.count())",
    )
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
    assert (tmp_path / "demo.env").stat().st_mode & 0o077 == 0
    assert (tmp_path / "portal.sqlite3").exists()


@pytest.mark.slow
def test_an_installation_with_a_key_gets_no_settings_of_the_demo(run, tmp_path):
    code = "from django.conf import settings; print(settings.DEMO)"
    key = "kX2-9vQm_7LpZr4TnWc8YbHs3JdGf6AeUxKi5OoPq1RtVwBzNh0"
    production = {"SECRET_KEY": key, "ALLOWED_HOSTS": "portal.example.eu", "EMAIL_URL": "none://"}
    done = run("manage", "shell", "--no-imports", "-c", code, **production)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
    assert not (tmp_path / "demo.env").exists()


def test_a_busy_port_is_told_at_once(run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("demo", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert f"./run demo --port {port + 1}" in done.stderr


# --- the whole demo ------------------------------------------------------------------------------------


class Demo:
    def __init__(self, environment, room):
        self.port = free_port()
        self.output = room / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                ["./run", "demo", "--port", str(self.port)],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_for(self, words, seconds=90):
        until = time.monotonic() + seconds
        while words not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < until, self.output.read_text()
            time.sleep(0.1)

    def get(self, path):
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
            return answer.status


@pytest.fixture
def demo(environment, tmp_path):
    started = []

    def demo():
        started.append(Demo(environment, tmp_path))
        return started[-1]

    yield demo
    for one in started:
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGTERM)
            one.process.wait(30)


def alive(room):
    """Processes whose environment names this room: those of this test's demo, and nobody else's."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_ROOT={room}\0".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def gone(room, seconds=25):
    until = time.monotonic() + seconds
    while alive(room) and time.monotonic() < until:
        time.sleep(0.2)
    return alive(room)


@pytest.mark.worker
@pytest.mark.sqlite
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_the_demo_starts_keeps_its_data_and_leaves_nothing_behind(demo, run, tmp_path):
    first = demo()
    first.wait_for("Ctrl-C ends everything")
    words = first.output.read_text()
    assert f"http://localhost:{first.port}" in words
    for name in ["sme", "host", "manager", "hostmanager", "coordinator", "finance", "auditor", "admin"]:
        assert f"{name}@demo.example" in words
    assert first.get("/healthz") == 200
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(30) == 0
    assert gone(tmp_path) == []

    clock = (tmp_path / "demo.env").read_text()
    began = time.monotonic()
    second = demo()
    second.wait_for("Ctrl-C ends everything")
    assert time.monotonic() - began < 30
    assert "Loading" not in second.output.read_text()
    assert (tmp_path / "demo.env").read_text() == clock
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(30) == 0
    assert gone(tmp_path) == []


@pytest.mark.worker
@pytest.mark.sqlite
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's last word to orphans is Linux only")
def test_even_a_killed_demo_leaves_no_orphans(demo, tmp_path):
    one = demo()
    one.wait_for("Ctrl-C ends everything")
    assert len(alive(tmp_path)) >= 4
    one.process.kill()
    one.process.wait()
    assert gone(tmp_path) == []
