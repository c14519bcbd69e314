"""Logging from the command line: sessions, extra work, late work, corrections, and what they count for."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Answer, RunCli


@pytest.fixture
def sheet(run_cli: RunCli) -> RunCli:
    """A person whose sheet has one exercise three times a day, one with sides, one timed and one 3 days a week."""
    for line in (
        "Quad set 10x10s left 3/day",
        "Bird dog 3x10 each side 1x/day",
        "Plank 2 sets 45s 1x/day",
        "Wall slides 3x12 3x/week",
    ):
        assert run_cli("add", line, now="2026-03-01T08:00:00-06:00").code == 0
    return run_cli


def entry(answer: Answer) -> dict[str, Any]:
    """The one entry that a command made."""
    assert answer.code == 0, answer.err
    (only,) = answer.json["entries"]
    return dict(only)


def summary(run_cli: RunCli, day: str = "today") -> dict[str, int]:
    """Due and done of a day."""
    return dict(run_cli("today", "--date", day, "--json").json["summary"])


def test_done_takes_the_earliest_session_that_is_not_done(sheet: RunCli) -> None:
    """Without `--slot` the sessions of the day are filled from the first on."""
    assert [entry(sheet("done", "quad", "--json"))["slot"] for _ in range(3)] == [1, 2, 3]
    assert summary(sheet) == {"due": 5, "done": 3}


def test_a_session_can_be_named(sheet: RunCli) -> None:
    """`--slot` names the session; the next one without it takes the earliest that is still open."""
    assert entry(sheet("done", "quad", "--slot", "2", "--json"))["slot"] == 2
    assert [entry(sheet("done", "quad", "--json"))["slot"] for _ in range(2)] == [1, 3]


def test_a_session_that_never_is_is_refused(sheet: RunCli) -> None:
    """A session number that the exercise never has is refused, in words that say which ones it has."""
    answer = sheet("done", "quad", "--slot", "4")
    assert (answer.code, answer.out) == (2, "")
    assert "sessions 1 to 3" in answer.err
    assert sheet("done", "bird", "--slot", "2").code == 2
    assert sheet("done", "wall", "--slot", "1").code == 2
    assert sheet("history", "--json").json["entries"] == []


def test_two_dones_are_two_entries(sheet: RunCli) -> None:
    """However alike, saying it twice is two facts; the best of a session counts, not the sum."""
    first = entry(sheet("done", "bird", "--slot", "1", "--json"))
    second = entry(sheet("done", "bird", "--slot", "1", "--json"))
    assert first["id"] != second["id"]
    assert (first["slot"], second["slot"]) == (1, 1)
    assert len(sheet("history", "--json").json["entries"]) == 2
    assert summary(sheet) == {"due": 5, "done": 1}


def test_extra_work_is_taken_and_is_not_better(sheet: RunCli) -> None:
    """Work after everything is done has no session, is saved with exit 0, and is told so on standard error."""
    for _ in range(3):
        sheet("done", "quad")
    answer = sheet("done", "quad", "--json")
    assert entry(answer)["slot"] is None
    assert "more is not better" in answer.err
    assert summary(sheet) == {"due": 5, "done": 3}


def test_all_logs_what_is_still_to_do(sheet: RunCli) -> None:
    """`--all` logs every open item of the day, the k-of-7 one too, and then says that nothing is left."""
    sheet("done", "quad")
    sheet("skip", "plank", "--reason", "no-equipment")
    made = sheet("done", "--all", "--json").json["entries"]
    assert [(one["exercise"], one["slot"]) for one in made] == [
        ("bird-dog", 1),
        ("quad-set", 2),
        ("quad-set", 3),
        ("wall-slides", None),
    ]
    again = sheet("done", "--all")
    assert again.code == 1
    assert "Nothing is left" in again.err


def test_all_of_one_session(sheet: RunCli) -> None:
    """With `--slot` only that session is logged."""
    made = sheet("done", "--all", "--slot", "2", "--json").json["entries"]
    assert [(one["exercise"], one["slot"]) for one in made] == [("quad-set", 2)]


def test_several_exercises_at_once(sheet: RunCli) -> None:
    """Several names are saved together, or none of them when one is not known."""
    assert len(sheet("done", "quad", "bird", "--json").json["entries"]) == 2
    assert sheet("done", "plank", "nonsense").code == 2
    assert len(sheet("history", "--json").json["entries"]) == 2


def test_names_and_all_exclude_each_other(sheet: RunCli) -> None:
    """Neither nothing nor both can be meant."""
    assert sheet("done").code == 2
    assert sheet("done", "quad", "--all").code == 2


def test_sets_are_given_in_the_order_of_the_session(sheet: RunCli) -> None:
    """`--sets` fills left and right in turn, as the session does; what is not given was not done."""
    made = entry(sheet("done", "bird", "--sets", "10,9,8", "--json"))
    assert [(one["n"], one["side"], one["reps"], one["planned"]) for one in made["sets"]] == [
        (1, "left", 10, 10),
        (1, "right", 9, 10),
        (2, "left", 8, 10),
    ]
    assert made["status"] == "partial"
    assert summary(sheet) == {"due": 5, "done": 0}


def test_seconds_and_sides(sheet: RunCli) -> None:
    """`--seconds` fills timed sets, `--side` keeps to one side, and what does not fit the dose is refused."""
    assert [one["seconds"] for one in entry(sheet("done", "plank", "--seconds", "45,40", "--json"))["sets"]] == [45, 40]
    assert {one["side"] for one in entry(sheet("done", "bird", "--side", "left", "--json"))["sets"]} == {"left"}
    for wrong in (
        ("bird", "--seconds", "45"),
        ("plank", "--sets", "10"),
        ("bird", "--sets", "1,2,3,4,5,6,7"),
        ("quad", "--side", "right"),
    ):
        answer = sheet("done", *wrong)
        assert (answer.code, answer.out) == (2, ""), wrong


def test_late_work_counts_for_its_day(sheet: RunCli) -> None:
    """Work of the last seven days can be added, is marked as added later, and counts for its own day."""
    made = entry(sheet("done", "bird", "--date", "yesterday", "--json"))
    assert (made["date"], made["source"], made["logged_at"][:10]) == ("2026-03-03", "back-filled", "2026-03-04")
    assert summary(sheet, "yesterday")["done"] == 1
    assert summary(sheet)["done"] == 0


@pytest.mark.parametrize(("now", "day", "code"), [("2026-03-08", "2026-03-01", 0), ("2026-03-09", "2026-03-01", 2)])
def test_the_window_for_late_work_is_seven_days(sheet: RunCli, now: str, day: str, code: int) -> None:
    """The seventh day back is taken, the eighth is refused with the limit named."""
    answer = sheet("done", "bird", "--date", day, now=f"{now}T08:00:00-05:00")
    assert answer.code == code
    assert code == 0 or "7 days" in answer.err


def test_tomorrow_cannot_be_logged(sheet: RunCli) -> None:
    """A day that has not come is refused."""
    answer = sheet("done", "bird", "--date", "2026-03-05")
    assert answer.code == 2
    assert "not come yet" in answer.err


def test_work_on_a_day_that_asks_for_none(run_cli: RunCli) -> None:
    """Work outside the schedule is kept without a session and with a note that says why."""
    run_cli("add", "Squat 3x10 mon/wed/fri", now="2026-03-02T08:00:00-06:00")
    made = entry(run_cli("done", "squat", "--date", "2026-03-03", "--json"))
    assert made["slot"] is None
    assert "not due that day" in made["note"]


def test_skips_and_what_they_count_for(sheet: RunCli) -> None:
    """A skip for pain, illness or rest is taken out of the count; any other reason stays in it."""
    assert entry(sheet("skip", "bird", "--reason", "ill", "--json"))["kind"] == "skip"
    assert summary(sheet) == {"due": 4, "done": 0}
    made = entry(sheet("skip", "plank", "--reason", "no-time", "--note", "late train", "--json"))
    assert (made["reason"], made["status"], made["note"]) == ("no-time", "skipped", "late train")
    assert summary(sheet) == {"due": 4, "done": 0}
    states = {item["exercise"]: item["status"] for item in sheet("today", "--json").json["slots"][0]["items"]}
    assert (states["bird-dog"], states["plank"]) == ("excused", "skipped")


def test_work_after_a_skip_takes_its_session(sheet: RunCli) -> None:
    """What was left out and then done after all answers the same session and counts."""
    sheet("skip", "bird", "--reason", "no-time")
    assert entry(sheet("done", "bird", "--json"))["slot"] == 1
    assert summary(sheet)["done"] == 1


def test_symptoms(sheet: RunCli) -> None:
    """A symptom stands on its own or with an exercise, with its scale, time and area."""
    alone = entry(sheet("symptom", "4", "--area", "left knee", "--when", "next-morning", "--json"))
    assert alone["kind"] == "symptom"
    assert alone["symptoms"] == [{"scale": "pain_0_10", "value": 4, "when": "next-morning", "area": "left knee"}]
    dizzy = entry(sheet("symptom", "3", "bird", "--scale", "dizziness_0_10", "--json"))
    assert (dizzy["exercise"], dizzy["pain"], dizzy["symptoms"][0]["scale"]) == ("bird-dog", None, "dizziness_0_10")


@pytest.mark.parametrize("command", [("done", "heel slide", "--pain", "9"), ("symptom", "9", "heel slide")])
def test_pain_above_the_ceiling_is_answered(run_cli: RunCli, command: tuple[str, ...]) -> None:
    """Pain above what the plan allows is saved, and answered with the plan's limit and where that message stands."""
    run_cli("import", "acl-early")
    answer = run_cli(*command, "--json")
    assert answer.json["saved"] is True
    assert "above the" in answer.err
    assert "has not reached your clinic" in answer.err


