"""A whole prescription in words, for readers that understand nothing but text."""

from __future__ import annotations

from hep_care.dose_text import dose_text
from hep_care.program import Prescription
from hep_care.schedule_text import schedule_text


def instruction(p: Prescription) -> str:
    """The therapist's own words first, then dose, times and when to stop.

    Words that already end in the dose and the stop rule are left as they are.
    """
    said = _in_words(p)
    if p.instruction.endswith(said):
        return p.instruction
    return "\n".join(part for part in (p.instruction, said) if part)


def therapists_words(p: Prescription) -> str:
    """What the therapist wrote beyond the dose, the times and the stop rule, which are shown by themselves."""
    return p.instruction.removesuffix(_in_words(p)).strip()


def _in_words(p: Prescription) -> str:
    dose = dose_text(p.dose)
    times = schedule_text(p.schedule)
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in (dose, times, p.gate, _stop_rule(p)) if part)


def _stop_rule(p: Prescription) -> str:
    rule = p.symptom_rule
    if rule is not None and rule.ceiling is not None:
        scale = rule.scale.removesuffix("_0_10").replace("_", " ")
        settle = f"; it must settle: {rule.settle}" if rule.settle else ""
        return f"Stop above {scale} {rule.ceiling} of 10{settle}"
    return ""
