"""docker-compose.yml and Dockerfile, checked by the client too where there is one."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
OURS = ["web", "worker", "beat", "migrate", "demo"]


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_the_services_are_all_there(services):
    assert set(services) == {*OURS, "postgres", "redis"}
    assert [name for name in services if "profiles" in services[name]] == ["demo"]


def test_every_service_is_watched_except_the_one_that_ends(services):
    image_is_watched = "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    watched = {
        name
        for name, service in services.items()
        if service.get("healthcheck", {}).get("test") or ("healthcheck" not in service and image_is_watched)
    }
    assert set(services) - watched == {"migrate"}


def test_nothing_serves_before_the_migrations_are_through(services):
    for name in ["web", "worker", "beat"]:
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", OURS)
def test_a_container_has_no_more_rights_than_it_needs(services, name):
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_only_the_own_machine_reaches_a_port(services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"], "demo": ["127.0.0.1:8000:8000"]}


def test_every_secret_comes_from_the_environment(services):
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ["SECRET", "PASSWORD", "AUTH", "_URL"]):
                assert "${" in value, name


def test_demo_mode_is_on_in_the_demo_only(services):
    switched = [name for name, service in services.items() if "DEMO" in service.get("environment", {})]
    assert switched == []
    assert services["demo"]["command"][:2] == ["./run", "demo"]


def test_what_must_survive_lies_in_volumes(compose, services):
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert used == set(compose["volumes"])


def test_the_image_runs_as_nobody_in_particular():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER portal" in lines
    assert lines.index("USER portal") < lines.index('CMD ["gunicorn", "excite.wsgi"]')
    assert not any(line.startswith(("ENV SECRET", "ARG SECRET")) for line in lines)


def test_the_image_is_built_from_files_that_are_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text().split()
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in shlex.split(line)[1:-1]:
                assert source not in ignored
                assert (ROOT / source).exists()


def test_the_client_accepts_the_file():
    clients = [["docker", "compose"], ["docker-compose"]]
    for client in clients:
        if (
            shutil.which(client[0])
            and not subprocess.run([*client, "version"], capture_output=True).returncode
        ):
            done = subprocess.run(
                [*client, "--profile", "demo", "config", "--quiet"], cwd=ROOT, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stderr
            return
    # Without a client, the tests above have at least read the file.
