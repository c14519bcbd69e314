"""What the clinic asks a patient to do besides exercising: fill in a form, take note of a changed plan."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from hep_care.frozen import frozen
from hep_care.people import Person


class RequestKind(StrEnum):
    """What is asked for."""

    QUESTIONNAIRE = "complete-questionnaire"
    ACKNOWLEDGE = "acknowledge-plan"
    OTHER = "other"
    """Only its words are shown."""


class RequestState(StrEnum):
    """How a request stands."""

    DRAFT = "draft"
    REQUESTED = "requested"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    READY = "ready"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    FAILED = "failed"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"


OPEN = frozenset(
    (
        RequestState.REQUESTED, RequestState.RECEIVED, RequestState.ACCEPTED, RequestState.READY,
        RequestState.IN_PROGRESS,
    )
)  # fmt: skip
"""States in which something is left for the patient to do."""


@frozen
class Request:
    """One thing the clinic asks for."""

    kind: RequestKind
    state: RequestState
    words: str = ""
    """As the clinic says it."""
    uid: str = ""
    """Its uuid; empty where somebody else gave it none."""
    server_id: str = ""
    """Empty before it was sent."""
    questionnaire: str = ""
    """Address of the form."""
    questionnaire_version: str = ""
    plan: str = ""
    """Id of the CarePlan that changed."""
    plan_version: str = ""
    """The version of it that the patient is to take note of."""
    asked: datetime | None = None
    due: date | None = None
    """The last day."""
    changed: datetime | None = None
    """When its state changed last."""
    asked_by: Person = Person()
    response: str = ""
    """Id of the QuestionnaireResponse that answers it."""
