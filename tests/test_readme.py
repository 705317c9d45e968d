"""What the README promises is there: links, pictures, files, commands and variables."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
RUN = (ROOT / "run").read_text()
SETTINGS = "".join(
    (ROOT / name).read_text()
    for name in ("excite/settings.py", "gunicorn.conf.py", "docker-compose.yml", "excite/environment.py")
)
COMMANDS = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
# Given by Django, and named in the README as every operator knows them.
OF_DJANGO = {"createsuperuser"}

LINKS = sorted(set(re.findall(r"\]\(([^)#\s]+)", README)))
NAMED = sorted(set(re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.[a-z]+)?)`", README)))
CALLS = sorted(set(re.findall(r"\./run ([a-z-]+)", README)))
MANAGED = sorted(set(re.findall(r"(?:\./run manage|manage\.py) ([a-z_]+)", README)))
VARIABLES = sorted(set(re.findall(r"^\| (`[A-Z_`, ]+`) \|", README, re.MULTILINE)))


def test_there_is_something_to_check():
    assert {"docs/card.png", "docs/scoreboard.png", "docs/report.pdf", "docs/report.xlsx"} <= set(LINKS)
    assert {"demo", "test", "manage", "lint", "bench", "check-deep"} <= set(CALLS)
    assert {"load_programme", "import_exchanges", "progress", "make_report"} <= set(MANAGED)
    assert len(VARIABLES) > 15


@pytest.mark.parametrize("link", LINKS)
def test_every_link_leads_somewhere(link):
    assert re.match(r"https?://", link) or (ROOT / link).exists()


@pytest.mark.parametrize("name", NAMED)
def test_every_file_that_is_named_exists(name):
    made = name.startswith("var/")  # by the first start
    assert made or (ROOT / name).exists()


def test_every_folder_of_the_map_exists():
    tree = README.partition("## Map of the tree")[2].partition("```")[2].partition("```")[0]
    folders = re.findall(r"^((?:[a-z]+/ ?)+)", tree, re.MULTILINE)
    named = [folder for line in folders for folder in line.split()]
    assert {"excite/", "clusters/", "tests/", "locale/"} <= set(named)
    assert [folder for folder in named if not (ROOT / folder).is_dir()] == []


@pytest.mark.parametrize("call", CALLS)
def test_every_command_of_run_is_there(call):
    assert re.search(rf"^    {call}\)", RUN, re.MULTILINE)


@pytest.mark.parametrize("command", MANAGED)
def test_every_command_of_manage_is_there(command):
    assert command in COMMANDS | OF_DJANGO


@pytest.mark.parametrize("names", VARIABLES)
def test_every_variable_is_read(names):
    assert [name for name in re.findall(r"[A-Z_]+", names) if name not in SETTINGS] == []


def test_every_demo_account_is_one():
    from excite.demo import people

    source = Path(people.__file__).read_text()
    accounts = re.findall(r"\| `([a-z]+)@demo\.example`", README)
    assert len(accounts) == 8
    assert [name for name in accounts if f'"{name}' not in source and f"{name}@" not in source] == []
