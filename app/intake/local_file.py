"""A file of this machine becomes a delivery: it and its companion tables are copied below the data folder."""

from __future__ import annotations

import errno
import hashlib
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import StorageFull, UnreadableFile
from app.core.text import Text

FOLDER = "deliveries"
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A delivered file in the service's own keeping: where it is, its size in bytes, the SHA-256 of its bytes."""

    path: Path
    size: int
    sha256: str


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal; raise UnreadableFile when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise UnreadableFile(
            Text(fr=f"Le fichier {path} ne peut pas être lu.", en=f"The file {path} cannot be read.")
        ) from error
    return digest.hexdigest()


def keep(path: Path, data_dir: Path, companions: Iterable[str] = ()) -> KeptFile:
    """Copy a file, and those beside it that have these names, into a new folder of the data folder.

    The copy outlives what the museum does with its own file, so that a stopped ingest can resume.
    Raises UnreadableFile, StorageFull.
    """
    digest = sha256_of(path)
    folder = data_dir / FOLDER / secrets.token_hex(16)
    try:
        folder.mkdir(parents=True)
        for name in (path.name, *companions):
            beside = path.parent / name
            if beside.is_file():
                shutil.copyfile(beside, folder / name)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            raise StorageFull(
                Text(
                    fr="Le disque du service n'a plus de place pour ce fichier.",
                    en="The service's disk has no room for this file.",
                )
            ) from error
        raise
    kept = folder / path.name
    return KeptFile(kept, kept.stat().st_size, digest)
