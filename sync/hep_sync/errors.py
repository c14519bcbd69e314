"""What can go wrong between a program, the wire and the record; each error knows whether trying again can help.

    SyncError
    └── NotUnderstood           one value, entry or resource cannot be read; the rest goes on
        └── FileRefused         a whole file cannot be read; nothing of it is taken

Errors found in bulk are values, not exceptions: `Quarantined` for a resource, `ProgramError` for a program file.
"""

from __future__ import annotations

from dataclasses import dataclass


class SyncError(Exception):
    """Anything this package reports; its text is one plain sentence without foreign control characters."""

    retry: bool = False
    """Whether the same attempt may succeed later without a change."""


class NotUnderstood(SyncError, ValueError):
    """A value from outside that is not taken, because reading it would be guessing."""


class FileRefused(NotUnderstood):
    """A file that is not taken as a whole."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One item that was set aside; the raw item is kept by whoever read it."""

    what: str
    """Names the item: "ServiceRequest/sr-slr-1"."""
    why: str
    """One plain sentence."""
