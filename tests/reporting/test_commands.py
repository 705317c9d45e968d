"""`progress`: for people and for programs."""

import json

import pytest
from django.core.management import CommandError, call_command


def told(capsys, *arguments) -> str:
    call_command("progress", *arguments)
    return capsys.readouterr().out


def test_for_people(excite, capsys):
    lines = told(capsys, "--partnership", "EXCITE", "--until", "2023-07-31").splitlines()
    assert lines[0] == "60 exchanges (incl. 27 SMEs)"
    table = {" ".join(line.split()) for line in lines}
    assert {
        "Exchanges 60 exchanges",
        "Exchanges by SMEs 27 exchanges",
        "Lump sums paid 31,315.00 EUR",
    } <= table
    assert "Cluster strategies reviewed: The portal keeps no record of this yet." in table


@pytest.mark.parametrize(
    ("until", "exchanges", "by_smes"),
    [("2022-06-30", 7, 1), ("2023-01-31", 38, 19), ("2023-07-31", 60, 27), ("2024-01-31", 60, 27)],
)
def test_for_programs(excite, capsys, until, exchanges, by_smes):
    found = json.loads(told(capsys, "--partnership", "excite", "--until", until, "--json"))
    assert found["until"] == until
    first, second = found["indicators"][:2]
    assert first | {"value": exchanges} == first and second | {"value": by_smes} == second
    assert (first["code"], second["code"]) == ("exchanges", "exchanges_by_smes")
    assert {"code", "label", "value", "unit", "rule"} <= first.keys()
    assert all(isinstance(one["value"], int | float) for one in found["indicators"])
    assert "strategies_reviewed" in {one["code"] for one in found["not_recorded"]}


def test_the_headline(excite, capsys):
    found = json.loads(told(capsys, "--partnership", "EXCITE", "--until", "2023-07-31", "--json"))
    assert found["headline"] == "60 exchanges (incl. 27 SMEs)"


@pytest.mark.parametrize("command", ["progress", "make_report"])
@pytest.mark.parametrize(
    ("partnership", "until", "sentence"),
    [
        ("NOBODY", "2023-07-31", "There is no partnership NOBODY. Known: EXCITE."),
        ("EXCITE", "31.07.2023", "“31.07.2023” is not a day. Write it as 2023-07-31."),
        ("EXCITE", "2023-02-30", "“2023-02-30” is not a day."),
    ],
)
def test_what_cannot_be_understood(excite, tmp_path, command, partnership, until, sentence):
    out = ["--out", str(tmp_path)] if command == "make_report" else []
    with pytest.raises(CommandError) as told:
        call_command(command, "--partnership", partnership, "--until", until, *out)
    assert sentence in str(told.value)


def test_a_report_from_before_the_grant(excite, tmp_path):
    with pytest.raises(CommandError, match="The grant had not begun on this day"):
        call_command(
            "make_report", "--partnership", "EXCITE", "--until", "2021-01-01", "--out", str(tmp_path)
        )


def test_a_folder_that_is_a_file(excite, tmp_path):
    (tmp_path / "taken").write_text("x")
    out = str(tmp_path / "taken")
    with pytest.raises(CommandError, match="taken"):
        call_command("make_report", "--partnership", "EXCITE", "--until", "2023-07-31", "--out", out)
