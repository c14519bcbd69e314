"""A player with a clock of its own, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TypeVar

from hep_care.blocks import compile_dose
from hep_care.dose import Dose, Kind, Side
from hep_care.entry import PerformedSet
from hep_care.program import SymptomRule
from hep_tui.player import Cue, CueKind, Event, ExerciseDone, PlannedExercise, Player, SetDone, View

T = TypeVar("T")

HOLDS = Dose(Kind.HOLD, sets=2, reps=2, hold_s=10, rep_rest_s=3, rest_s=20, side=Side.LEFT)
REPS = Dose(Kind.REPS, sets=2, reps=3, tempo=(2, 0, 1), rest_s=20)
TIMED = Dose(Kind.DURATION, sets=2, duration_s=30, rest_s=20, side=Side.EACH)


def planned(
    dose: Dose, name: str = "Heel slide", between_s: int = 0, rule: SymptomRule | None = None, version: str = "1"
) -> PlannedExercise:
    """An exercise of a session."""
    return PlannedExercise(
        f"rx-{name}", version, name, name, 1, dose, compile_dose(dose), symptom_rule=rule, between_s=between_s
    )


class Driver:
    """Turns the clock of a player and keeps what it says."""

    def __init__(self, *exercises: PlannedExercise, away_after_s: float = 5.0, start: bool = True) -> None:
        ids = count(1)
        self.exercises = exercises
        self.now = 1000.0
        self.events: list[Event] = []
        self.player = Player(exercises, lambda: f"id-{next(ids)}", away_after_s)
        if start:
            self.press("start")

    def run(self, seconds: float, step: float = 0.25) -> Driver:
        """Tick through some seconds, to the moment."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + step, end)
            self.tell(self.player.tick(self.now))
        return self

    def press(self, key: str, *args: object, **options: object) -> Driver:
        """Press a key now."""
        self.tell(getattr(self.player, key)(self.now, *args, **options))
        return self

    def tell(self, events: Iterable[Event]) -> None:
        """Take in what the player says."""
        self.events += events

    @property
    def view(self) -> View:
        """The session now."""
        return self.player.view(self.now)

    @property
    def cues(self) -> list[Cue]:
        """Everything heard so far."""
        return [event for event in self.events if isinstance(event, Cue)]

    def heard(self, *kinds: CueKind) -> list[str]:
        """Texts of the cues of some kinds, in order."""
        return [cue.text for cue in self.cues if cue.kind in kinds]

    @property
    def sets(self) -> list[PerformedSet]:
        """The sets as they stand, in the order they were first done; a later one replaces its elder."""
        return list({done.set.id: done.set for done in self.of(SetDone)}.values())

    @property
    def amounts(self) -> list[str]:
        """The sets in short: L1 2x10 is two holds of 10 s in the first set on the left."""
        return [amount(done) for done in self.sets]

    @property
    def done(self) -> list[ExerciseDone]:
        """The exercises that ended."""
        return self.of(ExerciseDone)

    def of(self, kind: type[T]) -> list[T]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


def amount(done: PerformedSet) -> str:
    """One set in short."""
    side = {Side.LEFT: "L", Side.RIGHT: "R"}.get(done.side, "")
    if done.metres is not None:
        return f"{side}{done.n} {done.metres}m"
    if done.reps is None:
        return f"{side}{done.n} {done.seconds}s"
    return f"{side}{done.n} {done.reps}" + ("" if done.seconds is None else f"x{done.seconds}")
