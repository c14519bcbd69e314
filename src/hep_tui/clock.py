"""What time it is, and where: the computer's clock, or one pinned for demonstrations and tests."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from hep_care.day import zone_named
from hep_care.frozen import frozen

PIN = "HEP_TUI_NOW"


class BadClockError(ValueError):
    """`HEP_TUI_NOW` does not hold a moment with its offset."""


@frozen
class Clock:
    """Wall clock and zone of this computer. Timers never use it: they run on `time.monotonic`."""

    zone: str
    """IANA name, or a fixed offset such as `UTC-06:00`."""
    pinned: datetime | None = None
    notice: str = ""
    """What the patient should know about this clock, or nothing."""

    def now(self) -> datetime:
        """The present moment, aware, in the zone of this clock."""
        if self.pinned is not None:
            return self.pinned
        return datetime.now(UTC).astimezone(zone_named(self.zone))


def from_environment() -> Clock:
    """The clock that this process should use.

    Raises `BadClockError` where `HEP_TUI_NOW` is set to something else than a moment with an offset.
    """
    zone, notice = _zone()
    pin = os.environ.get(PIN)
    if not pin:
        return Clock(zone, None, notice)
    try:
        moment = datetime.fromisoformat(pin)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise BadClockError(f"{PIN} must be a moment with its offset, such as 2026-03-04T08:00:00-06:00.")
    return Clock(
        _zone_of(moment, zone), moment.replace(microsecond=0), f"The clock is pinned to {moment:%d %b %Y %H:%M}."
    )


def _zone_of(moment: datetime, here: str) -> str:
    """The computer's own zone where it agrees with the pinned offset, else that offset by itself."""
    wall = moment.replace(tzinfo=None)
    if moment.utcoffset() == wall.replace(tzinfo=zone_named(here)).utcoffset():
        return here
    seconds = int((moment.utcoffset() or UTC.utcoffset(None)).total_seconds())
    sign = "-" if seconds < 0 else "+"
    return f"UTC{sign}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}"


def _zone() -> tuple[str, str]:
    """Name of the computer's zone, and a notice where it has none that is known."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named:
        if _known(named):
            return named, ""
        return "UTC", f"The time zone {named[:40]!r} is not known here, so times are in UTC."
    # Most systems name the zone by this link; asking tzlocal would cost the start of every command 18 ms.
    link = Path("/etc/localtime")
    parts = str(link.readlink()).split("zoneinfo/") if link.is_symlink() else []
    if len(parts) == 2 and _known(parts[1]):
        return parts[1], ""
    import tzlocal

    name = tzlocal.get_localzone_name()
    if name and _known(name):
        return str(name), ""
    return "UTC", "This computer does not say which time zone it is in, so times are in UTC."


def _known(name: str) -> bool:
    return name in ("UTC", "Etc/UTC") or zone_named(name) is not UTC


def monotonic() -> float:
    """Seconds that never jump and stop while the computer sleeps."""
    return time.monotonic()


def boottime() -> float:
    """Seconds that go on while the computer sleeps, where the system tells them; else `monotonic`."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