def test_amend_changes_only_what_is_given(sheet: RunCli) -> None:
    """A correction is a new entry; the rest, the ids of the sets and the old entry stay as they were."""
    made = entry(sheet("done", "bird", "--pain", "3", "--note", "ok", "--json"))
    fixed = entry(sheet("amend", made["id"], "--sets", "10,10,10,10,10,6", "--why", "miscounted", "--json"))
    assert (fixed["kind"], fixed["refers_to"], fixed["why"]) == ("amendment", made["id"], "miscounted")
    assert (fixed["pain"], fixed["note"], fixed["status"]) == (3, "ok", "partial")
    assert [one["id"] for one in fixed["sets"]] == [one["id"] for one in made["sets"]]
    assert sheet("history", "--json").json["entries"] == [made, fixed]
    assert summary(sheet)["done"] == 0


def test_an_amendment_is_amended_too(sheet: RunCli) -> None:
    """A correction named by the id of an earlier correction corrects the same record."""
    made = entry(sheet("done", "bird", "--json"))
    first = entry(sheet("amend", made["id"], "--pain", "3", "--why", "forgot", "--json"))
    second = entry(sheet("amend", f"urn:uuid:{first['id']}", "--effort", "5", "--why", "forgot", "--json"))
    assert (second["refers_to"], second["pain"], second["effort"]) == (made["id"], 3, 5)


