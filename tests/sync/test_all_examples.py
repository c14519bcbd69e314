"""Every example resource is read by the reader of its type, or refused for the reason that the documentation gives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from hep_sync.errors import NotUnderstood
from hep_sync.fhir.both_ways import READERS
from hep_sync.fhir.bundle import entries_of
from hep_sync.fhir.care_plan import read_plan
from hep_sync.fhir.limits import check
from hep_sync.fhir.observation import observation_to_entries
from hep_sync.fhir.service_request import read_order

HERE = Path(__file__).parent
PATHS = sorted(
    [*(HERE / "fhir_examples").glob("*.json"), *(HERE / "examples").glob("*.json")], key=lambda path: path.name
)
ZONE = "America/Chicago"
KEPT = ("ActivityDefinition", "Condition", "Patient")
"""Types that are kept as they came; nothing of them is read."""


def read(resource, text):
    """What a resource says, by the reader of its type."""
    kind = resource["resourceType"]
    if kind == "Bundle":
        return [read(piece.resource, "") for piece in entries_of([text])]
    if kind == "CarePlan":
        return read_plan(check(resource), "1", zone=ZONE)
    if kind == "ServiceRequest":
        order = read_order(check(resource), "1", zone=ZONE)
        assert not order.doubt
        return order
    if kind == "Observation":
        return observation_to_entries(resource, zone=ZONE)
    if kind in KEPT:
        return check(resource)
    return READERS.get(kind, check)(resource)


def test_all_of_them_are_here():
    """Each of the fifty-one stands in one folder."""
    assert len(PATHS) == 51
    assert len({path.name for path in PATHS}) == 51


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_is_read_or_refused(path):
    """Definitions are of no patient and are refused by their type; everything else is read."""
    text = path.read_text("utf-8")
    resource = json.loads(text)
    if path.name.startswith("definitions-"):
        with pytest.raises(NotUnderstood, match=r"its resourceType '(CodeSystem|StructureDefinition)' is not known"):
            read(resource, text)
    else:
        assert read(resource, text)


def said(name):
    """What one of the examples in the newer folder says."""
    text = (HERE / "examples" / f"{name}.json").read_text("utf-8")
    return read(json.loads(text), text)


def test_a_question_and_its_reply():
    """Who asked, about what, with which picture; the reply stands in the same thread and points to a video."""
    question, reply = said("communication-question"), said("communication-reply")

    assert question.text == "My knee clicks when I lower the leg. Is that a reason to stop?"
    assert (question.sender, question.other.name) == ("patient", "Sam Therapist, PT")
    assert (question.about.prescription, question.about.entry) == ("sr-slr-1", "obs-502")
    assert question.about.exercise == "Straight leg raise"
    assert [file.address for file in question.files] == ["https://clinic.example.org/fhir/Binary/b-201"]
    assert question.files[0].size == 48213
    assert question.received is None
    assert said("communication-question-seen").received is not None
    assert (reply.sender, reply.thread, reply.answers) == ("clinic", "com-301", "com-301")
    assert reply.videos == ("doc-88",)


def test_a_personal_video():
    """Address, size, hash and which orders it shows; Media tells its length besides."""
    video, media, clip = (
        said("documentreference-personal-video"), said("media-alternative"), said("documentreference-patient-form-check"),
    )  # fmt: skip

    assert video.file.address == media.file.address == "https://clinic.example.org/fhir/Binary/b-88"
    assert video.file.size == 6291456
    assert len(video.file.sha1) == 40
    assert video.prescriptions == ("sr-slr-1", "sr-slr-2")
    assert (media.length_s, video.length_s) == (45, None)
    assert (video.by_patient, clip.by_patient) == (False, True)


def test_a_visit_from_asking_to_cancelling():
    """One visit in three states, with the times that suited."""
    proposed, booked, cancelled = (said(f"appointment-{name}") for name in ("proposed", "booked", "cancelled"))

    assert [visit.state for visit in (proposed, booked, cancelled)] == ["asked", "booked", "cancelled"]
    assert len(proposed.suits) == 2
    assert (proposed.start, booked.start.isoformat()) == (None, "2026-03-11T09:30:00-05:00")
    assert cancelled.why_cancelled == "Patient: Feeling Better"
    assert (booked.therapist.reference, booked.therapist_reply) == ("Practitioner/pt7", "accepted")


def test_forms_their_answers_and_what_asks_for_them():
    """The answers fit the form that they name, and the task names one too."""
    form, answers, task = said("questionnaire-psfs"), said("questionnaireresponse-psfs"), said("task-questionnaire")

    assert (answers.questionnaire, answers.version) == (form.address, form.version)
    assert [[one.values for one in group.items] for group in answers.items] == [
        [("Going down stairs",), (4,)], [("Kneeling in the garden",), (2,)],
    ]  # fmt: skip
    assert (task.kind, task.state, task.due) == ("complete-questionnaire", "requested", date(2026, 3, 12))
    assert task.questionnaire == said("questionnaire-nprs").address


def test_a_goal():
    """The patient's words, the rating to reach and by when."""
    goal = said("goal-function")

    assert goal.words == "Go down one flight of stairs without the rail"
    assert (goal.target, goal.due, goal.by_patient) == (8, date(2026, 4, 26), True)
    assert goal.notes == ("From 4 to 6 in two weeks.",)
