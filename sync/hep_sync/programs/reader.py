"""A program file: TOML as a therapist would write it by hand, and the FHIR resources it stands for.

Both ends read a program from its resources, so a file, a sample and a clinic come one way. Mistakes are values
with their line and key; the format is described in `docs/program-format.md`.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hep_care.frozen import frozen
from hep_care.program import PhaseEntry, Program
from hep_care.schedule import Anchor
from hep_sync.fhir.care_plan import LOCAL_PATIENT
from hep_sync.fhir.care_plan_write import write_program
from hep_sync.programs.lines import key_lines
from hep_sync.programs.program_table import read_table
from hep_sync.programs.table import Problems, ProgramError, Table

MOST_BYTES = 1_000_000
"""Size of a program file."""
_WHERE = re.compile(r" ?\(at line (\d+), column (\d+)\)")
_END = re.compile(r" ?\(at end of document\)")
_DAY = timedelta(days=1)


@frozen
class ProgramFile:
    """A program as it stands in its file, before it has a first day."""

    program: Program
    """Without dates; `version` is the label the file gives."""
    weeks: int | None
    """How long the whole program lasts."""
    start: date | None
    """First day, where the file says one."""
    digest: str
    """SHA-256 of the content: equal for files that differ in comments and layout only."""
    warnings: tuple[ProgramError, ...] = ()
    """What was passed over."""


@frozen
class ProgramErrors:
    """Why a file is not a program; at least one error."""

    errors: tuple[ProgramError, ...]
    warnings: tuple[ProgramError, ...] = ()


def read_toml(text: str | bytes) -> ProgramFile | ProgramErrors:
    """The program of a file, or everything that is wrong with it. Never raises for what the file holds."""
    decoded = _decoded(text)
    if isinstance(decoded, ProgramError):
        return ProgramErrors((decoded,))
    parsed = _parsed(decoded)
    if isinstance(parsed, ProgramError):
        return ProgramErrors((parsed,))
    problems = Problems(key_lines(decoded))
    program, weeks, start = read_table(Table(parsed, "", problems))
    if problems.errors:
        errors = sorted(problems.errors, key=lambda error: (error.line or 0, error.key))
        return ProgramErrors(tuple(errors), tuple(problems.warnings))
    return ProgramFile(program, weeks, start, _digest(program, weeks), tuple(problems.warnings))


def _decoded(text: str | bytes) -> str | ProgramError:
    if len(text) > MOST_BYTES:
        return ProgramError(None, "", f"is larger than {MOST_BYTES:,} bytes, which no program is")
    if isinstance(text, bytes):
        raw = text
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return ProgramError(1, "", "is in UTF-16; save it as UTF-8")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return ProgramError(raw.count(b"\n", 0, error.start) + 1, "", "is not UTF-8; save it as UTF-8")
    # TOML knows no lone carriage return, and tomllib no byte order mark.
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _parsed(text: str) -> dict[str, Any] | ProgramError:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        found = _WHERE.search(said)
        line = int(found.group(1)) if found else text.count("\n") + 1 if _END.search(said) else None
        return ProgramError(line, "", f"is not valid TOML: {_END.sub(' (at the end)', _WHERE.sub('', said))[:200]}")
    except RecursionError:
        return ProgramError(None, "", "is nested too deeply")
    except (ValueError, ArithmeticError):
        return ProgramError(None, "", "holds a number that is far too long")


def _digest(program: Program, weeks: int | None) -> str:
    content = json.dumps([write_program(program), weeks], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()


def to_resources(file: ProgramFile, *, start: date, patient: str = LOCAL_PATIENT) -> list[dict[str, Any]]:
    """The CarePlans and ServiceRequests of a program that begins on `start`.

    Deterministic: the same file, start and patient make the same resources. Each one's `meta.versionId` is the label
    of the file and a digest of its content, so that whatever was edited comes as a new version.
    """
    program = dated(file, start)
    if patient != LOCAL_PATIENT:
        # What a therapist assigns to somebody is theirs, and no sample any more.
        program = replace(program, sample=False)
    resources = write_program(program, patient=patient, source=file.digest)
    for resource in resources:
        resource["meta"].pop("versionId")
        content = json.dumps(resource, sort_keys=True, ensure_ascii=True).encode()
        resource["meta"]["versionId"] = f"{file.program.version}-{hashlib.sha256(content).hexdigest()[:8]}"
    return resources


def dated(file: ProgramFile, start: date) -> Program:
    """The program of a file with its first day, and the dates that follow from it."""
    program = file.program
    end = start + timedelta(weeks=file.weeks) - _DAY if file.weeks is not None else None
    phases = tuple(
        replace(phase, start=start) if number == 0 and phase.entry is PhaseEntry.DATE else phase
        for number, phase in enumerate(program.phases)
    )
    prescriptions = tuple(
        p if p.schedule.anchor_on is Anchor.PHASE else replace(p, start=start) for p in program.prescriptions
    )
    return replace(program, start=start, end=end, phases=phases, prescriptions=prescriptions)
