"""Where dumps are kept, and what each is: a manifest beside its files, replaced in one step.

{data_dir}/dumps/institutions/{slug}.json   the manifest of an institution's dump
{data_dir}/dumps/whole.json                 that of the whole
{data_dir}/dumps/files/{name}/              the files that a manifest names; nothing in there ever changes
{data_dir}/dumps/lock                       held by the one process that makes dumps
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from app.core.config import Settings
from app.publication.coverage import Coverage
from app.storage.place import Place

_MAKING = "making-"


class DumpFile(Struct, frozen=True):
    """One file of a dump.

    `suffix` tells what it is (`nq.gz`), `format` the media type of what is in it, `compression` that of its wrapping
    (None: it needs none). `bytes` is its size, `sha256` its SHA-256 in hexadecimal.
    """

    suffix: str
    format: str
    compression: str | None
    bytes: int
    sha256: str


class Dump(Struct, frozen=True):
    """A dump: of which institution (None: the whole), the log's sequence it shows at least, when it was made (UTC).

    `parts` are the folders that the whole was made of: it is to be made again once they are others. `coverage` is what
    the records of it hold, counted when they were written.
    """

    folder: str
    institution: str | None
    sequence: int
    made: datetime
    records: int
    files: tuple[DumpFile, ...]
    parts: tuple[str, ...] = ()
    coverage: Coverage = Coverage()

    def file(self, suffix: str) -> DumpFile | None:
        """Return the file of this suffix, if there is one."""
        return next((one for one in self.files if one.suffix == suffix), None)


class Shelf:
    """The dumps of one service."""

    def __init__(self, settings: Settings) -> None:
        """Name the folders; nothing is made yet."""
        self._root = settings.data_dir.absolute() / "dumps"
        self._files = self._root / "files"

    def dump(self, institution: str | None) -> Dump | None:
        """Return the newest dump of an institution, or of the whole; None where there is none yet."""
        try:
            return msgspec.json.decode(self._manifest(institution).read_bytes(), type=Dump)
        except FileNotFoundError:
            return None

    def institutions(self) -> tuple[str, ...]:
        """Return the institutions that have a dump, in order."""
        return tuple(sorted(path.stem for path in (self._root / "institutions").glob("*.json")))

    def path(self, dump: Dump, file: DumpFile) -> Path:
        """Return where a file of a dump lies; it may be gone when a newer dump has taken its place."""
        return self.folder(dump) / file.suffix

    def folder(self, dump: Dump) -> Path:
        """Return where the files of a dump lie."""
        return self._files / dump.folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the shelf: one process makes dumps at a time; raise Occupied when another does.

        What a process that was killed left half made is cleared away.
        """
        place = Place(self._root)
        place.hold("live")
        try:
            self._files.mkdir(parents=True, exist_ok=True)
            (self._root / "institutions").mkdir(exist_ok=True)
            for left in self._files.glob(f"{_MAKING}*"):
                shutil.rmtree(left)
            yield
        finally:
            place.let_go("live")

    @contextmanager
    def making(self) -> Iterator[Path]:
        """Yield a new folder to write files into; on any error nothing of it stays."""
        folder = self._files / f"{_MAKING}{secrets.token_hex(8)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # it was renamed if all went well

    def replace(self, folder: Path, dump: Dump) -> None:
        """Put a finished folder in the place of the dump before; whoever reads a file of that reads it to its end."""
        for file in folder.iterdir():
            _to_disk(file)
        folder.replace(self._files / dump.folder)
        manifest = self._manifest(dump.institution)
        fresh = manifest.with_suffix(".new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(dump)))
        _to_disk(fresh)
        before = self.dump(dump.institution)
        fresh.replace(manifest)
        if before is not None:
            shutil.rmtree(self._files / before.folder, ignore_errors=True)  # an open file lives on until it is closed

    def _manifest(self, institution: str | None) -> Path:
        if institution is None:
            return self._root / "whole.json"
        return self._root / "institutions" / f"{institution}.json"


def new_folder() -> str:
    """Return the name of a folder that no dump has had."""
    return secrets.token_hex(12)


def _to_disk(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())
