"""Program files: everything the format can say, and every mistake with its line and key."""

from __future__ import annotations

import tomllib
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hep_care.dose import Dose, Floor, Kind, Load, LoadKind, RepsCounted, RepsMode, Side, SideDose, SideStyle, Unit
from hep_care.program import Cue, CueType, Priority, Timings
from hep_care.schedule import Schedule, ScheduleKind, Slot
from hep_sync.fhir.program import ResourceVersion, read_program
from hep_sync.programs.lines import key_lines
from hep_sync.programs.reader import ProgramErrors, ProgramFile, read_toml, to_resources

HEAD = 'id = "knee"\ntitle = "Knee"\n'
START = date(2026, 3, 2)


def read(body, head=HEAD):
    """A program file that is right."""
    found = read_toml(head + body)
    assert isinstance(found, ProgramFile), found
    return found


def dose(keys):
    """The dose of one exercise with these keys."""
    return read(f'[[exercises]]\nid = "a"\n{keys}').program.prescriptions[0].dose


def schedule(keys):
    """The schedule of one exercise with this table."""
    return read(f'[[exercises]]\nid = "a"\nreps = 1\nschedule = {{ {keys} }}').program.prescriptions[0].schedule


def errors(body, head=HEAD):
    """What is wrong with a file, as text."""
    found = read_toml(head + body)
    assert isinstance(found, ProgramErrors), found
    return [str(error) for error in found.errors]


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("sets = 3\nreps = 10", Dose(Kind.REPS, 3, reps=10)),
        ('sets = "2-3"\nreps = "6-15"', Dose(Kind.REPS, 2, 3, 6, 15)),
        ("reps = [6, 4, 2]\nhold = 10", Dose(Kind.HOLD, 3, reps_per_set=(6, 4, 2), hold_s=10)),
        ('reps = "amrap"', Dose(Kind.REPS, reps_mode=RepsMode.AMRAP)),
        ('reps = "to fatigue"\nsets = 2', Dose(Kind.REPS, 2, reps_mode=RepsMode.TO_FATIGUE)),
        ('hold = "1 min 30 s"', Dose(Kind.HOLD, reps=1, hold_s=90)),
        ('duration = "10 min"\nfloor = "5 min"', Dose(Kind.DURATION, duration_s=600, floor=Floor(300, Unit.SECONDS))),
        ("distance = 12.5\nfloor = '5 m'", Dose(Kind.DISTANCE, distance_m=Decimal("12.5"), floor=Floor(5, Unit.METRES))),
        ('reps = 10\nfloor = "3 reps"', Dose(Kind.REPS, reps=10, floor=Floor(3, Unit.REPS))),
        ("", Dose(Kind.COMPLETION)),
        ('reps = 5\ntempo = "3-0-3"\nrest = 60', Dose(Kind.REPS, reps=5, tempo=(3, 0, 3), rest_s=60)),
        (
            'reps = 5\nside = "each"\nstyle = "alternate_reps"\nstart_side = "right"\nreps_counted = "total"',
            Dose(
                Kind.REPS, reps=5, side=Side.EACH, style=SideStyle.ALTERNATE_REPS, start_side=Side.RIGHT,
                reps_counted=RepsCounted.TOTAL,
            ),
        ),
        (
            'reps = 5\nside = "each"\nleft = { sets = 2 }\nright = { sets = 1, load = "2 kg" }',
            Dose(
                Kind.REPS, reps=5, side=Side.EACH,
                side_doses=(SideDose(Side.LEFT, 2), SideDose(Side.RIGHT, 1, load=Load(LoadKind.KG, Decimal(2)))),
            ),
        ),
        ("reps = 1\nlead_in = 0\nswitch = 10\nbetween = 20\nrep_rest = 3\nrep_time = 4\nbpm = 60",
         Dose(Kind.REPS, reps=1, lead_in_s=0, switch_s=10, between_s=20, rep_rest_s=3, rep_s=4, bpm=60)),
        ("reps = 1\neffort = 5\neffort_max = 7\npain_max = 4",
         Dose(Kind.REPS, reps=1, effort_target=5, effort_max=7, pain_max=4)),
        ('line = "3x10 hold 5s left"', Dose(Kind.HOLD, 3, reps=10, hold_s=5, side=Side.LEFT)),
        ('line = "3x10 hold 5s left"\nrest = 45', Dose(Kind.HOLD, 3, reps=10, hold_s=5, side=Side.LEFT, rest_s=45)),
    ],
)  # fmt: skip
def test_doses(keys, wanted):
    """A dose is written as a therapist says it."""
    assert dose(keys) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ('"body weight"', Load(LoadKind.BODY_WEIGHT)),
        ('"2.5 kg"', Load(LoadKind.KG, Decimal("2.5"))),
        ('"1 kg ankle weight"', Load(LoadKind.KG, Decimal(1), text="ankle weight")),
        ('"5 lb"', Load(LoadKind.LB, Decimal(5))),
        ('"70 % of your most"', Load(LoadKind.PERCENT, Decimal(70))),
        ('"light blue band"', Load(LoadKind.BAND, colour="light blue")),
        ('"level 2"', Load(LoadKind.TEXT, text="level 2")),
        ('{ band = "red", maker = "Acme" }', Load(LoadKind.BAND, colour="red", maker="Acme")),
        ("{ kg = 1.5, text = 'cuff' }", Load(LoadKind.KG, Decimal("1.5"), text="cuff")),
    ],
)
def test_loads(said, wanted):
    """A load is a text, or a table that says it part by part."""
    assert dose(f"reps = 1\nload = {said}").load == wanted


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("", Schedule()),
        ("times_a_day = 3", Schedule(slots=(Slot(),) * 3)),
        ('times_a_day = "3-4"', Schedule(slots=(Slot(),) * 4, least=3)),
        ('slots = ["morning", "20:00", "bed 22:30"]',
         Schedule(slots=(Slot("morning"), Slot(at=time(20)), Slot("bed", time(22, 30))))),
        ("every_days = 2, offset = 1, count_from = 'phase'", None),
        ('weekdays = ["mon", "Friday"]', Schedule(weekdays=(0, 4))),
        ('weekdays = ["wed"], every_weeks = 2', Schedule(weekdays=(2,), every_weeks=2)),
        ("days_a_week = 5", Schedule(ScheduleKind.QUOTA, quota=5)),
        ('days_a_week = "3-5"', Schedule(ScheduleKind.QUOTA, quota=3, quota_max=5)),
        ('every_hours = 2, between = ["08:00", "21:00"]',
         Schedule(ScheduleKind.HOURLY, every_hours=2, between=(time(8), time(21)), counts=False)),
        ("as_needed = true", Schedule(ScheduleKind.AS_NEEDED)),
        ('as_needed = "when stiff"', Schedule(ScheduleKind.AS_NEEDED, text="when stiff")),
        ("dates = [2026-03-05, 2026-03-03]", Schedule(dates=(date(2026, 3, 3), date(2026, 3, 5)))),
        ("times_a_day = 1, count = 10, counts = false", Schedule(count=10, counts=False)),
    ],
)  # fmt: skip
def test_schedules(keys, wanted):
    """A schedule is written as it is spoken."""
    found = schedule(keys)
    if wanted is None:
        assert (found.every_days, found.offset, found.anchor_on.value) == (2, 1, "phase")
    else:
        assert found == wanted


