"""The resources beside plan and record by their type: how each is read, and how a change of one is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hep_sync.fhir.appointment import read_visit, write_visit
from hep_sync.fhir.attachment import read_binary, write_binary
from hep_sync.fhir.communication import read_message, write_message
from hep_sync.fhir.element import Json
from hep_sync.fhir.goal import read_goal, write_goal
from hep_sync.fhir.media import read_media, write_media
from hep_sync.fhir.questionnaire import read_questionnaire
from hep_sync.fhir.questionnaire_response import read_response, write_response
from hep_sync.fhir.task import read_request, write_request
from hep_sync.fhir.video import read_video, write_video
from hep_sync.overlay import changed_over

READERS: dict[str, Callable[[object], Any]] = {
    "Appointment": read_visit,
    "Binary": read_binary,
    "Communication": read_message,
    "DocumentReference": read_video,
    "Goal": read_goal,
    "Media": read_media,
    "Questionnaire": read_questionnaire,
    "QuestionnaireResponse": read_response,
    "Task": read_request,
}
"""Each raises `NotUnderstood` for what may not be taken."""

WRITERS: dict[str, Callable[..., Json]] = {
    "Appointment": write_visit,
    "Binary": write_binary,
    "Communication": write_message,
    "DocumentReference": write_video,
    "Goal": write_goal,
    "Media": write_media,
    "QuestionnaireResponse": write_response,
    "Task": write_request,
}
"""Each takes the value and `patient`."""


def changed(value: Any, base: Json, *, patient: str) -> Json:
    """The resource to send for a value that was read from `base` and changed; what is not known here stays as it is.

    Raises `NotUnderstood` where `base` cannot be read.
    """
    type = str(base.get("resourceType"))
    write = WRITERS[type]
    return changed_over(write(value, patient=patient), base, write(READERS[type](base), patient=patient))
