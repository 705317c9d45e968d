"""The broker that needs no server: messages are files in one folder, taken by renaming them.

Kombu's own transport shows a message under its final name before it is written, and takes it by moving it
to the temporary folder, which may be another file system. A worker that looks in between reads half a message
and stops. Here a message appears whole, and only one worker can take it.
"""

import uuid
from pathlib import Path
from queue import Empty
from time import time_ns

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        folder = Path(self.data_folder_out)
        # The name sorts by time, so the oldest message is taken first.
        name = f"{time_ns():020}_{uuid.uuid4().hex}.{queue}.msg"
        draft = folder / f"{name}.part"
        draft.write_text(dumps(payload))
        draft.replace(folder / name)

    def _get(self, queue):
        for message in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            taken = Path(self.processed_folder) / message.name
            try:
                message.rename(taken)
            except FileNotFoundError:  # another worker was quicker
                continue
            payload = loads(taken.read_text())
            taken.unlink()
            return payload
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
