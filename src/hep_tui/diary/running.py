"""What is running now: a lease for the app and one for each session, held as long as its process lives."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from hep_care.frozen import frozen
from hep_tui.locations import Places
from hep_tui.store.lease import Lease, take


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


def claim_session(places: Places, id: str) -> Claim | None:
    """The claim on a session, or None while another process, or another screen of this one, runs it."""
    # The id may come from a file somebody else made, so it never becomes part of a path.
    path = places.state / f"session-{hashlib.sha256(id.encode()).hexdigest()[:16]}.lock"
    lease = take(path)
    return Claim(path, lease) if lease else None