def test_a_line_brings_its_schedule():
    """Times said in a dose line count, unless the exercise has a schedule of its own."""
    line = '[[exercises]]\nid = "a"\nline = "3x10 hold 5s left bd"\n'
    assert read(line).program.prescriptions[0].schedule.sessions == 2
    assert read(line + "schedule = { times_a_day = 4 }").program.prescriptions[0].schedule.sessions == 4


def test_program_tables():
    """Contacts, red flags, timings, symptom rules, cues by kind, priorities and notes all arrive."""
    file = read(
        'clinic = "North"\nphone = "555 0100"\ntherapist = "Sam"\nweeks = 6\nversion = 2\nside = "left"\n'
        'min_gap = "3 h"\nself_progress = true\nafter_end = "maintenance"\nnotes = ["Soreness for a day is fine."]\n'
        'stop_and_call = ["fever"]\nprecautions = "not past 90 degrees"\n'
        "[timings]\nrep_time = 4\nrest = 45\n[symptom]\nceiling = 4\nasks = true\n"
        '[[exercises]]\nid = "a"\nreps = 5\npriority = "optional"\npurpose = "To straighten the knee"\n'
        'cues = ["Slowly", { safety = "Stop at 90 degrees" }, { common-fault = "No shrug" }]\n'
        '[[exercises]]\nid = "b"\nreps = 5\nsymptom = { scale = "dizziness_0_10", ceiling = 5 }\n'
    )
    program = file.program
    assert (program.clinic, program.phone, program.therapist) == ("North", "555 0100", "Sam")
    assert (file.weeks, program.version, program.min_gap_minutes) == (6, "2", 180)
    assert program.timings == Timings(rep_s=4, rest_s=45)
    assert (program.stop_and_call, program.precautions) == (("fever",), ("not past 90 degrees",))
    first, second = program.prescriptions
    assert first.cues == (
        Cue("Slowly"), Cue("Stop at 90 degrees", CueType.SAFETY), Cue("No shrug", CueType.COMMON_FAULT),
    )  # fmt: skip
    assert first.priority is Priority.OPTIONAL
    assert first.symptom_rule.asks
    assert second.symptom_rule.scale == "dizziness_0_10"
    resources = to_resources(file, start=START)
    found = read_program([ResourceVersion(one, "1", START) for one in resources], zone="UTC").program
    assert (found.clinic, found.phone, found.therapist) == ("North", "555 0100", "Sam")
    assert found.end == date(2026, 4, 12)
    assert found.min_gap_minutes == 180


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('[[exercises]]\nid = "a"\nreps = 0', "line 5, exercises[1].reps: is 0; it must be from 1 to 1000"),
        ('[[exercises]]\nid = "a"\nreps = "ten"', "line 5, exercises[1].reps: is 'ten'"),
        ('[[exercises]]\nid = "a"\nreps = true', "line 5, exercises[1].reps: is true or false"),
        ('[[exercises]]\nid = "a"\nreps = "15-6"', "line 5, exercises[1].reps: is '15-6'; the smaller"),
        ('[[exercises]]\nid = "a"\nreps = [6, 0, 2]', "line 5, exercises[1].reps[2]: is 0"),
        ('[[exercises]]\nid = "a"\nhold = "10 h"', "line 5, exercises[1].hold: is 36000; it must be from 1 to 3600"),
        ('[[exercises]]\nid = "a"\nhold = "5 furlongs"', "line 5, exercises[1].hold: is '5 furlongs'"),
        ('[[exercises]]\nid = "a"\nside = "lefft"', "line 5, exercises[1].side: is 'lefft'; did you mean 'left'?"),
        ('[[exercises]]\nid = "a"\ntempo = "0-0-0"', "line 5, exercises[1].tempo"),
        ('[[exercises]]\nid = "a"\nload = "0 kg"', "line 5, exercises[1].load"),
        ('[[exercises]]\nid = "a"\nload = { kg = 1, lb = 2 }', "line 5, exercises[1].load: says more than one load"),
        ('[[exercises]]\nid = "a"\nload = { }', "line 5, exercises[1].load: says no load"),
        ('[[exercises]]\nid = "a"\nfloor = "5 stones"', "line 5, exercises[1].floor"),
        ('[[exercises]]\nid = "a"\nreps = 5\nduration = 60', "line 6, exercises[1].duration: does not go with `reps`"),
        (
            '[[exercises]]\nid = "a"\nkind = "hold"\nreps = 5',
            "line 5, exercises[1].kind: is hold, and `hold` is missing",
        ),
        ('[[exercises]]\nid = "a"\nsets = 2\nreps = [6, 4, 2]', "line 5, exercises[1].sets"),
        ('[[exercises]]\nid = "a"\nline = "3x10"\nreps = 5', "line 6, exercises[1].reps: stands beside `line`"),
        ('[[exercises]]\nid = "a"\nline = "10 each or so maybe"', "line 5, exercises[1].line: holds words"),
        ('[[exercises]]\nid = "a"\nline = "10 bird dogs"', "line 5, exercises[1].line: is not clear"),
        ('[[exercises]]\nid = "a"\ncues = ["x", { loudly = "y" }]', "line 5, exercises[1].cues[2]: is 'loudly'"),
        ('[[exercises]]\nid = "a"\ncues = [\n  "x",\n  5,\n]', "line 7, exercises[1].cues[2]"),
        ('[[exercises]]\nid = "Not An Id"', "line 4, exercises[1].id"),
        ('[[exercises]]\nname = "x"', "line 3, exercises[1].id: is missing"),
        ('[[exercises]]\nid = "a"\n[[exercises]]\nid = "a"', "line 6, exercises[2].id: is 'a', which is the id of"),
        ('[[exercises]]\nid = "a"\nschedule = { times_a_day = 0 }', "line 5, exercises[1].schedule.times_a_day"),
        (
            '[[exercises]]\nid = "a"\nschedule = { times_a_day = 2, slots = ["am"] }',
            "exercises[1].schedule.slots: names 1",
        ),
        (
            '[[exercises]]\nid = "a"\nschedule = { slots = ["20:00", "07:00"] }',
            "exercises[1].schedule.slots: must be in",
        ),
        (
            '[[exercises]]\nid = "a"\n[exercises.schedule]\nweekdays = ["x"]',
            "line 6, exercises[1].schedule.weekdays[1]",
        ),
        ('[[exercises]]\nid = "a"\nschedule = { as_needed = true, days_a_week = 3 }', "does not go with"),
        ('[[exercises]]\nid = "a"\nschedule = { every_hours = 1, between = ["21:00", "08:00"] }', "schedule.between"),
        ('[[exercises]]\nid = "a"\nschedule = { every_weeks = 2 }', "schedule.every_weeks: goes with `weekdays`"),
        ('[[exercises]]\nid = "a"\nschedule = "daily"', "line 5, exercises[1].schedule: is a text; it must be a table"),
        ('[[exercises]]\nid = "a"\nphases = ["p9"]', "line 5, exercises[1].phases[1]: is 'p9'"),
        ('[[phases]]\nid = "p"\n[[phases]]\nid = "p"\n[[exercises]]\nid = "a"', "line 6, phases[2].id"),
        (
            '[[phases]]\nid = "p"\n[[phases]]\nid = "q"\nentry = "weeks"\n[[exercises]]\nid = "a"',
            "line 7, phases[2].entry",
        ),
        ("", "exercises: is missing"),
        ('exercises = "x"', "line 3, exercises: is a text; it must be written as [[exercises]]"),
        ('symptom = { ceiling = 11 }\n[[exercises]]\nid = "a"', "line 3, symptom.ceiling: is 11"),
        ('version = "a b"\n[[exercises]]\nid = "a"', "line 3, version"),
        ('progression = [{ when = "x" }]\n[[exercises]]\nid = "a"', "progression[1].ask: is missing"),
        ('start = "2026-03-02"\n[[exercises]]\nid = "a"', "line 3, start: is a text; it must be a date"),
    ],
)
def test_errors_name_line_and_key(body, said):
    """Each mistake is told with its line, its key and what would be right."""
    found = errors(body)
    assert any(said in error for error in found), found


