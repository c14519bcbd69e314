"""The line mode as a patient meets it: the day, the session, the log and the calendar, one line after another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from app.plain_driver import CTRL_C, END, SIGNS, Line, Patient, writer
from hep_care.entry import EntryKind, Source
from hep_tui.demo_past import make_past
from hep_tui.diary import open_diary
from hep_tui.diary.programs import import_sample
from hep_tui.plain.first_run import choose_program
from hep_tui.plain.home import Home
from hep_tui.plain.sessions import Sessions
from hep_tui.plain.talk import Ended
from hep_tui.store.errors import DiskFull

BEGIN = ("", "")
"""The warning signs are heard, and the patient is in place."""
Play = Callable[..., tuple[Patient, int]]


@pytest.fixture
def play(home: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """Opens the diary, offers a session that was cut off, and runs the day with what the patient types."""
    opened = []

    def call(*lines: Line, program: str = "acl-early", write: Any = None) -> tuple[Patient, int]:
        diary = open_diary()
        opened.append(diary)
        if diary.course() is None and program:
            import_sample(diary, program)
            diary.refresh()
        patient = Patient(monkeypatch, lines)

        async def run() -> int:
            try:
                sessions = Sessions(patient, diary, write or writer(diary))
                await sessions.offer_resume()
                await Home(patient, diary, write or writer(diary), sessions).run()
            except Ended as ended:
                return ended.code
            return 0

        code = asyncio.run(run())
        patient.diary = diary
        return patient, code

    yield call
    for diary in opened:
        diary.close()


def entries(patient: Patient) -> list[Any]:
    """Everything that is saved."""
    return list(patient.diary.history(None, None).entries)


def after(patient: Patient, line: str) -> list[str]:
    """What was said after the first time a line was."""
    return patient.said[patient.said.index(line) + 1 :]


def test_the_day_is_read_out(play: Play) -> None:
    """Greeting, date, sessions with minutes, and exercises with number, side, state and dose, without a sign."""
    patient, code = play("quit")
    assert code == 0
    assert patient.said[:2] == ["Good morning.", "Today is Wednesday 4 March, week 1."]
    assert "Morning: 4 to do, 15 minutes." in patient.said
    assert "3. Straight-leg raise in brace, left side, to do: 3 times 10." in patient.said
    assert not set(patient.text) & set(SIGNS)


def test_done_undo_and_what_comes_next(play: Play) -> None:
    """Each logs or takes back and says so, then what is next; nothing is logged for a number that is not there."""
    patient, _ = play("done 1 2", "undo", "done 99", "done heel prop", "next", "quit")
    assert [line for line in patient.said if line.startswith(("Saved", "Taken"))] == [
        "Saved: Quad set.",
        "Saved: Assisted heel slide.",
        "Taken back: Assisted heel slide.",
        "Saved: Heel prop (extension).",
    ]
    assert any("say a number from 1 to 13" in line for line in patient.said)
    assert patient.said[-1] == "Next: 2, Assisted heel slide, morning, 10 times 5 seconds."


def test_log_asks_one_thing_after_another(play: Play) -> None:
    """Numbers, pain, effort and two notes; wrong numbers are asked again; pain above the limit brings the plan's words."""
    patient, _ = play("log 3", "ten", "10,8", "12", "6", "4", "hard today", "private", "quit")
    (entry,) = entries(patient)
    assert [one.reps for one in entry.sets] == [10, 8]
    assert (entry.pain, entry.effort, entry.note, entry.private_note) == (6, 4, "hard today", "private")
    assert "Saved, in part: Straight-leg raise in brace." in patient.said
    assert after(patient, "Saved, in part: Straight-leg raise in brace.")[0] == "When to call."


def test_skip_asks_why(play: Play) -> None:
    """A letter is the reason; Enter changes nothing; after pain the warning signs follow."""
    patient, _ = play("skip 2", "", "skip 1", "z", "p", "quit")
    (entry,) = entries(patient)
    assert (entry.kind, entry.reason) == (EntryKind.SKIP, "pain")
    assert "Left out: Quad set." in patient.said
    assert "You left Quad set out because of pain." in patient.said


def test_again_is_asked(play: Play) -> None:
    """A second time in one session of the day is a question whose Enter is a no."""
    patient, _ = play("done 1", "done 1", "", "done 1", "maybe", "yes", "quit")
    assert len(entries(patient)) == 2


