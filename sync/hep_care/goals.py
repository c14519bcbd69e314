"""Goals in the patient's own words, and how near the patient is to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum

from hep_care.frozen import frozen

BEST = 10
"""Of a rating; 0 is unable, 10 as well as before."""


class GoalStatus(StrEnum):
    """How a goal stands."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    REJECTED = "rejected"


@frozen
class Rating:
    """How well it went on a day, 0 to 10."""

    day: date
    score: int


@frozen
class Goal:
    """Something the patient wants to be able to do again."""

    words: str
    """The patient's own."""
    status: GoalStatus = GoalStatus.ACTIVE
    uid: str = ""
    """Its uuid; empty where somebody else gave it none."""
    server_id: str = ""
    """Empty before it was sent."""
    started: date | None = None
    due: date | None = None
    target: int | None = None
    """The rating to reach, 0 to 10."""
    measure: str = ""
    """What is rated, in words."""
    ratings: tuple[Rating, ...] = ()
    """By day, oldest first; one a day."""
    by_patient: bool = True
    """Whether the patient said it, and not somebody for them."""
    notes: tuple[str, ...] = ()
    """What the therapist added."""


def rated(goal: Goal, rating: Rating) -> Goal:
    """The goal with one more rating; a second one of a day takes the place of the first."""
    others = [one for one in goal.ratings if one.day != rating.day]
    return replace(goal, ratings=tuple(sorted((*others, rating), key=lambda one: one.day)))
