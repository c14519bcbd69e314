"""When to call, in the plan's own words."""

from __future__ import annotations

from hep_care.program import Program

NOT_TOLD = "Your clinic has not been told: this program only shows you what your plan says."


NOBODY_TOLD = "This page tells nobody: it only shows you what your plan says."


def red_flags(program: Program | None, told: str = "") -> list[str]:
    """The lines of the page, in the plan's own words; `told` is whether the clinic has what was logged."""
    if program is None:
        return ["There is no plan yet, so there is no list of warning signs.", *_emergency(told)]
    if program.stop_and_call:
        lines = ["Stop, and call your clinic, if you notice:", ""]
        lines += [f"  ·  {flag}" for flag in program.stop_and_call]
    else:
        lines = ["Your plan lists no warning signs. Ask your therapist which ones matter for you."]
    lines.append("")
    lines.append(
        f"Phone: {program.phone}" if program.phone else "Your plan gives no phone number: note your clinic's own."
    )
    return [*lines, *_emergency(told)]


def _emergency(told: str) -> list[str]:
    last = f"{told} {NOBODY_TOLD}" if told else NOT_TOLD
    return ["In an emergency call your local emergency number.", "", last]
