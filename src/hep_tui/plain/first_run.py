"""The first start in line mode: a sample, a file, or the lines of a paper sheet become the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hep_care.dose_line import Unclear, answer, read_line
from hep_tui.plain.ear import amount, sentence, spoken
from hep_tui.plain.talk import Interrupted, Talk
from hep_tui.session_keeper import Write

if TYPE_CHECKING:
    from hep_tui.diary import Diary
    from hep_tui.diary.programs import Imported

_HELP = (
    "A number: begin with that sample today. A sample is not medical advice.",
    "file and a path: take in a program file of your clinic.",
    "add and a line of your own sheet, as it stands there: add Quad set 10x10s left 3/day.",
    "quit: leave.",
)


async def choose_program(talk: Talk, diary: Diary, write: Write) -> bool:
    """Until there is a program; whether there is one. Raises `Ended`."""
    from hep_tui.diary.programs import samples

    talk.say("Welcome to hep-tui. There is no program yet.")
    for number, sample in enumerate(samples(), 1):
        talk.say(f"{number}. {sentence(sample.title)}")
    for line in _HELP:
        talk.say(line)
    while True:
        try:
            talk.prompt("Your choice:")
            word, _, rest = (await talk.hear() or "").partition(" ")
            if word.lower() in ("quit", "q", "exit"):
                return False
            if await _take(talk, write, word, rest.strip()):
                diary.refresh()
                diary.forget()
                return True
        except Interrupted:
            return False


async def _take(talk: Talk, write: Write, word: str, rest: str) -> bool:
    from hep_tui.diary import programs

    samples = programs.samples()
    if word.lower() == "add" and rest:
        return await _add(talk, write, rest)
    if word.lower() == "file" and rest:
        return await _import(talk, write, lambda diary: programs.import_file(diary, Path(rest).expanduser()))
    if word.isascii() and word.isdigit() and len(word) <= 3 and 1 <= int(word) <= len(samples):
        id = samples[int(word) - 1].id
        return await _import(talk, write, lambda diary: programs.import_sample(diary, id))
    for line in _HELP:
        talk.say(line)
    return False


async def _import(talk: Talk, write: Write, job: Callable[[Diary], Imported]) -> bool:
    from hep_sync.errors import NotUnderstood
    from hep_tui.diary.errors import StoreError
    from hep_tui.diary.finding import RefusedError
    from hep_tui.diary.programs import QuestionError
    from hep_tui.wording import explained

    try:
        taken = await write(job)
    except QuestionError as question:
        talk.say(f"{question.question} Take it in with hep-tui import, which can say yes to that.")
        return False
    except (RefusedError, NotUnderstood, StoreError, OSError) as error:
        talk.say(explained(error)[0])
        return False
    talk.say(f"Saved: {taken.program.title}, {amount(taken.prescriptions, 'exercise')}.")
    return True


async def _add(talk: Talk, write: Write, text: str) -> bool:
    """A line of a paper sheet; what is unclear about it is asked."""
    from hep_tui.diary.errors import StoreError
    from hep_tui.diary.typed import add_line

    answers: dict[str, str] = {}
    read = read_line(text)
    while isinstance(read, Unclear):
        question = read.questions[0]
        for number, choice in enumerate(question.choices, 1):
            talk.say(f"{number}. {choice}")
        said = await talk.ask(f"{question.text} Enter alone gives the line up.")
        if not said:
            return False
        numbered = said.isascii() and said.isdigit() and 1 <= int(said) <= len(question.choices)
        answers[question.about] = question.choices[int(said) - 1] if numbered else said
        read = answer(text, answers)
    understood = read
    try:
        await write(lambda diary: add_line(diary, understood))
    except StoreError as error:
        talk.say(str(error))
        return False
    talk.say(f"Saved: {spoken(understood.words)}.")
    return True
