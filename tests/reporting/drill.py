"""What the drill pulls away from under the workers: their children, themselves, the broker, the database."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import psycopg2

from tests.harness.services import answers, die_with_parent, find, free_port

AWAY = 8  # seconds without a broker, or without a PostgreSQL
LOCKED = 25  # seconds in which SQLite is held: longer than the portal waits for it


class Redis:
    """A broker that can be killed: it remembers nothing, and comes back on the same port."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        line = [find("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [*line, "--appendonly", "no", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        while not answers(self.port):
            assert self.process.poll() is None
            time.sleep(0.05)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()


def kill_broker(portal, redis):
    """What it was given is gone. Files have no server that could die; they can be lost."""
    if redis:
        redis.kill()
        time.sleep(AWAY)
        redis.start()
    else:
        for message in (portal.folder / "broker" / "queue").iterdir():
            message.unlink(missing_ok=True)


def cut_database(portal, redis):
    """Every connection ends and none is let in; SQLite, which has none, is held by somebody else."""
    if portal.on_servers:
        portal.on_server(f'ALTER DATABASE "{portal.name}" ALLOW_CONNECTIONS false')
        portal.on_server(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{portal.name}'"
        )
        time.sleep(AWAY)
        portal.on_server(f'ALTER DATABASE "{portal.name}" ALLOW_CONNECTIONS true')
        return
    with contextlib.closing(database(portal)) as held:
        held.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED)
        held.rollback()


def kill_worker(portal, redis):
    portal.kill("worker")
    portal.start("worker")


def kill_child(portal, redis):
    """The oldest, which has come furthest."""
    end = time.monotonic() + 60
    while not (running := children(portal)):
        assert time.monotonic() < end, portal.log("worker")[-3000:]
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.kill(running[0], signal.SIGKILL)


def children(portal):
    """The processes that make a report of this portal now, the oldest first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                ours = str(portal.folder).encode() in (entry / "environ").read_bytes()
                if ours and b"run_job" in (entry / "cmdline").read_bytes():
                    found.append((entry.stat().st_mtime, int(entry.name)))
    return [number for _since, number in sorted(found)]


def database(portal):
    if portal.on_servers:
        return psycopg2.connect(portal.environment["DATABASE_URL"])
    return sqlite3.connect(portal.folder / "portal.sqlite3", timeout=60, isolation_level=None)


def statuses(portal, table):
    """How many jobs of this table stand where, in plain SQL."""
    with (
        contextlib.closing(database(portal)) as connection,
        contextlib.closing(connection.cursor()) as cursor,
    ):
        cursor.execute(f"SELECT status, count(*) FROM {table} GROUP BY status")
        return dict(cursor.fetchall())
