"""Publishing: the live file, checkpointed and copied, takes the place of what people read in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from pipeline.store.statements import StoreError


def replace_file(source: Path, target: Path) -> None:
    """Copy source to target by a rename, so that a reader has the old file or the new one, whole; mode 0600.

    Raises StoreError while source has a write-ahead log: a copy without it would be an older or empty database.
    """
    log = source.with_name(source.name + ".wal")
    if log.exists() and log.stat().st_size > 0:
        raise StoreError(f"{source} was not checkpointed, so it cannot be published.")
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out, source.open("rb") as content:
            shutil.copyfileobj(content, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
