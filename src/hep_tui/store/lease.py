"""A lease that one process holds at a time, and that a killed one gives back."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self


class Lease:
    """A held lease; given back by `release` or by the end of the process, however it ends."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self) -> None:
        """Give it back; once more does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def take(path: Path) -> Lease | None:
    """The lease of this file, or None while another process holds it.

    Where the system has no such locks, everyone gets one.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # Imported here: Windows has no fcntl.
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except BlockingIOError:
        os.close(handle)
        return None
    return Lease(handle)
