"""Time inside a session: how long the current block has run, and whether the computer was away.

A block runs on a deadline, never on counted ticks: the next one begins where the last one should
have ended, so a late tick loses nothing and the error does not add up.
"""

from __future__ import annotations

from dataclasses import dataclass

AWAY_AFTER_S = 5.0
"""Longest gap between two inputs in which a running timer still believes the patient was working."""
DRIFT_S = 2.0
"""Most that a clock which counts suspend may gain on one that does not before the computer was asleep."""


@dataclass(slots=True)
class BlockClock:
    """A stopwatch of the current block."""

    began: float = 0.0
    """When the block began, had it never been paused; meaningful while it runs."""
    held: float = 0.0
    """Seconds it has run; meaningful while it does not run."""
    running: bool = False

    def elapsed(self, now: float) -> float:
        """Seconds the block has run."""
        return now - self.began if self.running else self.held

    def moment(self, into: float, now: float) -> float:
        """When the block was `into` seconds old; now, while it does not run."""
        return self.began + into if self.running else now

    def run(self, now: float) -> None:
        """Go on from where it stands."""
        self.began, self.running = now - self.held, True

    def stop_at(self, into: float) -> None:
        """Stand still at so many seconds into the block."""
        self.held, self.running = into, False

    def pass_by(self, seconds: float) -> None:
        """Begin the next block exactly `seconds` after this one began."""
        self.began, self.held = self.began + seconds, 0.0

    def restart(self, now: float, into: float = 0.0) -> None:
        """Begin a block now, `into` seconds old."""
        self.began, self.held = now - into, into


@dataclass(slots=True)
class Watch:
    """Notices time that passed without the program running."""

    away_after_s: float = AWAY_AFTER_S
    last: float = 0.0
    """The latest moment that was seen."""
    drift: float | None = None
    """How far the clock that counts suspend is ahead."""

    def see(self, now: float, boot: float | None) -> float:
        """Take in a moment; the seconds of absence since the one before, or 0."""
        gap = now - self.last
        drift = self.drift if boot is None else boot - now
        slept = 0.0 if drift is None or self.drift is None else drift - self.drift
        self.last, self.drift = max(now, self.last), drift
        return gap + max(slept, 0.0) if gap > self.away_after_s or slept > DRIFT_S else 0.0
