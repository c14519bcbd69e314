"""`programs`, `import` and `add`: how a program comes in."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hep_care.dose_line import Unclear, Understood, answer, read_line
from hep_care.plain_text import plain_text
from hep_tui.commands.common import ask, json_option, open_here, out, print_json, say
from hep_tui.diary.finding import RefusedError, parse_day
from hep_tui.diary.programs import Imported, QuestionError, import_file, import_sample, samples
from hep_tui.diary.shapes import item_shape
from hep_tui.wording import NotDoneError

if TYPE_CHECKING:
    from hep_tui.diary import Diary


@click.command("programs", short_help="The sample programs that ship.")
@json_option
def programs_command(json: bool) -> None:
    """The sample programs that ship; `hep-tui import ID` takes one in."""
    found = samples()
    if json:
        print_json([{"id": sample.id, "title": sample.title} for sample in found])
        return
    for sample in found:
        out(f"{sample.id:<20} {sample.title}")
    out("Samples, not medical advice. Take one in with: hep-tui import ID")


@click.command("import", short_help="Take in a sample, a program file or a FHIR bundle.")
@click.argument("source", metavar="FILE|SAMPLE")
@click.option("--start", metavar="D", help="First day of a sample or program file; today unless you say so.")
@click.option("--replace", is_flag=True, help="End the present program yesterday and keep its past.")
@click.option("--other-patient", is_flag=True, help="Yes, this file of another patient belongs here.")
@json_option
@click.pass_context
def import_command(
    ctx: click.Context, source: str, start: str | None, replace: bool, other_patient: bool, json: bool
) -> None:
    """Take in a sample by its id, a program file (.toml) or a FHIR R4 Bundle (.json); twice is the same as once."""
    diary = open_here(ctx)
    begin = parse_day(start, diary.today) if start is not None else None
    yes = {"--replace": replace, "--other-patient": other_patient}
    while True:
        try:
            taken = _take(diary, source, begin, yes)
            break
        except QuestionError as question:
            ask(question.question, question.flag, json)
            yes[question.flag] = True
    for set_aside in taken.quarantined:
        say(f"Set aside: {set_aside.what}: {set_aside.why}")
    for warning in taken.warnings:
        say(f"Passed over: {warning}")
    if json:
        print_json(_shape(taken))
    else:
        _print(taken)


def _take(diary: Diary, source: str, start: date | None, yes: dict[str, bool]) -> Imported:
    if any(source == sample.id for sample in samples()) and not Path(source).exists():
        return import_sample(diary, source, start=start, replace=yes["--replace"])
    path = Path(source)
    if not path.exists():
        raise RefusedError(
            f"{plain_text(source, limit=80)} is neither a file nor a sample; `hep-tui programs` lists the samples."
        )
    return import_file(
        diary,
        path,
        start=start,
        replace=yes["--replace"],
        other_patient=yes["--other-patient"],
        progress=_progress if sys.stderr.isatty() else None,
    )


def _progress(entries: int) -> None:
    print(f"\r{entries:,} entries…", end="", file=sys.stderr, flush=True)


def _shape(taken: Imported) -> dict[str, object]:
    return {
        "program": {"id": taken.program.id, "title": taken.program.title, "version": taken.program.version},
        "prescriptions": taken.prescriptions,
        "entries": taken.entries,
        "new": taken.new,
        "quarantined": [{"what": q.what, "why": q.why} for q in taken.quarantined],
    }


def _print(taken: Imported) -> None:
    if sys.stderr.isatty() and taken.entries:
        print("\r", end="", file=sys.stderr)
    known = " Nothing in it was new." if not taken.new else ""
    out(f"{taken.program.title}: {taken.prescriptions} exercises, {taken.entries} entries.{known}")
    if taken.program.sample:
        out("A sample, not medical advice.")


@click.command("add", short_help="Add one line of a paper sheet.")
@click.argument("line")
@json_option
@click.pass_context
def add_command(ctx: click.Context, line: str, json: bool) -> None:
    """Add one exercise, written as on a paper sheet: "Quad set 10x10s left 3/day"."""
    diary = open_here(ctx)
    understood = _understand(line, json)
    from hep_tui.diary.typed import add_line

    p = add_line(diary, understood)
    if json:
        tally = diary.tally(diary.today)
        state = next((s for s in tally.states if s.item.prescription.id == p.id), diary.state_outside(p))
        program = diary.program()
        assert program is not None
        print_json({"prescription": item_shape(state, tally, program), "understood": understood.words})
    else:
        out(f"Added: {understood.words}")


def _understand(line: str, json: bool) -> Understood:
    """What the line means; where it is unclear the patient is asked, and without a terminal it is refused."""
    answers: dict[str, str] = {}
    found: Understood | Unclear = read_line(line)
    while isinstance(found, Unclear):
        question = found.questions[0]
        if json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            choices = f" ({', '.join(question.choices)})" if question.choices else ""
            raise RefusedError(f"That line is not clear: {question.text}{choices} Write it into the line.")
        answers[question.about] = _answer(question.text, question.choices)
        found = answer(line, answers)
    return found


def _answer(text: str, choices: tuple[str, ...]) -> str:
    say(text)
    for number, choice in enumerate(choices, 1):
        say(f"  {number}  {choice}")
    print("> ", end="", file=sys.stderr, flush=True)
    said = sys.stdin.readline().strip()
    if not said:
        raise NotDoneError("Nothing was added.")
    if said.isascii() and said.isdigit() and 1 <= int(said) <= len(choices):
        return choices[int(said) - 1]
    return said
