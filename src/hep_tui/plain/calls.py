"""When to call, read aloud."""

from __future__ import annotations

from hep_care.program import Program
from hep_tui.plain.talk import Talk
from hep_tui.screens.call_words import red_flags


def say_when_to_call(talk: Talk, program: Program | None, lead: str = "") -> None:
    """Why now, then the plan's warning signs and its phone number."""
    talk.say("When to call.")
    for line in (lead, *red_flags(program)):
        if line.strip():
            talk.say(line.replace("  ·  ", "Warning sign: "))
