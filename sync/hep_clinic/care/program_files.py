"""A program as somebody brings it: a sample, a program file or a FHIR Bundle, as the resources it stands for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hep_care.plain_text import plain_text
from hep_clinic.errors import Refused
from hep_sync.fhir.bundle import entries_of
from hep_sync.fhir.element import Json
from hep_sync.fhir.limits import check
from hep_sync.programs import samples
from hep_sync.programs.reader import MOST_BYTES, ProgramErrors, read_toml, to_resources

PLAN_TYPES = ("CarePlan", "ServiceRequest")
_MOST_BUNDLE = 20_000_000


def program_resources(what: str, patient: str, start: date | None, today: date) -> tuple[list[Json], str]:
    """The CarePlans and ServiceRequests of a sample's id or a file, and what was passed over in it, as one line.

    Raises `Refused`, or `FileRefused` for a Bundle that cannot be read.
    """
    from hep_sync.programs import sample_text

    if what in {sample.id for sample in samples()}:
        return _from_toml(sample_text(what).encode(), patient, start, today)
    path = Path(what)
    name = plain_text(path.name, limit=80)
    if not path.is_file():
        raise Refused(f"There is no file {name}, and no sample is called so.")
    if path.suffix.lower() == ".toml":
        with path.open("rb") as file:
            return _from_toml(file.read(MOST_BYTES + 1), patient, start, today)
    if path.suffix.lower() != ".json":
        raise Refused(f"{name} is neither a program file (.toml) nor a FHIR Bundle (.json).")
    if start is not None:
        raise Refused("--start shifts a sample or a .toml program; a Bundle keeps its own dates.")
    if path.stat().st_size > _MOST_BUNDLE:
        raise Refused(f"{name} is larger than 20 MB, which no program is.")
    return _from_bundle(path), ""


def _from_toml(text: bytes, patient: str, start: date | None, today: date) -> tuple[list[Json], str]:
    found = read_toml(text)
    if isinstance(found, ProgramErrors):
        more = f" (and {len(found.errors) - 1} more)" if len(found.errors) > 1 else ""
        raise Refused(f"{found.errors[0]}{more}")
    warnings = "; ".join(str(warning) for warning in found.warnings)
    return to_resources(found, start=start or found.start or today, patient=patient), warnings


def _from_bundle(path: Path) -> list[Json]:
    """The newest version of each resource of the plan; an export holds them all, oldest first."""
    newest: dict[tuple[str, str], Json] = {}
    patients: set[str] = set()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The file is not UTF-8 text.") from error
    for piece in entries_of([text]):
        if piece.resource.get("resourceType") in PLAN_TYPES:
            resource = check(piece.resource)
            newest[str(resource["resourceType"]), str(resource.get("id"))] = resource
            subject = resource.get("subject")
            patients.add(str(subject.get("reference")) if isinstance(subject, dict) else "")
    if len(patients) > 1:
        raise Refused("This Bundle mixes several patients, so nothing of it was taken in.")
    return list(newest.values())
