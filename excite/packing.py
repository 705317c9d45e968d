"""Static files for production: hashed by name, and packed once."""

import gzip
import zlib
from pathlib import Path

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PackOnce(Compressor):
    """Packing takes seconds, looking into what lies there packed already takes none.

    Every file is there by its plain and by its hashed name, mostly with the same content.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.packed = {}

    def compress(self, path):
        return [] if self._is_packed(Path(path)) else super().compress(path)

    def compress_brotli(self, data):
        return self._once(super().compress_brotli, "br", data)

    def compress_gzip(self, data):
        return self._once(super().compress_gzip, "gz", data)

    def _once(self, pack, kind, data):
        if (kind, data) not in self.packed:
            self.packed[kind, data] = pack(data)
        return self.packed[kind, data]

    def _is_packed(self, path) -> bool:
        """gzip is written last; when it is whole and says the same, the other is of the same turn."""
        if self.use_brotli and not Path(f"{path}.br").exists():
            return False
        try:
            return gzip.decompress(Path(f"{path}.gz").read_bytes()) == path.read_bytes()
        except (OSError, EOFError, zlib.error):
            return False


class PackedStatic(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **options):
        return PackOnce(**options)
