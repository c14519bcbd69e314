"""Cases that simple trackers get wrong, by number: here those that need a file, a program that changes, or a session."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import RunCli
from hep_care.blocks import compile_dose
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose import Dose, Kind, Load, LoadKind
from hep_care.entry import EntryKind, Outcome, Reason, Symptom, When
from hep_tui.diary import Diary, open_diary
from hep_tui.diary.ceilings import above_words
from hep_tui.diary.corrections import Change, amendment
from hep_tui.diary.drafts import completion, done_sets
from hep_tui.diary.entry_text import on_earlier_plan
from hep_tui.diary.programs import import_file
from hep_tui.diary.writing import Draft
from hep_tui.player import OverCeiling, Player
from hep_tui.screens.day_rows import told_of, told_parts
from hep_tui.session_keeper import SessionKeeper
from hep_tui.session_plan import SessionPlan, plan_from_json, plan_session

MONDAY = "2026-03-02T08:00:00-06:00"
TODAY = date(2026, 3, 4)
YESTERDAY = date(2026, 3, 3)

Take = Callable[..., None]


@pytest.fixture
def take(diary: Diary, tmp_path: Path) -> Take:
    """Takes in a version of a small program: `take("1", squat=3, lunge=3)` with the sets of each exercise."""

    def call(version: str, **exercises: int) -> None:
        head = f'id = "knee"\ntitle = "Knee"\nversion = "{version}"\nstart = 2026-03-01\n[symptom]\nceiling = 4\n'
        one = '[[exercises]]\nid = "{0}"\nname = "{0}"\nsets = {1}\nreps = 10\ncues = ["heels down"]\n'
        file = tmp_path / "knee.toml"
        file.write_text(head + "".join(one.format(id, sets) for id, sets in exercises.items()), encoding="utf-8")
        import_file(diary, file)

    return call


def item(diary: Diary, exercise: str, day: date = TODAY) -> ItemState:
    """How an exercise of a day stands."""
    return next(s for s in diary.tally(day).states if s.item.prescription.exercise == exercise)


def names(diary: Diary, day: date = TODAY) -> list[str]:
    """The exercises of a day."""
    return [state.item.prescription.exercise for state in diary.tally(day).states]


def session(diary: Diary) -> tuple[SessionPlan, Player, SessionKeeper]:
    """A session of everything that is due today, begun."""
    program = diary.program()
    assert program is not None
    plan = plan_session(TODAY, diary.tally(TODAY).states, program.timings, diary.settings)

    async def write(job: Callable[[Diary], Any]) -> Any:
        return job(diary)

    player, keeper = Player(plan.exercises()), SessionKeeper(plan, write, diary.clock.now)
    keeper.take(player.start(0.0), player)
    return plan, player, keeper


async def test_case_12_a_session_ends_on_the_version_it_began_with(diary: Diary, take: Take) -> None:
    """A change that comes while a session runs is in force afterwards; the session keeps its dose, and so does its entry."""
    take("1", squat=2)
    _, player, keeper = session(diary)
    await keeper.flush()
    take("2", squat=4)
    for second in range(1, 200):
        keeper.take(player.tick(float(second)), player)
    await keeper.close()
    (entry,) = diary.history(None, None).entries
    assert (entry.prescription_version, len(entry.sets), entry.status) == ("1", 2, Outcome.COMPLETE)
    assert item(diary, "squat").item.prescription.dose.sets == 4
    assert item(diary, "squat").status is ItemStatus.DONE


async def test_case_12_a_session_that_was_cut_off_resumes_on_its_own_version(diary: Diary, take: Take) -> None:
    """Between the crash and going on the plan changed; the journal still names the dose that was begun."""
    take("1", squat=2)
    _, _, keeper = session(diary)
    await keeper.flush()
    keeper.leave()
    take("2", squat=4)
    journal = diary.unfinished_session()
    program = diary.program()
    assert journal is not None
    assert program is not None
    (resumed,) = plan_from_json(journal.plan, program.prescription).prescriptions
    assert (resumed.version, resumed.dose.sets) == ("1", 2)


def change_on(diary: Diary, tmp_path: Path, day: str, **changed: Any) -> None:
    """Takes in a bundle as a clinic would send it: the one order in a new version, changed on some earlier day."""
    newest = {(r.type, r.id): json.loads(r.raw) for r in diary.store.resources()}
    plans = [resource for (type, _), resource in newest.items() if type == "CarePlan"]
    (order,) = (resource for (type, _), resource in newest.items() if type == "ServiceRequest")
    new = {**order, **changed, "meta": {"versionId": "2", "lastUpdated": f"{day}T09:00:00-06:00"}}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in (*plans, new)]}
    file = tmp_path / "change.json"
    file.write_text(json.dumps(bundle), encoding="utf-8")
    import_file(diary, file)


def at(diary: Diary, moment: str) -> None:
    """Turns the diary's clock."""
    diary.clock = replace(diary.clock, pinned=datetime.fromisoformat(moment))


