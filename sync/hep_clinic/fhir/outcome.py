"""What goes wrong on the server, as FHIR says it: a status and an OperationOutcome of one plain sentence."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Wrong(Exception):
    """A request that is not done; nothing of it is kept."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        """From FHIR's issue types."""

    @property
    def outcome(self) -> Json:
        """The answer's body."""
        return outcome(self.code, str(self))


def outcome(code: str, text: str, severity: str = "error") -> Json:
    """An OperationOutcome."""
    issue = {"severity": severity, "code": code, "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def missing() -> Wrong:
    """One answer for what is not there and for what is somebody else's."""
    return Wrong(404, "not-found", "There is no such resource.")


def invalid(text: str) -> Wrong:
    """The request cannot be understood."""
    return Wrong(400, "invalid", text)


def forbidden(text: str = "This is not yours to do.") -> Wrong:
    """The request is understood, and not allowed."""
    return Wrong(403, "forbidden", text)


def conflict(text: str) -> Wrong:
    """The resource was changed meanwhile, or several match."""
    return Wrong(412, "conflict", text)
