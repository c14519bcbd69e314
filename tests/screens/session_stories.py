"""Sessions for tests: small programs, a clock that only tests turn, and the app on its session screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from textual.pilot import Pilot

from hep_care.dose import Dose, Kind, Side
from hep_care.entry import Entry
from hep_care.program import Cue, Prescription, Program, SymptomRule, Timings
from hep_care.schedule import Schedule, Slot
from hep_tui.app import HepApp
from hep_tui.screens.session import SessionScreen
from hep_tui.screens.session_stage import SessionStage

HOLDS = Dose(Kind.HOLD, sets=2, reps=2, hold_s=5, rest_s=6, side=Side.EACH)
REPS = Dose(Kind.REPS, sets=2, reps=3, tempo=(2, 0, 1), rest_s=6, side=Side.LEFT)
TIMED = Dose(Kind.DURATION, duration_s=8)
RULE = SymptomRule(ceiling=4, settle="24 h", mild_expected=True)
DAILY = Schedule(slots=(Slot("morning"),))


def exercise(id: str, dose: Dose, name: str = "", rule: SymptomRule | None = RULE) -> Prescription:
    """One exercise, once a day."""
    cues = (Cue("squeeze before lifting"), Cue("breathe out"))
    return Prescription(
        id, "1", id, name or id.capitalize(), dose, DAILY, cues=cues, symptom_rule=rule, gate="only if it feels steady"
    )


def program(*prescriptions: Prescription) -> Program:
    """A program with a phone number and one warning sign."""
    return Program(
        "tiny",
        "Tiny",
        start=date(2026, 3, 1),
        prescriptions=prescriptions,
        stop_and_call=("fever",),
        phone="555-0100",
        timings=Timings(lead_in_s=4, switch_s=4, between_s=7),
    )


@dataclass
class TestClock:
    """Seconds that pass when a test says so."""

    __test__ = False
    now: float = 1000.0
    asleep: float = 0.0
    """Seconds that only the clock which counts suspend has seen."""

    def monotonic(self) -> float:
        """Stops while the computer sleeps."""
        return self.now

    def boottime(self) -> float:
        """Goes on while it sleeps."""
        return self.now + self.asleep


@dataclass
class Story:
    """A pilot on a session screen."""

    app: HepApp
    pilot: Pilot[int]
    clock: TestClock
    screen: SessionScreen = field(init=False)

    async def open(self, *, start: bool = True) -> Story:
        """Push the session of today, and start it."""
        await until(self.pilot, lambda: bool(self.app.screen.name))
        today = self.app.diary.today
        self.app.diary.note_flags_seen()
        self.screen = SessionScreen(today, [s for s in self.app.diary.tally(today).states if s.item.slot])
        await self.app.push_screen(self.screen)
        await self.pilot.pause()
        if start:
            await self.press("enter")
            await until(self.pilot, lambda: self.screen.player.state.value == "running")
        return self

    async def run(self, seconds: float) -> Story:
        """Let time pass, second by second, as the screen's own timer would."""
        end = self.clock.now + seconds
        while self.clock.now < end and self.screen.player.state.value == "running":
            self.clock.now = min(self.clock.now + 1.0, end)
            self.screen.beat()
        await self.saved()
        return self

    async def saved(self) -> None:
        """Wait until everything is written, and drawn."""
        await self.screen.flush()
        await self.pilot.pause()

    async def press(self, *keys: str) -> Story:
        """Press keys."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return self

    async def shows(self, kind: type) -> None:
        """Wait for a dialog."""
        await until(self.pilot, lambda: isinstance(self.app.screen, kind))
        await self.pilot.pause()

    async def over(self) -> None:
        """Wait until the session screen is gone."""
        await until(self.pilot, lambda: self.screen not in self.app.screen_stack)

    def entries(self) -> tuple[Entry, ...]:
        """Everything that is in the file."""
        self.app.diary.refresh()
        return self.app.diary.history(None, None).entries

    def text(self, name: str) -> str:
        """What one part of the stage says."""
        return str(getattr(self.screen.query_one(SessionStage).scene, name))


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Give the app turns until something is so."""
    for _ in range(400):
        if true():
            return
        await pilot.pause(0.005)
    raise AssertionError("it did not come to that")
