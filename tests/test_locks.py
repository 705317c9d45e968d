"""What is installed: declared once, locked with hashes, and the same for the portal and its tests."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pinned(name):
    return dict(PINNED.findall((ROOT / name).read_text()))


def named(requirements):
    return {re.match(r"[A-Za-z0-9._-]+", requirement).group().lower() for requirement in requirements}


def test_the_tests_run_with_exactly_what_the_portal_runs_with():
    portal, tests = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert len(portal) > 20
    assert {name: tests.get(name) for name in portal} == portal


def test_what_is_declared_is_locked():
    assert named(PROJECT["dependencies"]) <= set(pinned("requirements.lock"))
    assert named(PROJECT["optional-dependencies"]["dev"]) <= set(pinned("requirements-dev.lock"))


def test_no_test_tool_gets_into_production():
    assert named(PROJECT["optional-dependencies"]["dev"]) & set(pinned("requirements.lock")) == set()


def test_there_are_no_more_than_25_direct_dependencies():
    assert len(PROJECT["dependencies"]) <= 25


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_has_hashes_and_no_lock_names_an_index(lock):
    text = (ROOT / lock).read_text()
    packages = re.split(r"\n(?=[a-z0-9])", text[text.index("\n", text.index("./run lock")) + 1 :])
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text
