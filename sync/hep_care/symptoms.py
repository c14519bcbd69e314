"""Symptoms: what to ask and when, and when what was felt is more than the plan allows.

The limits belong to the prescription. Nothing here judges a number that the plan says nothing about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from hep_care.entry import PAIN, Entry, EntryKind, Record, Symptom, When
from hep_care.frozen import frozen
from hep_care.program import Prescription

_AMOUNT = re.compile(r"(\d+)\s*([a-z]+)")
_UNITS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}
_OVERNIGHT = timedelta(hours=8)


def scale_of(p: Prescription) -> str:
    """The scale an exercise is asked about."""
    return p.symptom_rule.scale if p.symptom_rule else PAIN


def scale_word(scale: str) -> str:
    """A scale in words: "pain" for `pain_0_10`."""
    return scale.split("_")[0]


def ceiling_of(p: Prescription, scale: str) -> int | None:
    """The most of a symptom that is allowed: the rule's ceiling or, for pain, the dose's own where it is lower."""
    ceilings = (
        p.symptom_rule.ceiling if p.symptom_rule and p.symptom_rule.scale == scale else None,
        p.dose.pain_max if scale == PAIN else None,
    )
    return min((ceiling for ceiling in ceilings if ceiling is not None), default=None)


def is_above(p: Prescription, symptom: Symptom) -> bool:
    """Whether a symptom is above what the plan allows for this exercise."""
    ceiling = ceiling_of(p, symptom.scale)
    return ceiling is not None and symptom.value > ceiling


def asks_before(p: Prescription, asked: Iterable[str]) -> bool:
    """Whether to ask before the exercise. `asked` are the scales that this session has asked about before."""
    return p.symptom_rule is not None and p.symptom_rule.baseline_first and p.symptom_rule.scale not in asked


def settles_overnight(p: Prescription) -> bool:
    """Whether the plan gives a symptom until the next day to settle: "24 h", "next morning", "before next session".

    What must settle within minutes is over long before that.
    """
    words = p.symptom_rule.settle.strip().lower() if p.symptom_rule else ""
    amount = _AMOUNT.match(words)
    if amount is None:
        return bool(words)
    unit = amount[2]
    seconds = next((_UNITS[name] for name in (unit, unit.rstrip("s"), unit[:3]) if name in _UNITS), 86400)
    return timedelta(seconds=seconds) * int(amount[1]) >= _OVERNIGHT


@frozen
class MorningQuestion:
    """What to ask the morning after: about an exercise of the day before, on its scale."""

    about: Entry
    """The completion it belongs to."""
    prescription: Prescription
    before: int | None
    """What was felt before that session, where it was asked."""

    @property
    def scale(self) -> str:
        """The scale of the exercise."""
        return scale_of(self.prescription)

    def too_much(self, value: int) -> bool:
        """Whether it has not settled: above the ceiling, or above what it was before the session."""
        above = is_above(self.prescription, Symptom(value, self.scale))
        return above or (self.before is not None and value > self.before)


def morning_question(
    yesterday: Iterable[Record], today: Iterable[Record], prescription_of: Callable[[Entry], Prescription | None]
) -> MorningQuestion | None:
    """What to ask about yesterday's work; None where the plan sets no time over night, or it was said already.

    One question only: about the exercise that was felt most. Once today's work has begun it is too late to ask.
    """
    then = [record.entry for record in yesterday if not record.retracted]
    now = [record.entry for record in today if not record.retracted]
    if any(entry.kind is EntryKind.COMPLETION for entry in now):
        return None
    done = [(entry, p) for entry in then if entry.kind is EntryKind.COMPLETION and (p := prescription_of(entry))]
    asked = [(entry, p) for entry, p in done if settles_overnight(p)]
    said = {symptom.scale for entry in (*now, *_about(then)) for symptom in _mornings(entry)}
    open_ones = [(entry, p) for entry, p in asked if scale_of(p) not in said]
    if not open_ones:
        return None
    about, p = max(open_ones, key=lambda one: (_worst(one[0], then, scale_of(one[1])), one[0].logged_at))
    before = [symptom.value for symptom in _readings(then, scale_of(p)) if symptom.when is When.BEFORE]
    return MorningQuestion(about, p, before[-1] if before else None)


def _about(entries: Sequence[Entry]) -> list[Entry]:
    """Symptoms that name the work they belong to: those of this morning, whatever date they were given."""
    return [entry for entry in entries if entry.kind is EntryKind.SYMPTOM and entry.refers_to]


def _mornings(entry: Entry) -> list[Symptom]:
    return [symptom for symptom in entry.symptoms if symptom.when is When.NEXT_MORNING]


def _readings(entries: Iterable[Entry], scale: str) -> list[Symptom]:
    return [symptom for entry in entries for symptom in entry.symptoms if symptom.scale == scale]


def _worst(about: Entry, entries: Sequence[Entry], scale: str) -> int:
    """The most that was felt with one exercise; -1 where nothing was said."""
    own = [one for one in entries if one.id == about.id or one.refers_to == about.id]
    felt = [symptom.value for symptom in _readings(own, scale) if symptom.when in (When.DURING, When.AFTER)]
    return max(felt, default=-1)
