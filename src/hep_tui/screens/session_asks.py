"""What a running session asks the patient. Each waits for the answer, with the clock stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from hep_care.entry import Reason, Symptom, When
from hep_tui import clock
from hep_tui.diary.ceilings import above_words, scale_of, scale_word
from hep_tui.player import OverCeiling, PlayState
from hep_tui.screens.choice import ANY, Choice, ChoiceDialog
from hep_tui.screens.over_ceiling import NoteDialog, over_ceiling
from hep_tui.screens.session_words import away_words
from hep_tui.screens.symptom_question import SymptomQuestion
from hep_tui.screens.when_to_call import WhenToCallScreen

if TYPE_CHECKING:
    from hep_tui.screens.session import SessionScreen

Answer = TypeVar("Answer")
NOT_TOLD = "This has not reached your clinic."
_REASONS = {"pain": Reason.PAIN, "no-time": Reason.NO_TIME, "unsure": Reason.UNSURE_HOW, "other": Reason.OTHER}


async def symptom_now(on: SessionScreen) -> None:
    """A symptom while doing it; above the ceiling the player stays paused and another question follows."""
    scale = scale_of(on.prescription(on.player.symptom_about))
    ran, value = await _ask(on, SymptomQuestion(f"How much {scale_word(scale)} now?", scale))
    told = () if value is None else on.player.symptom(clock.monotonic(), value)
    on.tell(told)
    if not any(isinstance(event, OverCeiling) for event in told):
        _go_on(on, ran)


async def over(on: SessionScreen, event: OverCeiling, *, late: bool) -> None:
    """The plan's own words and choices; the clock stands until one is taken."""
    prescription = on.prescription(event.exercise)
    scale = scale_of(prescription)
    while True:
        dialog = over_ceiling(prescription, event.value, scale, late=late)
        _, answer = await _ask(on, dialog)
        if answer != "call":
            break
        await on.app.push_screen_wait(WhenToCallScreen(on.diary.program(), lead=NOT_TOLD))
    if answer == "stop" and late:
        on.tell(on.player.stop_session(clock.monotonic()))
    elif answer == "stop":
        await _stop_for_pain(on, event.exercise)
    else:
        if answer == "note":
            question = f"{scale_word(scale).capitalize()} {event.value}: a few words for your clinic."
            text = await on.app.push_screen_wait(NoteDialog(question))
            said = f"Carried on above the limit ({scale_word(scale)} {event.value})"
            on.session.keeper.note(event.exercise, f"{said}: {text}" if text else said)
        _go_on(on, True)


async def _stop_for_pain(on: SessionScreen, exercise: int) -> None:
    name = on.prescription(exercise).name
    on.stop_exercise(Reason.PAIN)
    lead = f"You stopped {name} because of pain. {NOT_TOLD}"
    await on.app.push_screen_wait(WhenToCallScreen(on.diary.program(), lead=lead))


async def after_exercise(on: SessionScreen, exercise: int) -> None:
    """The symptom after an exercise whose plan asks for it."""
    prescription = on.prescription(exercise)
    scale = scale_of(prescription)
    question = f"{prescription.name} is done. How much {scale_word(scale)} now?"
    ran, value = await _ask(on, SymptomQuestion(question, scale, enter_skips=True))
    on.symptom_said = True
    if value is not None:
        await take_after(on, exercise, Symptom(value, scale, When.AFTER))
    _go_on(on, ran)


async def take_after(on: SessionScreen, exercise: int | None, symptom: Symptom) -> None:
    """Keep a symptom felt afterwards; above a ceiling the plan's words and the warning signs follow."""
    keeper = on.session.keeper
    keeper.say_after(exercise, symptom)
    done = sorted(keeper.entries) if exercise is None else [exercise]
    said = next((words for n in done if (words := above_words(on.prescription(n), [symptom]))), "")
    await on.flush()
    if said:
        await on.app.push_screen_wait(WhenToCallScreen(on.diary.program(), lead=f"{said} {NOT_TOLD}"))


async def stop(on: SessionScreen) -> None:
    """What to stop, and why."""
    name = on.prescription(on.player.exercise).name
    choices = [
        Choice("p", "pain", "stop this exercise: it hurts"),
        Choice("t", "no-time", "stop this exercise: no time"),
        Choice("h", "unsure", "stop this exercise: not sure how"),
        Choice("o", "other", "stop this exercise: another reason"),
        Choice("s", "session", "stop the session here; what you did is saved"),
        Choice("g,escape,space", "on", "go on"),
    ]
    ran, answer = await _ask(on, ChoiceDialog(f"Stop {name}?", (), choices))
    if answer == "pain":
        await _stop_for_pain(on, on.player.exercise)
    elif answer == "session":
        on.tell(on.player.stop_session(clock.monotonic()))
    else:
        if answer in _REASONS:
            on.stop_exercise(_REASONS[answer])
        _go_on(on, ran)


async def leave(on: SessionScreen) -> None:
    """Quitting in the middle: later, now and for good, or not at all."""
    choices = [
        Choice("q", "later", "leave; the next start offers to go on from here"),
        Choice("s", "stop", "stop the session here; what you did is saved"),
        Choice("g,escape,space", "on", "go on"),
    ]
    ran, answer = await _ask(on, ChoiceDialog("Leave in the middle?", ("Every set so far is saved.",), choices))
    if answer == "stop":
        on.tell(on.player.stop_session(clock.monotonic()))
    elif answer == "later":
        await on.until_saved()
        on.session.keeper.leave()
        on.app.exit(return_code=0)
    else:
        _go_on(on, ran)


async def away(on: SessionScreen, seconds: int) -> None:
    """The computer slept: nothing of that time counts."""
    choices = [
        Choice("k,enter,space", "keep", "go on from where the timer stopped"),
        Choice("r", "redo", "do this set again"),
    ]
    lines = (f"You were away for {away_words(seconds)}.", "None of that time counts.")
    _, answer = await _ask(on, ChoiceDialog("Welcome back", lines, choices))
    on.tell(on.player.came_back(clock.monotonic(), redo=answer == "redo"))


async def still_there(on: SessionScreen) -> None:
    """Ten minutes without a key."""
    lines = ("No key was pressed for ten minutes, so the timer waits between two sets.",)
    await _ask(on, ChoiceDialog("Still there?", lines, [Choice(ANY, "yes", "go on")]))
    on.tell(on.player.still_here(clock.monotonic()))


async def _ask(on: SessionScreen, dialog: Screen[Answer]) -> tuple[bool, Answer]:
    """The answer, and whether the clock ran before."""
    ran = on.player.state is PlayState.RUNNING
    if ran:
        on.tell(on.player.pause(clock.monotonic()))
    return ran, await on.app.push_screen_wait(dialog)


def _go_on(on: SessionScreen, ran: bool) -> None:
    if ran and on.player.state is PlayState.PAUSED:
        on.tell(on.player.go_on(clock.monotonic()))
