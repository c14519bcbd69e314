"""The sample programs: TOML → FHIR resources → program → compiled doses, with the known totals."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time

import pytest

from hep_care.blocks import compile_dose
from hep_care.dose import Floor, Load, LoadKind, Side, SideStyle, Unit
from hep_care.program import Advance, CueType, PhaseEntry, Status
from hep_care.schedule import Anchor, ScheduleKind
from hep_sync.fhir.program import ResourceVersion, read_program
from hep_sync.programs import IDS, sample_text, samples
from hep_sync.programs.reader import ProgramFile, read_toml, to_resources

START = date(2026, 3, 2)
# Work blocks (set-sides), work seconds, total seconds, with the default timings.
TOTALS = {
    ("acl-early", "quad-set"): (1, 127, 132),
    ("acl-early", "heel-slide"): (1, 95, 100),
    ("acl-early", "slr"): (3, 180, 305),
    ("rotator-cuff", "er-band"): (3, 180, 305),
    ("rotator-cuff", "cross-body"): (1, 165, 170),
    ("achilles-alfredson", "drop-straight"): (3, 135, 260),
    ("lbp-big3", "curl-up"): (3, 147, 212),
    ("lbp-big3", "side-bridge"): (6, 294, 374),
    ("ankle-balance", "sl-stance"): (6, 180, 210),
    ("frozen-shoulder", "wall-slide"): (1, 190, 195),
    ("patellar-iso", "spanish-squat"): (5, 225, 710),
    ("patellar-iso", "split-squat"): (8, 720, 1105),
    ("tkr-week1", "knee-brace"): (1, 77, 82),
    ("tkr-week1", "heel-towel"): (1, 110, 115),
    ("neck-pain", "nod"): (1, 145, 150),
    ("neck-pain", "rotate"): (2, 116, 166),
    ("vestibular-gaze", "vor1-h"): (2, 120, 185),
}


def sample(id, start=START, patient="me"):
    """A sample, through its resources."""
    resources = to_resources(read_toml(sample_text(id)), start=start, patient=patient)
    found = read_program([ResourceVersion(one, one["meta"]["versionId"], start) for one in resources], zone="UTC")
    assert found.quarantined == found.waiting == ()
    return found.program


def exercise(program, id):
    """The first prescription of an exercise."""
    return next(p for p in program.prescriptions if p.exercise == id)


@pytest.mark.parametrize(("program", "id"), TOTALS)
def test_totals(program, id):
    """A sample exercise compiles to its known number of set-sides, work time and total time."""
    found = sample(program)
    for prescription in found.prescriptions:
        if prescription.exercise == id:
            compiled = compile_dose(prescription.dose, found.timings)
            assert (compiled.work_blocks, compiled.work_seconds, compiled.total_seconds) == TOTALS[program, id]


@pytest.mark.parametrize("id", IDS)
def test_samples_are_whole(id):
    """Every sample is read without a warning, says that it is one, and leaves nothing not understood."""
    text = sample_text(id)
    file = read_toml(text)
    assert isinstance(file, ProgramFile)
    assert file.warnings == ()
    assert "Sample, not medical advice" in text
    program = sample(id)
    assert program.sample
    assert program.id == id
    assert program.phone == ""
    assert all(p.not_understood == () for p in program.prescriptions)
    assert all(p.symptom_rule is not None for p in program.prescriptions)


def test_list_of_samples():
    """The samples are listed with their titles, and an id that is none is a KeyError."""
    assert [one.id for one in samples()] == list(IDS)
    assert samples()[0].title == "ACL reconstruction, weeks 0-2"
    with pytest.raises(KeyError):
        sample_text("../reader")


def test_red_flags_only_where_the_source_has_them():
    """Two samples list when to stop and call; the others list nothing rather than something made up."""
    assert {id for id in IDS if sample(id).stop_and_call} == {"acl-early", "tkr-week1"}


def test_every_field_is_carried():
    """Gate, equipment, slots, floors, styles, loads, beats, labels, habits and as-needed conditions all arrive."""
    acl = sample("acl-early")
    assert acl.affected is Side.LEFT
    assert exercise(acl, "slr").gate == "only if the knee stays straight"
    assert exercise(acl, "heel-slide").equipment == ("towel or other leg",)
    assert [slot.name for slot in exercise(acl, "slr").schedule.slots] == ["morning", "midday", "evening"]
    pump = exercise(acl, "ankle-pump").schedule
    assert (pump.kind, pump.between, pump.counts) == (ScheduleKind.HOURLY, (time(8), time(21)), False)
    assert exercise(sample("lbp-big3"), "walk").dose.floor == Floor(300, Unit.SECONDS)
    assert exercise(sample("lbp-big3"), "curl-up").dose.style is SideStyle.SWAP_EACH_SET
    assert exercise(sample("rotator-cuff"), "er-band").dose.load == Load(LoadKind.BAND, colour="red")
    assert "next band colour" in exercise(sample("rotator-cuff"), "er-band").progression[0]
    assert exercise(sample("vestibular-gaze"), "vor1-h").dose.bpm == 120
    assert exercise(sample("vestibular-gaze"), "vor1-h").symptom_rule.baseline_first
    assert exercise(sample("frozen-shoulder"), "pendulum").dose.set_labels == ("forward-back", "side-side", "circles")
    assert exercise(sample("frozen-shoulder"), "behind-back").schedule.kind is ScheduleKind.AS_NEEDED
    tkr = exercise(sample("tkr-week1"), "slr")
    assert (tkr.schedule.sessions, tkr.schedule.least_sessions) == (4, 3)
    assert sample("achilles-alfredson").notes == ("Check: 180 repetitions a day",)
    assert any(cue.type is CueType.SAFETY for cue in exercise(acl, "heel-slide").cues)


def test_phases_by_weeks_ask():
    """A phase by weeks follows the one before it and asks when that was not half done."""
    program = sample("ankle-balance")
    assert [phase.entry for phase in program.phases] == [PhaseEntry.DATE] + [PhaseEntry.WEEKS] * 4
    assert {phase.advance for phase in program.phases} == {Advance.ASK}
    assert {p.phase for p in program.prescriptions if p.exercise == "evert-band"} == {
        f"ankle-balance-w{n}" for n in (2, 3, 4, 5)
    }
    assert len({p.line for p in program.prescriptions if p.exercise == "sl-stance"}) == 1
    assert [p.schedule.quota for p in program.prescriptions if p.exercise == "sl-stance"] == [5, 5, 5, 5, 3]


def test_a_phase_by_word_waits():
    """The second phase of the patellar plan is a draft until the clinician says so, and counts from its own start."""
    program = sample("patellar-iso")
    first, second = program.phases
    assert (first.criterion, first.status) == ("isotonic squat pain <= 3", Status.ACTIVE)
    assert (second.entry, second.status, second.start) == (PhaseEntry.WORD, Status.DRAFT, None)
    off, heavy = exercise(program, "spanish-squat-off"), exercise(program, "split-squat")
    assert (off.schedule.offset, heavy.schedule.offset) == (1, 0)
    assert off.schedule.anchor_on is heavy.schedule.anchor_on is Anchor.PHASE
    assert off.start is None


def test_ids_versions_and_start():
    """Resources are deterministic; another start or patient makes other versions under the same ids."""
    file = read_toml(sample_text("rotator-cuff"))
    resources = to_resources(file, start=START)
    assert resources == to_resources(read_toml(sample_text("rotator-cuff")), start=START)
    assert "rotator-cuff-p1-er-band" in {one["id"] for one in resources}
    assert "acl-early-slr" in {one["id"] for one in to_resources(read_toml(sample_text("acl-early")), start=START)}
    later = to_resources(file, start=date(2026, 4, 1))
    assert [one["id"] for one in later] == [one["id"] for one in resources]
    assert all(one["meta"]["versionId"].startswith("1-") for one in resources)
    assert resources[0]["meta"]["versionId"] != later[0]["meta"]["versionId"]
    assert all(one["subject"]["reference"] == "Patient/p7" for one in to_resources(file, start=START, patient="p7"))
    assert not sample("rotator-cuff", patient="p7").sample
    assert sample("rotator-cuff", date(2026, 4, 1)).start == date(2026, 4, 1)


def test_an_edit_is_a_newer_version():
    """Editing one exercise changes the version of its order alone, and the digest of the file."""
    text = sample_text("acl-early")
    edited = text.replace("reps = 20", "reps = 25")
    before, after = (to_resources(read_toml(one), start=START) for one in (text, edited))
    changed = [a["id"] for a, b in zip(after, before, strict=True) if a["meta"]["versionId"] != b["meta"]["versionId"]]
    assert changed == ["acl-early", "acl-early-ankle-pump"]
    assert read_toml(text).digest != read_toml(edited).digest
    assert read_toml(text).digest == read_toml(text + "\n# a remark\n").digest


def test_listing_is_light():
    """The samples are listed without the parser, the FHIR modules or the resource reader."""
    code = "import hep_sync.programs, sys; print([m for m in sys.modules if 'fhir' in m or m == 'tomllib'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