def test_case_13_work_on_an_earlier_plan_is_kept_flagged_and_credited(
    diary: Diary, take: Take, tmp_path: Path, run_cli: RunCli
) -> None:
    """The plan changed on Monday and nobody told this computer: Tuesday's work stays as it was, says so, and counts."""
    at(diary, "2026-03-01T08:00:00-06:00")
    take("1", squat=2)
    for day in ("2026-03-02", "2026-03-03"):
        at(diary, f"{day}T08:00:00-06:00")
        diary.log(completion(diary.find("squat"), diary.today, 1))
    before = diary.history(None, None).entries
    at(diary, "2026-03-04T08:00:00-06:00")
    old = json.loads(diary.store.resources("ServiceRequest")[0].raw)
    change_on(diary, tmp_path, "2026-03-03", note=[*old.get("note", []), {"text": "slower"}])
    assert diary.history(None, None).entries == before
    days = {count.day: count for count in diary.counts(date(2026, 3, 2), TODAY)}
    assert [days[day].credit for day in (date(2026, 3, 2), YESTERDAY)] == [1, 1]
    assert item(diary, "squat", YESTERDAY).item.prescription.version == "2"
    lines = [line for line in run_cli("history").out.splitlines() if line.startswith("  ")]
    assert ["done on an earlier plan" in line for line in lines] == [True, False]
    assert "done on an earlier plan" in run_cli("export", "--format", "md").out


def test_case_13_the_day_in_full_says_so_too(diary: Diary, take: Take, tmp_path: Path) -> None:
    """Beside a record that answered the earlier plan the day's page says that, and says nothing beside any other."""
    at(diary, "2026-03-01T08:00:00-06:00")
    take("1", squat=2)
    p = diary.find("squat")
    at(diary, "2026-03-04T08:00:00-06:00")
    change_on(diary, tmp_path, "2026-03-04", status="active", patientInstruction="slowly")
    old, new = (diary.log(completion(one, TODAY, 1))[0] for one in (p, diary.find("squat")))
    records = diary.records(TODAY, TODAY)[TODAY]
    earlier = {r.id for r in records if on_earlier_plan(r.entry, diary.prescription_of(r.entry))}
    told = told_of(diary.tally(TODAY), records, {}, earlier)
    words = {id: "".join(map(str, told_parts(told[f"record-{id}"], can_add=False))) for id in (old.id, new.id)}
    assert ["done on an earlier plan; it counts" in words[id] for id in (old.id, new.id)] == [True, False]


