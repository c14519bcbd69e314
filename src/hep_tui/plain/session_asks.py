"""What a running session asks in line mode. Each waits for the answer, with the clock stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hep_care.entry import Reason, Symptom, When
from hep_care.plain_text import plain_text
from hep_tui import clock
from hep_tui.diary.ceilings import above_words, scale_of, scale_word
from hep_tui.plain.calls import say_when_to_call
from hep_tui.plain.choose import Choice
from hep_tui.plain.talk import Ended
from hep_tui.player import OverCeiling, PlayState
from hep_tui.screens.session_words import away_words

if TYPE_CHECKING:
    from hep_tui.plain.session import LineSession

NOT_TOLD = "This has not reached your clinic."
LONGEST_NOTE = 500
_REASONS = {"pain": Reason.PAIN, "time": Reason.NO_TIME, "unsure": Reason.UNSURE_HOW, "other": Reason.OTHER}


async def symptom_now(on: LineSession) -> None:
    """A symptom while doing it; above the ceiling the player stays paused and another question follows."""
    scale = scale_of(on.session.plan.prescriptions[on.player.symptom_about])
    ran = _stop_the_clock(on)
    value = await symptom(on, f"How much {scale_word(scale)} now?", scale)
    told = () if value is None else on.player.symptom(clock.monotonic(), value)
    on.tell(told)
    if value is not None:
        on.talk.say(f"Noted: {scale_word(scale)} {value} of 10.")
    if not any(isinstance(event, OverCeiling) for event in told):
        _go_on(on, ran)


async def symptom(on: LineSession, question: str, scale: str) -> int | None:
    """How much of a symptom; None where Enter alone leaves it open."""
    word = scale_word(scale)
    ends = f"From 0, no {word}, to 10, the worst you can imagine. Enter leaves it out."
    return await on.asker.number(f"{question} {ends}", 0, 10)


async def over(on: LineSession, event: OverCeiling, *, late: bool) -> None:
    """The plan's own words and choices; the clock stands until one is taken."""
    prescription = on.session.plan.prescriptions[event.exercise]
    scale = scale_of(prescription)
    on.talk.say(above_words(prescription, (Symptom(event.value, scale),)))
    if prescription.symptom_rule and prescription.symptom_rule.mild_expected:
        on.talk.say("A little of it is expected with this exercise; this is more than your plan allows.")
    stop = "stop the session" if late else "stop this exercise"
    on_ = Choice("c", "on", "carry on with the next exercise") if late else Choice("c", "note", "carry on, with a note")
    answer = await on.asker.choose("What now?", [Choice("s", "stop", stop), on_])
    if answer == "stop" and late:
        on.tell(on.player.stop_session(clock.monotonic()))
    elif answer == "stop":
        _stop_for_pain(on, event.exercise)
    else:
        if answer == "note":
            words = (
                f"{scale_word(scale).capitalize()} {event.value}: a few words for your clinic? Enter leaves them out."
            )
            text = plain_text(await on.asker.text(words), limit=LONGEST_NOTE)
            said = f"Carried on above the limit ({scale_word(scale)} {event.value})"
            on.session.keeper.note(event.exercise, f"{said}: {text}" if text else said)
        _go_on(on, True)


def _stop_for_pain(on: LineSession, exercise: int) -> None:
    name = on.session.plan.prescriptions[exercise].name
    on.tell(on.player.stop_exercise(clock.monotonic(), Reason.PAIN))
    say_when_to_call(on.talk, on.diary.program(), f"You stopped {name} because of pain. {NOT_TOLD}")
    if on.player.state is PlayState.PAUSED:
        on.talk.say("Paused. Type p and Enter to go on with the next exercise, or x to stop.")


async def after_exercise(on: LineSession, exercise: int) -> None:
    """The symptom after an exercise whose plan asks for it."""
    prescription = on.session.plan.prescriptions[exercise]
    scale = scale_of(prescription)
    ran = _stop_the_clock(on)
    value = await symptom(on, f"{prescription.name} is done. How much {scale_word(scale)} now?", scale)
    on.symptom_said = True
    if value is not None:
        await take_after(on, exercise, Symptom(value, scale, When.AFTER))
    _go_on(on, ran)


async def take_after(on: LineSession, exercise: int | None, noted: Symptom) -> None:
    """Keep a symptom felt afterwards; above a ceiling the plan's words and the warning signs follow."""
    keeper = on.session.keeper
    keeper.say_after(exercise, noted)
    done = sorted(keeper.entries) if exercise is None else [exercise]
    plan = on.session.plan.prescriptions
    said = next((words for n in done if (words := above_words(plan[n], [noted]))), "")
    await on.flush()
    if said:
        say_when_to_call(on.talk, on.diary.program(), f"{said} {NOT_TOLD}")


async def stop(on: LineSession) -> None:
    """What to stop, and why."""
    name = on.session.plan.prescriptions[on.player.exercise].name
    ran = _stop_the_clock(on)
    choices = [
        Choice("p", "pain", "stop this exercise: it hurts"),
        Choice("t", "time", "stop this exercise: no time"),
        Choice("h", "unsure", "stop this exercise: not sure how"),
        Choice("o", "other", "stop this exercise: another reason"),
        Choice("s", "session", "stop the session here; what you did is saved"),
        Choice("", "on", "go on"),
    ]
    answer = await on.asker.choose(f"Stop {name}?", choices)
    if answer == "pain":
        _stop_for_pain(on, on.player.exercise)
    elif answer == "session":
        on.tell(on.player.stop_session(clock.monotonic()))
    else:
        if answer in _REASONS:
            on.tell(on.player.stop_exercise(clock.monotonic(), _REASONS[answer]))
        _go_on(on, ran)


async def leave(on: LineSession) -> None:
    """Leaving in the middle: later, now and for good, or not at all."""
    ran = _stop_the_clock(on)
    choices = [
        Choice("q", "later", "leave; the next start offers to go on from here"),
        Choice("s", "stop", "stop the session here; what you did is saved"),
        Choice("", "on", "go on"),
    ]
    answer = await on.asker.choose("Leave in the middle? Every set so far is kept.", choices)
    if answer == "stop":
        on.tell(on.player.stop_session(clock.monotonic()))
    elif answer == "later":
        await on.until_saved()
        raise Ended(0)
    else:
        _go_on(on, ran)


async def away(on: LineSession, seconds: int) -> None:
    """The computer slept, or the program was stopped: nothing of that time counts."""
    choices = [
        Choice("", "keep", "go on from where the timer stopped"),
        Choice("r", "redo", "do this set again"),
    ]
    question = f"Welcome back. You were away for {away_words(seconds)}. None of that time counts."
    answer = await on.asker.choose(question, choices)
    on.tell(on.player.came_back(clock.monotonic(), redo=answer == "redo"))
    on.say_where()


async def still_there(on: LineSession) -> None:
    """Ten minutes without a key."""
    await on.asker.text("Still there? Nothing was typed for ten minutes, so the timer waits. Enter goes on.")
    on.tell(on.player.still_here(clock.monotonic()))
    on.say_where()


def _stop_the_clock(on: LineSession) -> bool:
    """Whether the clock ran before."""
    ran = on.player.state is PlayState.RUNNING
    if ran:
        on.tell(on.player.pause(clock.monotonic()))
    return ran


def _go_on(on: LineSession, ran: bool) -> None:
    if ran and on.player.state is PlayState.PAUSED:
        on.tell(on.player.go_on(clock.monotonic()))
        on.talk.say("The timer goes on.")
    elif on.player.state is PlayState.PAUSED:
        on.talk.say("Paused. Type p and Enter to go on.")