def test_all_mistakes_at_once():
    """A file with several mistakes names each of them, in the order of the file."""
    found = errors('[[exercises]]\nid = "a"\nreps = 0\nside = "up"\n[[exercises]]\nid = "b"\nhold = -1')
    assert [error.partition(":")[0] for error in found] == [
        "line 5, exercises[1].reps", "line 6, exercises[1].side", "line 9, exercises[2].hold",
    ]  # fmt: skip


def test_unknown_keys_are_warned_of():
    """A key that is not known is passed over with a suggestion, and the file still counts."""
    file = read('[[exercises]]\nid = "a"\nrepz = 5\nreps = 5\n')
    assert [str(warning) for warning in file.warnings] == [
        "line 5, exercises[1].repz: is not a key that is known here and is passed over; did you mean 'reps'?"
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "id: is missing"),
        ('id = "a"'.encode("utf-16"), "line 1: is in UTF-16"),
        (b'id = "a"\n# \xff', "line 2: is not UTF-8"),
        (b'id = "a"\nid = "b"', "line 2: is not valid TOML"),
        (b'id = "a', "line 1: is not valid TOML"),
        (b'id = "a"\n\nx = [', "line 3: is not valid TOML"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "is nested too deeply"),
        (b"x = " + b"1" * 5000, "number that is far too long"),
        (b"x = " + b"1" * 1_000_001, "is larger than 1,000,000 bytes"),
        (b"x = 1e999999999999999999999", ""),
        (b"\x00", "line 1: is not valid TOML"),
    ],
)
def test_files_that_are_no_programs(raw, said):
    """Whatever a file holds, the answer is a plain error and never an exception."""
    found = read_toml(raw)
    assert isinstance(found, ProgramErrors)
    assert any(said in str(error) for error in found.errors), found.errors