def test_case_14_what_is_withdrawn_for_safety_is_gone_at_once(diary: Diary, take: Take, tmp_path: Path) -> None:
    """A revoked order leaves Today in the running app too and no session takes it up; what was done with it stays."""
    at(diary, MONDAY)
    take("1", squat=2)
    (done,) = diary.log(completion(diary.find("squat"), diary.today, 1))
    at(diary, "2026-03-04T08:00:00-06:00")
    app = open_diary()
    try:
        assert names(app) == ["squat"]
        change_on(diary, tmp_path, "2026-03-04", status="revoked")
        assert app.refresh()
        assert names(app) == []
        program = app.program()
        assert program is not None
        assert plan_session(TODAY, app.tally(TODAY).states, program.timings, app.settings).exercises() == ()
        assert names(app, date(2026, 3, 2)) == ["squat"]
        assert app.history(None, None).entries == (done,)
    finally:
        app.close()


def test_case_19_late_work_is_marked_and_has_a_limit(diary: Diary, take: Take, run_cli: RunCli) -> None:
    """Yesterday's work counts for yesterday, keeps when it was logged, says so to both ends, and eight days is too late."""
    take("1", squat=2)
    made = run_cli("done", "squat", "--date", "yesterday", "--json").json["entries"][0]
    assert (made["date"], made["logged_at"][:10], made["source"]) == ("2026-03-03", "2026-03-04", "back-filled")
    assert "added later" in run_cli("history").out
    sent = run_cli("export", "--format", "fhir").json
    (observation,) = (e["resource"] for e in sent["entry"] if e["resource"]["resourceType"] == "Observation")
    assert "back-filled" in json.dumps(observation)
    assert observation["issued"][:10] == "2026-03-04"
    assert run_cli("done", "squat", "--date", "2026-02-24", "--json").code == 2
    assert len(run_cli("history", "--json").json["entries"]) == 1


async def test_case_20_a_stop_for_pain_is_saved_as_partial_and_excused(diary: Diary, take: Take) -> None:
    """Stopped in the second of three sets: that much and the pain are on the disk, and the rest is not held against anybody."""
    take("1", squat=3, lunge=3)
    _, player, keeper = session(diary)
    for second in range(1, 50):
        keeper.take(player.tick(float(second)), player)
    for event in (player.symptom(50.0, 3), player.stop_exercise(51.0, Reason.PAIN), player.stop_session(52.0)):
        keeper.take(event, player)
    await keeper.close()
    diary.forget()
    squat, lunge = item(diary, "squat"), item(diary, "lunge")
    assert (squat.status, squat.excused, lunge.status) == (ItemStatus.PARTIAL, True, ItemStatus.TODO)
    (record,) = squat.records
    assert (record.entry.status, record.entry.reason, record.entry.pain) == (Outcome.PARTIAL, Reason.PAIN, 3)
    assert 0 < len(record.entry.sets) < 3
    assert diary.tally(TODAY).count.due == 1


@pytest.mark.parametrize(("pain", "over"), [(4, False), (5, True)])
def test_case_21_above_the_ceiling_the_plan_speaks(diary: Diary, take: Take, pain: int, over: bool) -> None:
    """The plan's own limit decides, for the timer and without it; the reading is kept whatever the patient chooses."""
    take("1", squat=3)
    p = diary.find("squat")
    _, player, _ = session(diary)
    assert any(isinstance(event, OverCeiling) for event in player.symptom(7.0, pain)) is over
    assert ("above the 4 your plan allows" in above_words(p, (Symptom(pain),))) is over
    diary.log(replace(completion(p, TODAY, 1, done_sets(p)), symptoms=(Symptom(pain),), note="went on"))
    assert item(diary, "squat").records[0].entry.pain == pain


def test_case_22_the_next_morning_belongs_to_yesterday(diary: Diary, take: Take, tmp_path: Path) -> None:
    """The reading names yesterday's work, is kept through an export, and neither fills a session nor is asked of anybody."""
    take("1", squat=3)
    p = diary.find("squat")
    (done,) = diary.log(completion(p, YESTERDAY, 1))
    before = [diary.tally(day).count for day in (YESTERDAY, TODAY)]
    morning = Symptom(3, when=When.NEXT_MORNING)
    (said,) = diary.log(Draft(EntryKind.SYMPTOM, TODAY, p, symptoms=(morning,), refers_to=done.id))
    assert [diary.tally(day).count for day in (YESTERDAY, TODAY)] == before
    (kept,) = (entry for entry in diary.history(TODAY, TODAY).entries if entry.kind is EntryKind.SYMPTOM)
    assert (kept.refers_to, kept.symptoms, kept.date) == (done.id, (morning,), TODAY)
    record = diary.record(said.id)
    assert record is not None
    assert record.id == said.id


