"""What a session is meant to be: its exercises and timings, and the same as JSON for the journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date

from hep_care.credit import ItemState
from hep_care.frozen import frozen
from hep_care.program import Prescription, Timings
from hep_tui.player import PlannedExercise
from hep_tui.settings import Settings

Find = Callable[[str, str], Prescription | None]
"""A prescription by its id and version."""


class PlanLostError(ValueError):
    """A journal's plan cannot be read, or names a prescription that is not here."""


@frozen
class SessionPlan:
    """The exercises of one session, in order, as they are prescribed when it begins."""

    day: date
    """Local date that everything done in it counts for, also past midnight."""
    prescriptions: tuple[Prescription, ...]
    slots: tuple[int | None, ...]
    """By exercise: the session of the day it answers."""
    timings: Timings

    def exercises(self) -> tuple[PlannedExercise, ...]:
        """The exercises as a player runs them."""
        pairs = zip(self.prescriptions, self.slots, strict=True)
        return tuple(PlannedExercise.of(prescription, slot, self.timings) for prescription, slot in pairs)

    def to_json(self) -> str:
        """The plan as a journal keeps it."""
        pairs = zip(self.prescriptions, self.slots, strict=True)
        return json.dumps(
            {
                "day": self.day.isoformat(),
                "timings": asdict(self.timings),
                "exercises": [[p.id, p.version, slot] for p, slot in pairs],
            }
        )


def plan_session(day: date, states: Iterable[ItemState], timings: Timings, settings: Settings) -> SessionPlan:
    """The session of some items; where the program leaves a time at its default, the patient's own is used."""
    usual = Timings()
    own = replace(
        timings,
        lead_in_s=settings.lead_in_s if timings.lead_in_s == usual.lead_in_s else timings.lead_in_s,
        switch_s=settings.switch_s if timings.switch_s == usual.switch_s else timings.switch_s,
    )
    items = [state.item for state in states]
    return SessionPlan(day, tuple(item.prescription for item in items), tuple(item.slot for item in items), own)


def plan_from_json(text: str, find: Find) -> SessionPlan:
    """The plan of a journal. Raises `PlanLostError`."""
    try:
        data = json.loads(text)
        day = date.fromisoformat(data["day"])
        timings = Timings(**{name: int(seconds) for name, seconds in data["timings"].items()})
        named = [(str(id), str(version), slot) for id, version, slot in data["exercises"]]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PlanLostError("the plan of the session cannot be read") from error
    found = [find(id, version) for id, version, _ in named]
    here = tuple(prescription for prescription in found if prescription is not None)
    if not named or len(here) != len(named):
        raise PlanLostError("an exercise of the session is not in the program any more")
    return SessionPlan(day, here, tuple(slot if isinstance(slot, int) else None for _, _, slot in named), timings)
