"""Programs as files: the samples that ship, and the reader of the TOML format both ends share.

The samples are one file each, as anybody would write their own. They are samples, not medical advice.
"""

from __future__ import annotations

import re
from functools import cache

from hep_care.frozen import frozen

IDS = (
    "acl-early",
    "rotator-cuff",
    "achilles-alfredson",
    "lbp-big3",
    "ankle-balance",
    "frozen-shoulder",
    "patellar-iso",
    "tkr-week1",
    "neck-pain",
    "vestibular-gaze",
)
_TITLE = re.compile(r'^title = "(.*)"$', re.MULTILINE)


@frozen
class SampleInfo:
    """One sample program."""

    id: str
    title: str


def samples() -> tuple[SampleInfo, ...]:
    """The samples that ship, in the order they are offered."""
    return tuple(SampleInfo(id, _title(id)) for id in IDS)


@cache
def sample_text(id: str) -> str:
    """The file of a sample; raises `KeyError` for an id that is none."""
    if id not in IDS:
        raise KeyError(id)
    # Imported here: this package is named at every start, and the samples are read once.
    from importlib.resources import files

    return files(__name__).joinpath("samples", f"{id}.toml").read_text(encoding="utf-8")


def _title(id: str) -> str:
    found = _TITLE.search(sample_text(id))
    return found.group(1) if found else id
