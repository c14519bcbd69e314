"""Where this computer keeps what must stay secret: its keyring, else a file that only its owner can read.

A keyring may be locked and ask on another screen, or keep nothing at all: each call has two seconds, in a thread of its
own, and what was written is read back before it is believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from hep_care.plain_text import plain_text

if TYPE_CHECKING:
    from hep_tui.locations import Places

PATIENCE_S = 2.0
SERVICE = "hep-tui"
_NO_KEYRING = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt", "keyrings.cryptfile")
"""One keeps nothing, one refuses everything, and the others write plain files that look like a keyring."""
_LONGEST = 65_536

Answer = TypeVar("Answer")
Tell = Callable[[str], object]


class SecretsError(OSError):
    """Nothing here can keep a secret."""


class SecretStore:
    """The secret of one profile. `tell` is given a sentence when it has to go to a file."""

    def __init__(self, places: Places, tell: Tell = lambda line: None) -> None:
        # Several folders of data on one computer share its keyring.
        mark = hashlib.sha256(os.fsencode(places.data)).hexdigest()[:16]
        self._name = f"{places.profile}@{mark}"
        self._file = places.state / "clinic-access"
        self._mark = places.state / "clinic-access-in-keyring"
        self._tell = tell

    def load(self) -> str | None:
        """The secret; None where none is kept.

        Raises `SecretsError` where it is in a keyring that cannot be read from here.
        """
        kept = self._read()
        if kept is not None:
            return kept
        ring = keyring_here()
        found = _within(lambda: [ring.get_password(SERVICE, self._name)]) if ring is not None else None
        # Not to be read is not lost: told as lost, it would cost the patient their pairing.
        if found is None and self._mark.exists():
            raise SecretsError(
                None,
                "the clinic's access is in this computer's keyring, which is locked or cannot be reached from here",
            )
        return found[0] if found and isinstance(found[0], str) else None

    def keep(self, secret: str) -> str:
        """Keep a secret in place of the one before; where it is now: `keyring` or `file`.

        What is in a file stays in one: whoever reads it next, a scheduler perhaps, may have no keyring.
        Raises `SecretsError` where neither can take it.
        """
        known = self._file.exists()
        ring = None if known else keyring_here()
        if ring is not None and _within(lambda: self._write(ring, secret)) is True:
            self._mark.touch(mode=0o600)
            return "keyring"
        self._put(secret)
        self._mark.unlink(missing_ok=True)
        if not known:
            self._tell(
                f"There is no keyring to use here, so the clinic's access is kept in a file that only you can read: "
                f"{plain_text(str(self._file), limit=300)}"
            )
        return "file"

    def forget(self) -> None:
        """Remove it from wherever it is."""
        self._file.unlink(missing_ok=True)
        if self._mark.exists():
            ring = keyring_here()
            if ring is not None:
                _within(lambda: ring.delete_password(SERVICE, self._name))
            self._mark.unlink(missing_ok=True)

    def _write(self, ring: Any, secret: str) -> bool:
        ring.set_password(SERVICE, self._name, secret)
        return bool(ring.get_password(SERVICE, self._name) == secret)

    def _read(self) -> str | None:
        try:
            handle = os.open(self._file, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SecretsError(error.errno, "the file with the clinic's access cannot be used") from error
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or (hasattr(os, "geteuid") and about.st_mode & 0o077):
                raise SecretsError(
                    1, "the file with the clinic's access can be read by others; remove it and pair again"
                )
            return file.read(_LONGEST).decode("utf-8", "replace") or None

    def _put(self, secret: str) -> None:
        """The whole file or none of it, readable by its owner only from its first byte on."""
        part = self._file.with_name(f".{self._file.name}.{os.urandom(6).hex()}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
        try:
            handle = os.open(part, flags, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(secret)
                file.flush()
                os.fsync(handle)
            part.replace(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise SecretsError(error.errno, error.strerror or "the clinic's access cannot be kept") from error


def keyring_here() -> Any:
    """The keyring of this computer that can be trusted with a secret; None where there is none."""
    return _within(_trusted)


def _trusted() -> Any:
    import keyring

    chosen = keyring.get_keyring()
    inner = getattr(chosen, "backends", None)
    for one in inner if inner is not None else [chosen]:
        if not type(one).__module__.startswith(_NO_KEYRING):
            return one
    return None


def _within(job: Callable[[], Answer]) -> Answer | None:
    """What a job answers within the time it has; None where it does not, or cannot."""
    answers: list[Answer] = []

    def run() -> None:
        # A keyring's own errors come from whichever library of the system it speaks to.
        with contextlib.suppress(Exception):
            answers.append(job())

    thread = threading.Thread(target=run, daemon=True, name="keyring")
    thread.start()
    thread.join(PATIENCE_S)
    return answers[0] if answers else None
