"""What a running session asks the patient. Each waits for the answer, with the clock stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from hep_care.entry import PAIN, Reason, Symptom, When
from hep_care.symptoms import asks_before
from hep_tui import clock
from hep_tui.diary.ceilings import above_words, compared_words, scale_of, scale_word
from hep_tui.player import AtBlock, OverCeiling, PlayState
from hep_tui.screens.choice import ANY, Choice, ChoiceDialog
from hep_tui.screens.over_ceiling import NoteDialog, easier_version, over_ceiling
from hep_tui.screens.session_signals import hush
from hep_tui.screens.session_words import away_words
from hep_tui.screens.symptom_question import SymptomQuestion
from hep_tui.screens.when_to_call import WhenToCallScreen

if TYPE_CHECKING:
    from hep_tui.screens.session import SessionScreen
    from hep_tui.widgets.glyphs import GlyphSet

Answer = TypeVar("Answer")
NOT_TOLD = "This has not reached your clinic yet."
_REASONS = {"pain": Reason.PAIN, "no-time": Reason.NO_TIME, "unsure": Reason.UNSURE_HOW, "other": Reason.OTHER}


async def symptom_now(on: SessionScreen) -> None:
    """A symptom while doing it; above the ceiling the player stays paused and another question follows."""
    scale = scale_of(on.prescription(on.player.symptom_about))
    ran, felt = await _ask(on, _question(on, f"How much {scale_word(scale)} now?", scale))
    told = () if felt is None else on.player.symptom(clock.monotonic(), felt.value, area=felt.area)
    on.tell(told)
    if not any(isinstance(event, OverCeiling) for event in told):
        _go_on(on, ran)


async def over(on: SessionScreen, event: OverCeiling, *, late: bool) -> None:
    """The plan's own words and choices; the clock stands until one is taken."""
    prescription = on.prescription(event.exercise)
    scale = scale_of(prescription)
    word = f"{scale_word(scale)} {event.value}"
    answer = await _above(on, event, late=late)
    if answer == "stop" and late:
        on.tell(on.player.stop_session(clock.monotonic()))
        await _red_flags(on, f"You stopped the session with {word}.")
    elif answer == "stop":
        if scale != PAIN:
            on.session.keeper.note(event.exercise, f"Stopped with {word}")
        await _stop_for_pain(on, event.exercise, scale_word(scale))
    else:
        if answer == "easier" and prescription.symptom_rule:
            on.session.keeper.note(event.exercise, f"Easier version from {word} on: {prescription.symptom_rule.easier}")
        elif answer == "note":
            text = await on.app.push_screen_wait(NoteDialog(f"{word.capitalize()}: a few words for your clinic."))
            said = f"Carried on above the limit ({word})"
            on.session.keeper.note(event.exercise, f"{said}: {text}" if text else said)
        _go_on(on, True)


async def _above(on: SessionScreen, event: OverCeiling, *, late: bool) -> str:
    """What to do about it; reading when to call, or what the easier version is, comes back to the choices."""
    prescription = on.prescription(event.exercise)
    while True:
        dialog = over_ceiling(prescription, event.value, scale_of(prescription), late=late, told=NOT_TOLD)
        _, answer = await _ask(on, dialog)
        if answer == "call":
            await _red_flags(on, "")
        elif answer != "easier" or await on.app.push_screen_wait(easier_version(prescription)) == "easier":
            return answer


async def _stop_for_pain(on: SessionScreen, exercise: int, word: str = "pain") -> None:
    name = on.prescription(exercise).name
    on.stop_exercise(Reason.PAIN)
    await _red_flags(on, f"You stopped {name} because of {word}.")


async def _red_flags(on: SessionScreen, why: str) -> None:
    """The plan's warning signs in full, and where this stands with the clinic."""
    await on.app.push_screen_wait(WhenToCallScreen(on.diary.program(), lead=f"{why} {NOT_TOLD}".strip()))


def wants_baseline(on: SessionScreen, event: AtBlock) -> bool:
    """Whether to ask for a symptom now, before an exercise begins: once on each scale of a session."""
    earlier = on.session.exercises[event.exercise - 1] if event.exercise else None
    # Its first block may be the rest after the exercise before it.
    first = 1 if earlier is not None and earlier.between_s else 0
    felt = [symptom for entry in on.session.keeper.entries.values() for symptom in entry.symptoms]
    asked = {*on.felt_before, *(symptom.scale for symptom in felt if symptom.when is When.BEFORE)}
    return event.block == first and asks_before(on.prescription(event.exercise), asked)


async def baseline(on: SessionScreen, exercise: int) -> None:
    """The symptom before an exercise whose plan compares with it."""
    prescription = on.prescription(exercise)
    scale = scale_of(prescription)
    question = f"Before {prescription.name}: how much {scale_word(scale)} now?"
    ran, felt = await _ask(on, _question(on, question, scale, skips=True))
    on.felt_before[scale] = None if felt is None else felt.value
    told = () if felt is None else on.player.symptom(clock.monotonic(), felt.value, When.BEFORE, felt.area)
    on.tell(told)
    if not any(isinstance(event, OverCeiling) for event in told):
        _go_on(on, ran)


async def after_exercise(on: SessionScreen, exercise: int) -> None:
    """The symptom after an exercise whose plan asks for it."""
    prescription = on.prescription(exercise)
    scale = scale_of(prescription)
    question = f"{prescription.name} is done. How much {scale_word(scale)} now?"
    ran, felt = await _ask(on, _question(on, question, scale, skips=True))
    on.symptom_said = True
    if felt is not None:
        await take_after(on, exercise, felt.symptom(scale, When.AFTER))
    _go_on(on, ran)


async def take_after(on: SessionScreen, exercise: int | None, symptom: Symptom) -> None:
    """Keep a symptom felt afterwards; above a ceiling the plan's words and the warning signs follow."""
    keeper = on.session.keeper
    keeper.say_after(exercise, symptom)
    done = sorted(keeper.entries) if exercise is None else [exercise]
    said = next((words for n in done if (words := above_words(on.prescription(n), [symptom]))), "")
    await on.flush()
    if said:
        await _red_flags(on, said)
        return
    before = on.felt_before.get(symptom.scale)
    if before is not None and symptom.value > before:
        about = on.prescription(exercise if exercise is not None else done[-1]) if done else None
        on.hep.say(compared_words(about, symptom, before))


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


def _question(on: SessionScreen, question: str, scale: str, *, skips: bool = False) -> SymptomQuestion:
    """The question, with what was felt before where it was asked."""
    before = on.felt_before.get(scale)
    line = "" if before is None else f"Before it was {before}."
    glyphs: GlyphSet = "ascii" if on.hep.settings.ascii else "unicode"
    return SymptomQuestion(question, scale, line=line, enter_skips=skips, glyphs=glyphs)


async def _ask(on: SessionScreen, dialog: Screen[Answer]) -> tuple[bool, Answer]:
    """The answer, and whether the clock ran before."""
    ran = on.player.state is PlayState.RUNNING
    if ran:
        on.tell(on.player.pause(clock.monotonic()))
    hush(on)
    return ran, await on.app.push_screen_wait(dialog)


def _go_on(on: SessionScreen, ran: bool) -> None:
    if ran and on.player.state is PlayState.PAUSED:
        on.tell(on.player.go_on(clock.monotonic()))
