"""PostgreSQL and Redis for one run: each in a folder of its own, on a free port, gone afterwards."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

PACKAGES = {"PostgreSQL": "postgresql", "Redis": "redis-server", "Chromium": "chromium"}
SECONDS_TO_START = 30


class Missing(Exception):
    """Something the full run needs is not on this machine; the text says what to install."""


def find(program):
    """The path of a program: from PATH, or the newest of Debian's versioned PostgreSQL folders."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4])
    )
    return str(versions[-1]) if versions else shutil.which(program)


def find_chromium():
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next(filter(None, map(shutil.which, names)), None)


def missing():
    """The names of what the full run needs and does not find."""
    found = {"PostgreSQL": find("initdb"), "Redis": find("redis-server"), "Chromium": find_chromium()}
    return [name for name, path in found.items() if not path]


def provide():
    """Install what is missing, where that is allowed; raise Missing with the line to type where it is not."""
    names = missing()
    if names and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(names)} …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for line in [
            ["apt-get", "update", "-qq"],
            [
                "apt-get",
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                *(PACKAGES[name] for name in names),
            ],
        ]:
            subprocess.run(line, env=environment, stdout=subprocess.DEVNULL, check=False)
        names = missing()
    if names:
        packages = " ".join(PACKAGES[name] for name in names)
        raise Missing(f"{', '.join(names)} not found. On Debian or Ubuntu: sudo apt install {packages}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def unprivileged():
    """PostgreSQL refuses to run as root: then as its own user, or as nobody."""
    if os.geteuid() != 0:
        return {}, None
    for name in ["postgres", "nobody"]:
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}, person
    raise Missing("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.")


@contextmanager
def postgresql():
    """Yield the URL of an empty throwaway server that need not survive a power cut."""
    identity, person = unprivileged()
    with tempfile.TemporaryDirectory(prefix="portal-postgresql-", ignore_cleanup_errors=True) as room:
        if person:
            os.chown(room, person.pw_uid, person.pw_gid)
        place, port, log = Path(room), free_port(), Path(room, "log")
        subprocess.run(
            [find("initdb"), "--pgdata", place / "data", "--username", "portal", "--auth", "trust"]
            + ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=room,
            **identity,
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": room,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        with log.open("wb") as output:
            server = subprocess.Popen(
                [
                    find("postgres"),
                    "-D",
                    place / "data",
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                stdout=output,
                stderr=output,
                cwd=room,
                start_new_session=True,
                preexec_fn=die_with_parent,
                **identity,
            )
        try:
            ready = [find("pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(port)]
            wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, server, log)
            yield f"postgres://portal@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(20)


@contextmanager
def redis():
    """Yield the URL (without database number) of an empty throwaway Redis with 64 databases."""
    with tempfile.TemporaryDirectory(prefix="portal-redis-", ignore_cleanup_errors=True) as room:
        port, log = free_port(), Path(room, "log")
        with log.open("wb") as output:
            server = subprocess.Popen(
                [find("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--databases", "64"]
                + ["--save", "", "--appendonly", "no", "--dir", room],
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        try:
            wait_until(lambda: answers(port), server, log)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


def wait_until(ready, process, log):
    until = time.monotonic() + SECONDS_TO_START
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise RuntimeError(f"A service did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)
