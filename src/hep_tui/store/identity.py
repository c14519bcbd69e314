"""Which device this is: the file and the state folder each remember, and a copy of either is noticed.

Two computers that went on numbering entries under one device id would make two different entries with the same
number. So a file that was copied, cloned or put back gets a new device id; its entries keep the old one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from hep_care.frozen import frozen
from hep_tui.store import facts, meta
from hep_tui.store.connection import Connection
from hep_tui.store.errors import CannotWrite

_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class NoticeKind(StrEnum):
    """What the patient should know after the file was opened."""

    NEW_DEVICE = "new-device"
    OLDER_COPY = "older-copy"
    CLOCK_BEHIND = "clock-behind"
    VIEW_ONLY = "view-only"
    DAMAGED = "damaged"


@frozen
class Notice:
    """Something the patient should know; the file works all the same."""

    kind: NoticeKind
    sentence: str


@frozen
class Memory:
    """What the state folder remembers about the file."""

    install: str
    device: str
    last_seq: int = 0


def recall(path: Path) -> Memory | None:
    """What the state folder remembers; None where it remembers nothing that can be read."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Memory(str(kept["install"]), str(kept["device"]), int(kept["last_seq"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def remember(path: Path, memory: Memory) -> None:
    """Write it down, whole or not at all; not flushed, since the file itself is what counts."""
    part = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, 0o600)
            json.dump(asdict(memory), file)
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def catch_up(path: Path, memory: Memory) -> None:
    """Write down a newer number, unless the file was settled anew, or taken away, since it was opened."""
    kept = recall(path)
    same = kept is not None and (kept.install, kept.device) == (memory.install, memory.device)
    if kept is not None and same and kept.last_seq < memory.last_seq:
        remember(path, memory)


def settle(connection: Connection, path: Path) -> tuple[Memory, tuple[Notice, ...]]:
    """The device id to number entries under; a new one where the file is new here.

    Raises a `NotSaved` where a new id cannot be kept.
    """
    known, notices = _known(connection, path)
    if known is not None:
        return known, ()
    with connection.transaction():
        # Another process that opened the same copy may have settled it meanwhile.
        known, notices = _known(connection, path)
        if known is not None:
            return known, ()
        fresh = Memory(str(uuid4()), str(uuid4()))
        for key, value in ((meta.INSTALL, fresh.install), (meta.DEVICE, fresh.device), (meta.HOME, _home(connection))):
            meta.put(connection, key, value)
        if meta.get(connection, meta.EPOCH) is None:
            meta.put(connection, meta.EPOCH, str(uuid4()))
        try:
            remember(path, fresh)
        except OSError as error:
            raise CannotWrite(error.strerror or "") from error
    return fresh, notices


def of_file(connection: Connection) -> Memory:
    """What the file itself says, where nothing can be written."""
    return Memory(meta.get(connection, meta.INSTALL) or "", meta.get(connection, meta.DEVICE) or "")


def _known(connection: Connection, path: Path) -> tuple[Memory | None, tuple[Notice, ...]]:
    # The state folder is read first: it is written after the file, so it can only be behind.
    kept = recall(path)
    own = of_file(connection)
    if not own.device:
        return None, ()
    if kept is None or kept.install != own.install or meta.get(connection, meta.HOME) != _home(connection):
        return None, (Notice(NoticeKind.NEW_DEVICE, "Your file is a copy; what you do here counts as a new device."),)
    missing = kept.last_seq + 1 - facts.next_number(connection, own.device)
    if missing > 0:
        return None, (
            Notice(
                NoticeKind.OLDER_COPY,
                f"Your file is older than the one that was here: {missing} entries are not in it. A sync or "
                "`hep-tui restore` with a newer backup brings them back.",
            ),
        )
    return kept, ()


def _home(connection: Connection) -> str:
    """Mark of this computer and this very file, which tells nothing else about either."""
    return hashlib.sha256(f"hep-tui {_machine()} {connection.inode}".encode()).hexdigest()


def _machine() -> str:
    for path in _MACHINE_IDS:
        with contextlib.suppress(OSError, UnicodeError):
            return path.read_text("ascii").strip()
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
