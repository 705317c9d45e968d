"""Static files are packed once: again after a change, not again after a start."""

import gzip
import os
from pathlib import Path

import pytest
from whitenoise.compress import Compressor

from excite.packing import PackOnce

TEXT = b"body { color: black }\n" * 50


@pytest.fixture
def packed(monkeypatch):
    """The texts that were really packed, in order."""
    done = []

    def gzipped(data):
        done.append(data)
        return gzip.compress(data)

    monkeypatch.setattr(Compressor, "compress_gzip", staticmethod(gzipped))
    return done


def pack(*paths):
    packer = PackOnce(quiet=True)
    return [name for path in paths for name in packer.compress(str(path))]


def read(path):
    return gzip.decompress((path.parent / f"{path.name}.gz").read_bytes())


def test_a_file_is_packed_once(tmp_path, packed):
    style = tmp_path / "a.css"
    style.write_bytes(TEXT)
    assert pack(style) == [f"{style}.br", f"{style}.gz"]
    os.utime(style, (0, 0))
    assert pack(style) == []
    assert packed == [TEXT]


def test_two_names_of_one_content_are_packed_together(tmp_path, packed):
    names = [tmp_path / "a.css", tmp_path / "a.1234.css"]
    for name in names:
        name.write_bytes(TEXT)
    assert len(pack(*names)) == 4
    assert packed == [TEXT]
    assert [read(name) for name in names] == [TEXT, TEXT]


def test_a_changed_file_is_packed_again(tmp_path, packed):
    style = tmp_path / "a.css"
    style.write_bytes(TEXT)
    pack(style)
    style.write_bytes(TEXT + b"more")
    assert len(pack(style)) == 2
    assert read(style) == TEXT + b"more"


@pytest.mark.parametrize("left", [b"", b"\x1f\x8b\x08 torn"])
@pytest.mark.parametrize("reached", ["br", "gz"])
def test_what_a_crash_left_is_packed_again(tmp_path, packed, reached, left):
    """One is written after the other: beside a torn first one there is no second one."""
    style = tmp_path / "a.css"
    style.write_bytes(TEXT)
    first, second = map(Path, pack(style))
    whole = first.read_bytes(), second.read_bytes()
    if reached == "br":
        first.write_bytes(left)
        second.unlink()
    else:
        second.write_bytes(left)
    assert len(pack(style)) == 2
    assert (first.read_bytes(), second.read_bytes()) == whole
