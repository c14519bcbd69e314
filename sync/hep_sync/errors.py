"""What can go wrong between a program, the wire and the record; each error knows whether trying again can help.

    SyncError
    ├── NotUnderstood           one value, entry or resource cannot be read; the rest goes on
    │   └── FileRefused         a whole file cannot be read; nothing of it is taken
    └── ClinicError             the clinic could not be asked, or did not do what it was asked
        ├── Unreachable         no network, no answer in time, a broken answer, TLS: work is kept and goes later
        │   ├── Offline         no connection was made, so nothing was sent
        │   └── Busy            too many requests or down for a while; says how long to wait
        ├── NotTheClinic        something answered that is no FHIR server: a login page, a redirect elsewhere
        ├── TooMuch             an answer larger or deeper than any that is believed
        ├── SignedOut           the clinic no longer accepts this device: pair again
        ├── NotThere            404 or 410
        ├── Changed             409 or 412: somebody else wrote meanwhile
        ├── TooLarge            413: what was sent is more than it takes at once
        └── Refused             any other 4xx, with what the server said

Errors found in bulk are values, not exceptions: `Quarantined` for a resource, `ProgramError` for a program file.
"""

from __future__ import annotations

from hep_care.frozen import frozen


class SyncError(Exception):
    """Anything this package reports; its text is one plain sentence without foreign control characters."""

    retry: bool = False
    """Whether the same attempt may succeed later without a change."""


class NotUnderstood(SyncError, ValueError):
    """A value from outside that is not taken, because reading it would be guessing."""


class FileRefused(NotUnderstood):
    """A file that is not taken as a whole."""


class ClinicError(SyncError):
    """The clinic could not be asked, or did not do what it was asked."""


class Unreachable(ClinicError):
    """No whole answer came; what was sent may or may not have arrived."""

    retry = True


class Offline(Unreachable):
    """No connection was made: nothing was sent, and trying again at once will not help."""


class Busy(Unreachable):
    """The server asks to wait."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds
        """How long, where it says so; never more than an hour."""


class NotTheClinic(ClinicError):
    """Something answered that is no FHIR server."""

    retry = True


class TooMuch(ClinicError):
    """An answer larger or deeper than any that is believed."""


class SignedOut(ClinicError):
    """The clinic no longer accepts this device."""


class NotThere(ClinicError):
    """What was asked for is not there, or not there any more."""

    def __init__(self, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone
        """Whether it was there once (410)."""


class Changed(ClinicError):
    """Somebody else wrote meanwhile, or several resources match."""


class TooLarge(ClinicError):
    """What was sent is more than the server takes at once."""


class Refused(ClinicError):
    """The server will not do it, now or later; the text is what it said."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@frozen
class Quarantined:
    """One item that was set aside; the raw item is kept by whoever read it."""

    what: str
    """Names the item: "ServiceRequest/sr-slr-1"."""
    why: str
    """One plain sentence."""
