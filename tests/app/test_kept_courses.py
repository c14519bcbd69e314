"""Programs kept beside the file: the same as read from FHIR, used for exactly that, and never missed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import hep_tui.diary.programs
from hep_care.courses import Course
from hep_sync.programs import samples
from hep_tui.diary import Diary, open_diary
from hep_tui.diary.programs import import_sample


@pytest.fixture
def kept(diary: Diary) -> Path:
    """The file with a sample program in it."""
    import_sample(diary, "acl-early")
    diary.courses()
    return diary.places.cache / "programs.json"


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One more item each time the resources themselves are read."""
    times: list[int] = []
    whole = hep_tui.diary.programs.courses_of
    monkeypatch.setattr(hep_tui.diary.programs, "courses_of", lambda *given: (times.append(1), whole(*given))[1])
    return times


def courses_anew() -> tuple[Course, ...]:
    """What another start sees."""
    diary = open_diary()
    try:
        return diary.courses()
    finally:
        diary.close()


@pytest.mark.parametrize("sample", [sample.id for sample in samples()])
def test_every_sample_comes_back_as_it_was_read(diary: Diary, reading: list[int], sample: str) -> None:
    """A start with what was kept sees the program that a reading of the resources gave, to the last field."""
    import_sample(diary, sample)
    first = diary.courses()
    read = len(reading)
    assert courses_anew() == first
    assert len(reading) == read


def test_an_entry_does_not_make_it_read_again(diary: Diary, kept: Path, reading: list[int]) -> None:
    """Forgetting what was worked out, as after every entry, keeps what the same resources say."""
    before = diary.courses()
    diary.forget()
    assert diary.courses() is before
    assert reading == []


def test_another_program_is_read(diary: Diary, kept: Path, reading: list[int]) -> None:
    """Resources that came later are not hidden by what was kept of the earlier ones."""
    other = next(sample.id for sample in samples() if sample.id != "acl-early")
    import_sample(diary, other, replace=True)
    assert len(diary.courses()) == 2
    assert courses_anew() == diary.courses()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b"Quad", b"Quit", 1),
        lambda text: b"0" * 64 + text[64:],
        lambda text: b"\0" * len(text),
        lambda text: text + b" ",
    ],
)
def test_what_was_spoiled_is_not_used(kept: Path, reading: list[int], spoil: Callable[[bytes], bytes]) -> None:
    """A cut, changed or foreign file is passed over, the resources are read, and the next start is quick again."""
    good, courses = kept.read_bytes(), courses_anew()
    kept.write_bytes(spoil(good))
    assert kept.read_bytes() != good
    assert courses_anew() == courses
    assert len(reading) == 1
    assert kept.read_bytes() == good


def test_a_folder_that_cannot_be_written_costs_nothing(kept: Path, reading: list[int]) -> None:
    """Where nothing can be kept the program is read each time, and nobody is told."""
    kept.unlink()
    kept.mkdir()
    (kept / "in the way").touch()
    assert courses_anew()
    assert courses_anew()
    assert len(reading) == 2
    assert [path.name for path in kept.parent.iterdir()] == ["programs.json"]


def test_it_is_closed_to_others(kept: Path) -> None:
    """What is kept tells what was prescribed, so only its owner reads it."""
    assert kept.stat().st_mode & 0o777 == 0o600
