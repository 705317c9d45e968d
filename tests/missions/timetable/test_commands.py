"""The two commands: files in, files out, and one sentence with exit code 2 where a file is broken."""

import json
import os
import signal
import sys
from itertools import combinations
from threading import Timer

import pytest
from django.core.management import CommandError, call_command

from .events import broken_rules, event, slots_of

SMALL = event(3, 2, tables=1, meetings=[(0, 1), (1, 2)])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in.json").write_text(json.dumps(SMALL))
    return tmp_path


def test_a_timetable_out_of_a_file_and_a_change_of_it(folder, capsys):
    call_command("solve_timetable", folder / "in.json", folder / "out.json", "--seed", "4")
    answer = json.loads((folder / "out.json").read_text())
    assert (answer["format"], answer["seed"]) == ("missions-timetable/1", 4)
    assert broken_rules(SMALL, slots_of(answer)) == set()
    assert "weight: 2, at best 2" in capsys.readouterr().out
    (folder / "in.json").write_text(json.dumps(SMALL | {"published": answer["scheduled"]}))
    (folder / "change.json").write_text(json.dumps({"format": "missions-change/1", "cancel": ["m0"]}))
    call_command("replan_timetable", folder / "in.json", folder / "change.json", folder / "new.json")
    assert list(slots_of(json.loads((folder / "new.json").read_text()))) == ["m1"]
    assert capsys.readouterr().out == "Moved: 0. Lost: 0.\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is not a JSON file."),
        ("[" * 100_000, "is not a JSON file."),
        ("[]", "$ must be an object with named fields."),
        (json.dumps(SMALL | {"tables": "many"}), "tables must be a whole number from 0 to 1000000."),
    ],
)
def test_a_broken_file_is_told_in_one_sentence(folder, text, told):
    (folder / "in.json").write_text(text)
    with pytest.raises(CommandError) as error:
        call_command("solve_timetable", folder / "in.json", folder / "out.json")
    assert str(error.value).endswith(told)
    assert (error.value.returncode, len(str(error.value).splitlines())) == (2, 1)
    assert not (folder / "out.json").exists()


@pytest.mark.parametrize("missing", ["in.json", "change.json"])
def test_a_missing_file_is_told(folder, missing):
    (folder / "change.json").write_text(json.dumps({"format": "missions-change/1"}))
    (folder / missing).unlink()
    with pytest.raises(CommandError, match=missing) as error:
        call_command("replan_timetable", folder / "in.json", folder / "change.json", folder / "out.json")
    assert error.value.returncode == 2


def test_a_folder_that_is_not_there_is_told_before_the_work(folder):
    with pytest.raises(CommandError, match="There is no folder .*nowhere") as error:
        call_command("solve_timetable", folder / "in.json", folder / "nowhere" / "out.json")
    assert error.value.returncode == 2


def test_ctrl_c_writes_the_best_so_far(folder, capsys):
    hard = event(15, 14, tables=7, meetings=combinations(range(15), 2), max_consecutive=3)
    (folder / "in.json").write_text(json.dumps(hard))
    before = signal.getsignal(signal.SIGINT)
    timer = Timer(1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    call_command("solve_timetable", folder / "in.json", folder / "out.json")
    answer = json.loads((folder / "out.json").read_text())
    assert broken_rules(hard, slots_of(answer)) == set()
    assert not answer["stages"][0]["proven"]
    assert capsys.readouterr().err == "Stopping. The best so far will be written.\n"
    assert signal.getsignal(signal.SIGINT) is before


def test_the_package_alone_does_not_load_the_solver():
    import subprocess

    code = (
        "import sys, missions.timetable.solve, missions.timetable.replan; sys.exit('ortools' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