def test_yesterday_is_added_to(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is added to yesterday and marked so; the timer is for today."""
    diary = open_diary()
    import_sample(diary, "acl-early", start=diary.today - diary.ONE_DAY)
    diary.close()
    patient, _ = play("yesterday", "start", "done 1", "today", "quit")
    (entry,) = entries(patient)
    assert entry.source is Source.BACK_FILLED
    assert "Saved, added later: Quad set." in patient.said
    assert any(line.startswith("The timer is for today.") for line in patient.said)


def test_help_and_strange_words(play: Play) -> None:
    """Help reads the words out; a strange word is answered; `!` and Enter alone are too."""
    patient, code = play("help", "frobnicate", "!", "", CTRL_C)
    assert any(line.startswith("start: ") for line in patient.said)
    assert "That is no word I know. Type help and Enter for the list." in patient.said
    assert "Warning sign: fever" in patient.said
    assert code == 0


def test_a_number_tells_about_an_exercise(play: Play) -> None:
    """How, when to stop, why: each line says what it is about."""
    patient, _ = play("3", "why 3", "score", "quit")
    said = after(patient, "Type help and Enter for what you can type.")
    assert "Your limit: Stop above pain 4 of 10; it should settle within 24 hours." in said
    assert "Only if: only if the knee stays straight." in said or "Only if the knee stays straight." in said


def test_a_short_day(play: Play) -> None:
    """What fits is read out and can be begun at once; the rest waits."""
    patient, _ = play("short", "short 6", "no", "quit")
    assert "How many minutes do you have? Say short 10 for ten." in patient.said
    assert "2 exercises, 5 minutes:" in patient.said
    assert "2 exercises can wait; nothing is noted about that." in patient.said
    assert not entries(patient)


def test_a_whole_session(play: Play) -> None:
    """The timers run without a key, each exercise is saved when it ends, and the review makes it the patient's word."""
    patient, _ = play("start", *BEGIN, (1200.0, ""), "c", "10", "i", "2", "l", "3", "quit")
    said = after(patient, "Press Enter when you are in place; no and Enter goes back.")
    assert said[1:4] == [
        "Exercise 1 of 4: Quad set.",
        "10 reps, hold 10 seconds, left side, body weight, rest 3 seconds between reps.",
        "Push the back of the knee into the bed.",
    ]
    for name in ("Quad set", "Assisted heel slide", "Straight-leg raise in brace", "Heel prop (extension)"):
        assert said[said.index(f"{name} done.") + 1] == f"Saved: {name}."
    assert "You did 4 of 4 exercises. Saved." in said
    assert not set(patient.text) & set(SIGNS)
    completions = [entry for entry in entries(patient) if entry.kind is EntryKind.COMPLETION]
    assert [len(entry.sets) for entry in completions] == [1, 1, 3, 1]
    whys = [entry.why for entry in entries(patient) if entry.kind is EntryKind.AMENDMENT]
    assert whys == ["confirmed", "numbers put right", "stopped before the end"]


def test_every_line_of_a_session_can_be_understood_by_itself(play: Play) -> None:
    """No line is a bare number or a bare sign, none is long, and no two same lines follow each other."""
    patient, _ = play("start", *BEGIN, (1200.0, ""), "", "", "", "", "quit")
    said = after(patient, "Press Enter when you are in place; no and Enter goes back.")
    assert all(len(line.split()) >= 2 and len(line) < 160 for line in said)
    assert all(one != other for one, other in pairwise(said))
    # Eighteen minutes of session are a line in seven seconds at most.
    assert len(said) < patient.now / 7


def test_pause_symptom_and_stop(play: Play) -> None:
    """The clock stands while something is asked; above the limit the plan's words come; a pain stop names when to call."""
    patient, _ = play(
        "start 3", *BEGIN, (20.0, "p"), (60.0, "w"), "p", (2.0, "s"), "5", "c", "a bit sore", (2.0, "x"), "p", "q", "s",
        "", "quit",
    )  # fmt: skip
    entry = next(entry for entry in entries(patient) if entry.kind is EntryKind.COMPLETION)
    assert [one.reps for one in entry.sets] == [3]
    assert (entry.reason, entry.pain, entry.note) == ("pain", 5, "Carried on above the limit (pain 5): a bit sore")
    assert any(line.startswith("You stopped Straight-leg raise in brace because of pain.") for line in patient.said)
    assert "Saved: Straight-leg raise in brace." in patient.said


def test_the_bell_and_the_signs_come_before_the_first_session_only(play: Play) -> None:
    """The warning signs are read once for a version of the program; the bell rings at the changes."""
    patient, _ = play("start 4", *BEGIN, (400.0, ""), "", "start 8", "no", "quit")
    assert patient.text.count("Please hear this once before you begin.") == 1
    assert patient.bells == 2


@pytest.mark.parametrize("end", [END, CTRL_C])
def test_a_session_that_is_left_goes_on_later(play: Play, end: str) -> None:
    """The input ends, or Ctrl+C and `q`: every set is kept, and the next start goes on where it was."""
    patient, code = play("start 3", *BEGIN, (90.0, end), "q")
    assert code == (129 if end == END else 0)
    assert patient.said[-1] == "Every set so far is kept. The next start offers to go on from here."
    assert not entries(patient)
    patient.diary.close()
    again, _ = play("", "p", "x", "s", "", "", "quit")
    assert again.said[0] == "A session was cut off at Straight-leg raise in brace, exercise 1 of 2."
    assert "You did 1 of 2 exercises. Saved." in again.said
    entry = next(entry for entry in entries(again) if entry.kind is EntryKind.COMPLETION)
    assert [one.reps for one in entry.sets] == [10]


def test_a_cut_off_session_can_be_saved_as_it_is(play: Play) -> None:
    """Saved from the question itself, the sets that were done are logged."""
    play("start 3", *BEGIN, (90.0, END))[0].diary.close()
    again, _ = play("s", "quit")
    assert "Saved: what you did." in again.said
    assert [one.reps for one in entries(again)[0].sets] == [10]


def test_a_full_disk_is_said_and_tried_again(play: Play) -> None:
    """What cannot be saved is said, the timer waits between two sets, and nothing is lost when it can be again."""
    diary = open_diary()
    import_sample(diary, "acl-early")
    diary.note_flags_seen()
    diary.refresh()
    tries: list[str] = []

    async def write(job: Any) -> Any:
        tries.append("x")
        if len(tries) <= 2:
            raise DiskFull
        return await writer(diary)(job)

    patient, _ = play("start 4", "", (40.0, "save"), (2.0, "p"), (330.0, ""), "", "quit", write=write)
    assert patient.said.count(str(DiskFull())) == 1
    assert "Paused, as your sets could not be saved. Type save to try again, or p to go on." in patient.said
    assert "Everything so far is saved." in patient.said
    assert "Saved: Heel prop (extension)." in patient.said
    assert any(entry.kind is EntryKind.COMPLETION for entry in entries(patient))
    diary.close()


def test_first_start(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a program the samples are numbered; a wrong answer is met with the ways, a line of a sheet is taken in."""
    with_line = open_diary()
    patient = Patient(monkeypatch, ("99", "file /nowhere/else.json", "add Quad set 10x10s left 3/day"))
    assert asyncio.run(choose_program(patient, with_line, writer(with_line)))
    assert "1. ACL reconstruction, weeks 0-2." in patient.said
    assert any(line.startswith("Saved: Quad set: 10 reps, hold 10 seconds") for line in patient.said)
    assert with_line.program() is not None
    with_line.close()


def test_the_calendar_in_lines(play: Play) -> None:
    """Days, weeks, a month, a year and one day; a program with a past of two months."""
    diary = open_diary()
    import_sample(diary, "acl-early", start=diary.today - 60 * diary.ONE_DAY)
    make_past(diary, 60)
    diary.close()
    patient, _ = play("calendar", "calendar february", "calendar 2026", "calendar yesterday", "calendar 1990", "quit")
    assert "Wed 4 Mar: 12 to do." in patient.said
    assert sum(line.startswith(("This week", "Week of")) for line in patient.said) == 4
    assert sum(line.startswith("February") and "days in full" in line for line in patient.said) == 2
    assert any(line.startswith("Tuesday 3 March 2026: ") for line in patient.said)
    assert "There is nothing in 1990: no program, and no day to count." in patient.said
    assert not set(patient.text) & set(SIGNS)
