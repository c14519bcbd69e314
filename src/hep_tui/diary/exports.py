"""Everything a patient has here, written out in a form that others can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hep_tui.diary.export_fhir import as_fhir
from hep_tui.diary.export_ics import as_ics
from hep_tui.diary.export_json import as_json
from hep_tui.diary.export_md import as_markdown
from hep_tui.diary.export_table import as_csv

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

FORMATS: Mapping[str, Callable[[Diary], str]] = {
    "json": as_json,
    "csv": as_csv,
    "fhir": as_fhir,
    "md": as_markdown,
    "ics": as_ics,
}
"""What writes each format; `docs/exports.md` describes what is in them."""


def export(diary: Diary, form: str) -> str:
    """The whole diary as text in one of `FORMATS`; line ends are those of the format."""
    return FORMATS[form](diary)