def test_case_26_both_bands_are_kept(diary: Diary, take: Take) -> None:
    """The colour really used stands in the sets, the prescribed one in the dose, after the file was opened anew."""
    take("1", squat=2)
    red, green = Load(LoadKind.BAND, colour="red"), Load(LoadKind.BAND, colour="green")
    p = replace(diary.find("squat"), dose=Dose(Kind.REPS, sets=2, reps=10, load=red))
    sets = tuple(replace(one, load=green) for one in done_sets(p))
    diary.log(completion(p, TODAY, 1, sets))
    again = open_diary()
    try:
        (entry,) = again.history(None, None).entries
        assert entry.dose is not None
        assert (entry.dose.load, {one.load for one in entry.sets}) == (red, {green})
        assert item(again, "squat").status is ItemStatus.DONE
    finally:
        again.close()


def test_case_27_undo_now_and_a_correction_later(diary: Diary, take: Take) -> None:
    """The last key is taken back; what an earlier sitting logged is only corrected, and both stay readable."""
    take("1", squat=2)
    p = diary.find("squat")
    (slip,) = diary.log(completion(p, TODAY, 1))
    assert diary.undo() is not None
    assert item(diary, "squat").status is ItemStatus.TODO
    (kept,) = diary.log(completion(p, TODAY, 1))
    later = open_diary()
    try:
        assert later.undo() is None
        record = later.record(kept.id)
        assert record is not None
        later.log(amendment(later, record, Change(reps=[10, 4]), "counted wrong"))
        assert item(later, "squat").status is ItemStatus.PARTIAL
        entries = later.history(None, None).entries
        assert [e.kind.value for e in entries] == ["completion", "retraction", "completion", "amendment"]
        assert entries[0] == slip
        assert [one.reps for one in entries[2].sets] == [10, 10]
    finally:
        later.close()


async def test_case_28_nothing_is_saved_while_nobody_is_there(diary: Diary, take: Take) -> None:
    """An hour of pause writes no set; afterwards the session goes on in the second where it stood."""
    take("1", squat=2)
    _, player, keeper = session(diary)
    keeper.take(player.tick(10.0), player)
    stood = player.view(10.0).seconds_left
    keeper.take(player.pause(10.0), player)
    keeper.take(player.tick(3610.0), player)
    await keeper.flush()
    assert diary.history(None, None).entries == ()
    keeper.take(player.go_on(3610.0), player)
    assert player.view(3610.0).seconds_left == stood
    keeper.leave()


@pytest.mark.parametrize(("lead_in", "wanted"), [(None, 5), (20, 20)])
def test_case_29_there_is_time_to_lie_down(diary: Diary, take: Take, lead_in: int | None, wanted: int) -> None:
    """Five seconds before the first repetition, and more where the patient's settings say so."""
    take("1", squat=2)
    if lead_in is not None:
        diary.settings = replace(diary.settings, lead_in_s=lead_in)
    _, player, _ = session(diary)
    assert player.view(0.0).seconds_left == wanted


async def test_case_30_the_seconds_really_held_are_kept(diary: Diary, tmp_path: Path) -> None:
    """A hold of 45 s that is let go after 12 is 12 s in the file, in part."""
    file = tmp_path / "hold.toml"
    head = 'id = "hold"\ntitle = "Hold"\nversion = "1"\n'
    file.write_text(f'{head}[[exercises]]\nid = "plank"\nname = "Plank"\nreps = 1\nhold = 45\n', encoding="utf-8")
    import_file(diary, file)
    _, player, keeper = session(diary)
    for second in range(1, 18):
        keeper.take(player.tick(float(second)), player)
    keeper.take(player.stop_exercise(17.4), player)
    await keeper.close()
    (entry,) = diary.history(None, None).entries
    assert ([(one.reps, one.seconds) for one in entry.sets], entry.status) == ([(1, 12)], Outcome.PARTIAL)
    assert item(diary, "plank").status is ItemStatus.PARTIAL


