"""What is running now: a lease for the app and one for each session, held as long as its process lives."""

from __future__ import annotations

import contextlib
import hashlib
import time
from pathlib import Path

from hep_care.frozen import frozen
from hep_tui.locations import Places
from hep_tui.store.lease import Lease, take

_LOOK_EVERY_S = 0.05
_LONGEST_RENEWAL_S = 60.0


@frozen
class Claim:
    """A session that this process runs."""

    path: Path
    lease: Lease

    def release(self) -> None:
        """Let others take it up; what is left of it on the disk goes too."""
        # Removed while it is held: whoever comes later makes a file of its own.
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.lease.release()


def claim_app(places: Places) -> contextlib.AbstractContextManager[object] | None:
    """The claim to be the profile's one window that logs, or None while another window has it.

    Where no lease can be kept nothing can be saved either, and every window only looks.
    """
    try:
        return take(places.app_lease)
    except OSError:
        return contextlib.nullcontext()


def claim_sync(places: Places, patience_s: float = 0.0) -> Lease | None:
    """The claim to talk to the clinic, or None while another process does; `patience_s` is how long to wait for it."""
    return _patiently(places.sync_lease, patience_s)


def claim_token(places: Places) -> Lease:
    """The claim to renew the clinic's access; waits while another process does. Raises `TimeoutError`."""
    lease = _patiently(places.token_lease, _LONGEST_RENEWAL_S)
    if lease is None:
        raise TimeoutError(None, "another window is talking to the clinic")
    return lease


def _patiently(path: Path, patience_s: float) -> Lease | None:
    until = time.monotonic() + patience_s
    while (lease := take(path)) is None and time.monotonic() < until:
        time.sleep(_LOOK_EVERY_S)
    return lease


def claim_session(places: Places, id: str) -> Claim | None:
    """The claim on a session, or None while another process, or another screen of this one, runs it."""
    # The id may come from a file somebody else made, so it never becomes part of a path.
    path = places.state / f"session-{hashlib.sha256(id.encode()).hexdigest()[:16]}.lock"
    lease = take(path)
    return Claim(path, lease) if lease else None
