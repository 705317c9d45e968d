"""What `./run test` runs: the suite on SQLite and files, then on PostgreSQL and Redis, and one summary."""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.harness import services

FILES = "SQLite, file broker"
SERVERS = "PostgreSQL, Redis"
NO_TEST_CHOSEN = 5  # pytest's exit code
CORES = 2  # what a run is made for
WAITING = 1  # process more where there is always one that waits: for a page, a worker, the end of a race


@dataclass
class Outcome:
    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    note: str = ""

    def counts(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main(arguments):
    # Some two hundred processes are started, and each would compile all sources for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if "--quick" in arguments:
        arguments.remove("--quick")
        marks = "not browser and not deep and not slow and not worker"
        return report([pytest(FILES, marks, arguments, processes=CORES)])
    deep = "--deep" in arguments
    if deep:
        arguments.remove("--deep")
    marks = ("not deep", "not deep and not browser and (not slow or database or worker)")
    if deep:
        marks = ("deep", "(deep or slow) and not browser")
    outcomes = []
    with ExitStack() as stack:
        try:
            services.provide()
        except services.Missing as gap:
            if os.environ.get("CI"):
                return report([Outcome(SERVERS, failed=1, note=str(gap))])
            outcomes.append(
                pytest(FILES, marks[0] + ("" if services.find_chromium() else " and not browser"), arguments)
            )
            return report([*outcomes, Outcome(SERVERS, skipped=1, note=f"Not run. {gap}")])
        outcomes.append(pytest(FILES, marks[0], arguments))
        servers = {
            "TEST_DATABASE_URL": stack.enter_context(services.postgresql()),
            "TEST_REDIS_URL": stack.enter_context(services.redis()),
        }
        outcomes.append(pytest(SERVERS, marks[1], arguments, servers))
    return report(outcomes)


def pytest(name, marks, arguments, environment=None, processes=CORES + WAITING):
    """One run of pytest in a process of its own, counted from its report."""
    print(f"\n=== {name} ===", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="portal-report-") as room:
        path = Path(room, "report.xml")
        options = ["-n", str(processes), "--maxschedchunk", "8", "--quiet", "-m", marks, f"--junitxml={path}"]
        line = [sys.executable, "-m", "pytest", *options, *arguments]
        code = subprocess.run(line, env=os.environ | (environment or {}), check=False).returncode
        outcome = Outcome(name, seconds=time.monotonic() - began)
        if path.exists():
            for suite in ElementTree.parse(path).getroot().iter("testsuite"):
                count = {key: int(suite.get(key, 0)) for key in ["tests", "failures", "errors", "skipped"]}
                outcome.failed += count["failures"] + count["errors"]
                outcome.skipped += count["skipped"]
                outcome.passed += count["tests"] - count["failures"] - count["errors"] - count["skipped"]
    if code == NO_TEST_CHOSEN:
        outcome.note = "None of the chosen tests is for this run."
    elif code and not outcome.failed:
        outcome.failed, outcome.note = 1, f"pytest ended with code {code} without a failed test; see above."
    return outcome


def report(outcomes):
    print("\n=== Summary ===")
    for outcome in outcomes:
        print(f"{outcome.name:22}{outcome.counts():44}{outcome.seconds:6.0f} s")
        if outcome.note:
            print(f"{'':22}{outcome.note}")
    total = Outcome("")
    for outcome in outcomes:
        total.passed += outcome.passed
        total.failed += outcome.failed
        total.skipped += outcome.skipped
    print(total.counts(), flush=True)
    return 0 if total.passed and not total.failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