def test_case_33_two_devices_in_one_session_of_the_day(diary: Diary, take: Take) -> None:
    """What another device did in the same session joins what this one did: two entries, one session done."""
    take("1", squat=2)
    p = diary.find("squat")
    (mine,) = diary.log(completion(p, TODAY, 1, done_sets(p, [10, 4])))
    whole = completion(p, TODAY, 1)
    theirs = replace(mine, id="11111111-1111-4111-8111-111111111111", device="tablet", device_seq=1, sets=whole.sets)
    for _ in range(2):
        diary.store.receive([theirs], diary.clock.now())
        diary.forget()
    assert len(diary.history(None, None).entries) == 2
    count = diary.tally(TODAY).count
    assert (count.due, count.done, count.units) == (1, 1, 1)


def test_case_34_a_clock_that_was_set_wrong(diary: Diary, take: Take, run_cli: RunCli) -> None:
    """Work logged with the clock a week ahead keeps its date; set right, the app says so, and work goes on and counts."""
    take("1", squat=2)
    ahead = run_cli("done", "squat", "--json", now="2026-03-12T08:00:00-05:00").json["entries"][0]
    right = run_cli("done", "squat", "--json")
    assert "behind your last entry (2026-03-12)" in right.err
    assert right.json["entries"][0]["date"] == "2026-03-04"
    diary.refresh()
    kept = {entry.id: entry for entry in diary.history(None, None).entries}
    assert (kept[ahead["id"]].date, len(kept)) == (date(2026, 3, 12), 2)
    assert item(diary, "squat").status is ItemStatus.DONE
    assert [entry.device_seq for entry in sorted(kept.values(), key=lambda e: e.device_seq)] == [1, 2]


@pytest.mark.parametrize("form", ["json", "csv", "fhir", "md", "ics"])
def test_case_35_after_the_end_everything_is_readable_and_exported(run_cli: RunCli, tmp_path: Path, form: str) -> None:
    """A plan that is over asks for nothing and shows when it ended; exercises, history and every export are there."""
    file = tmp_path / "short.toml"
    head = 'id = "short"\ntitle = "Short"\nversion = "1"\nstart = 2026-02-16\nweeks = 2\n'
    file.write_text(f'{head}[[exercises]]\nid = "squat"\nname = "Squat"\nsets = 2\nreps = 10\n', encoding="utf-8")
    run_cli("import", str(file), now="2026-02-16T08:00:00-06:00")
    run_cli("done", "squat", now="2026-02-20T08:00:00-06:00")
    assert run_cli("today", "--json").json["summary"] == {"due": 0, "done": 0}
    assert "Your plan ended on" in run_cli("today").out
    assert run_cli("show", "squat", "--json").json["dose"] == "2 × 10"
    assert len(run_cli("history", "--json").json["entries"]) == 1
    answer = run_cli("export", "--format", form)
    assert answer.code == 0
    assert form == "ics" or "squat" in answer.out.lower()


def test_case_37_without_its_video_an_exercise_is_still_whole(diary: Diary, take: Take, tmp_path: Path) -> None:
    """An order that names a video nobody has is taken in like any other, with its cues, dose and seconds."""
    take("1", squat=2)
    video = [{"reference": "DocumentReference/not-here", "display": "How to squat"}]
    change_on(diary, tmp_path, "2026-03-04", supportingInfo=video)
    p = item(diary, "squat").item.prescription
    assert (p.version, [cue.text for cue in p.cues]) == ("2", ["heels down"])
    assert compile_dose(p.dose).work_seconds == 60
    assert diary.quarantined() == 0