def test_retract_withdraws_and_keeps(sheet: RunCli) -> None:
    """A withdrawn entry counts no more, stays readable, and its session is open again."""
    made = entry(sheet("done", "bird", "--json"))
    taken = entry(sheet("retract", made["id"], "--why", "wrong day", "--json"))
    assert (taken["kind"], taken["refers_to"]) == ("retraction", made["id"])
    assert summary(sheet)["done"] == 0
    assert sheet("history", "--json").json["entries"][0] == made
    assert "withdrawn" in sheet("history").out
    assert entry(sheet("done", "bird", "--json"))["slot"] == 1


def test_nothing_happens_to_what_was_withdrawn(sheet: RunCli) -> None:
    """What is withdrawn cannot be withdrawn or corrected again: exit 1, nothing is added."""
    made = entry(sheet("done", "bird", "--json"))
    sheet("retract", made["id"], "--why", "wrong")
    assert sheet("retract", made["id"], "--why", "again").code == 1
    assert sheet("amend", made["id"], "--pain", "1", "--why", "again").code == 1
    assert len(sheet("history", "--json").json["entries"]) == 2


@pytest.mark.parametrize(
    "command",
    [
        ("amend", "nothing", "--pain", "1", "--why", "x"),
        ("retract", "nothing", "--why", "x"),
        ("amend", "nothing", "--why", "x"),
        ("retract", "nothing"),
    ],
)
def test_corrections_need_something_to_correct(sheet: RunCli, command: tuple[str, ...]) -> None:
    """An unknown id, nothing to change and no reason are refused."""
    answer = sheet(*command)
    assert (answer.code, answer.out) == (2, "")


def test_undo_takes_back_what_was_logged_last(sheet: RunCli, diary: Any) -> None:
    """Undo withdraws the newest entry made through the diary, then the one before, and nothing of other commands."""
    from hep_tui.diary.drafts import completion

    sheet("done", "quad")
    p = diary.find("bird dog")
    saved = [diary.log(completion(p, diary.today, 1))[0] for _ in range(2)]
    assert [diary.undo().id, diary.undo().id] == [saved[1].id, saved[0].id]
    assert diary.undo() is None
    assert summary(sheet) == {"due": 5, "done": 1}


def test_several_matches_are_listed(run_cli: RunCli) -> None:
    """A name that fits several exercises is refused with all of them; its whole name or id is taken."""
    for line in ("Heel raise 3x10", "Heel slide 3x10"):
        run_cli("add", line)
    answer = run_cli("done", "heel")
    assert answer.code == 2
    assert "Heel raise" in answer.err
    assert "Heel slide" in answer.err
    assert run_cli("done", "heel-raise").code == 0
    assert run_cli("done", "HEEL  SLIDE").code == 0


def test_an_unclear_line_is_asked_and_never_guessed(run_cli: RunCli) -> None:
    """Without a terminal a line that could mean two things is refused with the question."""
    answer = run_cli("add", "Bird dogs 10 each side alternating")
    clear = run_cli("add", "stretch a bit")
    assert (clear.code, clear.out) == (2, "")
    assert answer.code in (0, 2)
    assert "not clear" in clear.err


def test_entries_of_one_command_stay_in_order(sheet: RunCli) -> None:
    """What is saved together has times one after the other, all with the offset of the patient's clock."""
    moments = [one["logged_at"] for one in sheet("done", "--all", "--json").json["entries"]]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)
    assert all(moment.endswith("-06:00") for moment in moments)
