"""The broker without a server: whole messages, in order, each taken once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from excite.broker import Transport


@pytest.fixture
def channel(tmp_path):
    folders = {name: tmp_path / name for name in ["queue", "taken", "control"]}
    for folder in folders.values():
        folder.mkdir()
    options = {
        "data_folder_in": str(folders["queue"]),
        "data_folder_out": str(folders["queue"]),
        "processed_folder": str(folders["taken"]),
        "control_folder": str(folders["control"]),
    }
    with Connection("filesystem://localhost", transport=Transport, transport_options=options) as connection:
        yield connection.channel()


def test_messages_come_in_the_order_in_which_they_were_sent(channel):
    for number in range(12):
        channel._put("portal", {"number": number})
    assert [channel._get("portal")["number"] for _ in range(12)] == list(range(12))
    with pytest.raises(Empty):
        channel._get("portal")


def test_another_queue_is_left_alone(channel):
    channel._put("other", {"number": 1})
    with pytest.raises(Empty):
        channel._get("portal")
    assert channel._get("other") == {"number": 1}


def test_a_message_still_being_written_is_not_seen(channel, tmp_path):
    (tmp_path / "queue" / "00000000000000000001_abc.portal.msg.part").write_text('{"number"')
    with pytest.raises(Empty):
        channel._get("portal")


def test_each_message_is_taken_once_and_leaves_nothing_behind(channel, tmp_path):
    for number in range(200):
        channel._put("portal", {"number": number})

    def take_all(_):
        taken = []
        while True:
            try:
                taken.append(channel._get("portal")["number"])
            except Empty:
                return taken

    with ThreadPoolExecutor(8) as pool:
        taken = sorted(number for numbers in pool.map(take_all, range(8)) for number in numbers)
    assert taken == list(range(200))
    assert list(Path(tmp_path).rglob("*.msg*")) == []


def test_the_size_is_that_of_one_queue(channel):
    channel._put("portal", {})
    channel._put("portal", {})
    channel._put("other", {})
    assert channel._size("portal") == 2