def test_byte_order_mark_and_line_ends():
    """A byte order mark and the line ends of other systems are accepted."""
    text = HEAD + '[[exercises]]\nid = "a"\nreps = 5\n'
    for raw in (b"\xef\xbb\xbf" + text.encode(), "\ufeff" + text, text.replace("\n", "\r\n").encode()):
        assert isinstance(read_toml(raw), ProgramFile)


def test_hostile_text_is_made_safe():
    """Escape sequences in names come out as plain text."""
    file = read('[[exercises]]\nid = "a"\nname = "Squat\\u001b[31m [b]x[/]"\n')
    assert file.program.prescriptions[0].name == "Squat\ufffd [b]x[/]"


def test_lines_of_awkward_files():
    """Quoted and dotted keys, strings with brackets and newlines, comments and nested lists keep the right lines."""
    text = (
        '# [x]\n"a.b" = "]\\" # no"\nc.d = 1 # e = 2\n[t]\ns = """\nx = 1\n\\"""" \n'
        "l = [ # one\n  1,\n  { k = [\n 'v' ] }\n]\n[[u]]\nn = 1\n[u.v]\nw = ''' '' '''\n[[u]]\nn = 2\n[[u.z]]\nq = 1979-05-27T07:32:00Z\n"
    )
    assert tomllib.loads(text)["u"][1]["z"]
    lines = key_lines(text)
    assert {key: lines[key] for key in ("a.b", "c.d", "t.s", "t.l[1]", "t.l[2].k", "t.l[2].k[1]")} == {
        "a.b": 2, "c.d": 3, "t.s": 5, "t.l[1]": 9, "t.l[2].k": 10, "t.l[2].k[1]": 11,
    }  # fmt: skip
    assert (lines["u[1].n"], lines["u[1].v.w"], lines["u[2].n"], lines["u[2].z[1].q"]) == (14, 16, 18, 20)


@given(st.text("abn=[]{}\"'\\\n,.# 1", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_has_an_answer(text):
    """Any text at all is read as a program or refused; nothing escapes."""
    assert isinstance(read_toml(text), ProgramFile | ProgramErrors)


def test_the_documented_example():
    """The example in the documentation is a program, without a warning, and uses every table."""
    page = (Path(__file__).parents[2] / "docs" / "program-format.md").read_text()
    example = page.split("```toml\n")[1].split("```")[0]
    file = read_toml(example)
    assert isinstance(file, ProgramFile), file
    assert file.warnings == ()
    assert len(file.program.phases) == 2
    resources = to_resources(file, start=START)
    found = read_program([ResourceVersion(one, "1", START) for one in resources], zone="UTC")
    assert found.quarantined == ()
