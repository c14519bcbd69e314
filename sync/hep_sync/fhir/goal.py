"""Goals as Goals, both ways: the patient's words, what to reach by when, and how it went day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

from hep_care.goals import BEST, Goal, GoalStatus, Rating
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    amount,
    code,
    coded,
    concept,
    concept_words,
    extensions,
    own,
    part,
    parts,
    quantity,
    reference_id,
    whole,
    words,
)
from hep_sync.fhir.identity import PHYSICAL_ACTIVITY, expect, listed, patient_of, read_names, write_names
from hep_sync.fhir.moment import read_day

PSFS = "psfs-score"
_SCORE = {"{score}": 1, "score": 1, "1": 1}
_MOST_RATINGS = 2000


def read_goal(resource: object, *, zone: str = "UTC") -> Goal:
    """The goal of a Goal; raises `NotUnderstood` where it may not be taken."""
    found = expect(resource, "Goal")
    patient = patient_of(found)
    status = code(found, "lifecycleStatus")
    if status not in GoalStatus._value2member_map_:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of a goal")
    goal_words = concept_words(found.get("description"))
    if not goal_words:
        raise NotUnderstood("it does not say what the goal is")
    notes = (words(item, "text", lines=True) for item in parts(found, "note"))
    return Goal(
        words=goal_words,
        status=GoalStatus(status),
        **read_names(found),
        started=read_day(found["startDate"], zone) if "startDate" in found else None,
        **_target(found, zone),
        ratings=_ratings(found, zone),
        by_patient=reference_id(part(found, "expressedBy"), "Patient") == patient,
        notes=tuple(text for text in notes if text),
    )


def _is_score(target: Json) -> bool:
    """Whether a target is a rating of 0 to 10, and not a distance or anything else that is measured."""
    if coded(target.get("measure"), codes.HEP) == PSFS:
        return True
    return not target.get("measure") and not any(key.startswith("detail") for key in target)


def _target(resource: Json, zone: str) -> dict[str, Any]:
    found = next((item for item in parts(resource, "target") if _is_score(item)), {})
    said = part(found, "detailQuantity")
    return {
        "due": read_day(found["dueDate"], zone, last=True) if "dueDate" in found else None,
        "target": whole(amount(said, _SCORE, "the target"), 0, BEST, "the target") if said else None,
        "measure": concept_words(found.get("measure")),
    }


def _ratings(resource: Json, zone: str) -> tuple[Rating, ...]:
    found: dict[date, Rating] = {}
    for item in extensions(resource, codes.GOAL_RATING)[-_MOST_RATINGS:]:
        inner = {code(one, "url"): one for one in parts(item, "extension")}
        day = read_day(inner.get("day", {}).get("valueDate"), zone)
        found[day] = Rating(day, whole(inner.get("score", {}).get("valueInteger"), 0, BEST, "a rating of a goal"))
    return tuple(found[day] for day in sorted(found))


def write_goal(goal: Goal, *, patient: str) -> Json:
    """The Goal of a goal, without the notes, which are the therapist's."""
    return {
        "resourceType": "Goal",
        "meta": {"profile": [codes.PROFILE_GOAL]},
        **write_names(goal.server_id, goal.uid),
        **listed("extension", [item for rating in goal.ratings for item in _write_rating(rating)]),
        "lifecycleStatus": goal.status.value,
        "category": [PHYSICAL_ACTIVITY],
        "description": {"text": goal.words},
        "subject": {"reference": f"Patient/{patient}"},
        **({"startDate": goal.started.isoformat()} if goal.started else {}),
        **listed("target", _write_target(goal)),
        **({"expressedBy": {"reference": f"Patient/{patient}"}} if goal.by_patient else {}),
    }


def _write_rating(rating: Rating) -> list[Json]:
    inner: list[Json] = [
        {"url": "day", "valueDate": rating.day.isoformat()},
        {"url": "score", "valueInteger": rating.score},
    ]
    return own(codes.GOAL_RATING, inner)


def _write_target(goal: Goal) -> list[Json]:
    made: Json = {}
    if goal.target is not None or goal.measure:
        made["measure"] = concept(codes.HEP, PSFS, text=goal.measure)
    if goal.target is not None:
        made["detailQuantity"] = quantity(goal.target, "score", "{score}")
    if goal.due is not None:
        made["dueDate"] = goal.due.isoformat()
    return [made] if made else []
