"""The demonstration: a past that looks like a person's, on a profile that is gone afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conftest import RunCli
from hep_care.entry import Clock, Entry, EntryKind, Outcome, Reason, Source, fold
from hep_care.made_past import moods
from hep_sync.programs import IDS
from hep_tui.commands import demo
from hep_tui.demo_past import SEED, make_past
from hep_tui.diary.programs import import_sample

Ran = list[dict[str, Any]]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ran:
    """What the app was opened over; it is left at once."""
    seen: Ran = []

    def run_app(open_diary: Callable[[Any], Any], *, lines: bool) -> None:
        diary = open_diary(lambda seconds: None)
        folder = diary.places.data.parent.parent
        history = diary.history(None, None)
        seen.append(
            {
                "folder": folder,
                "mode": folder.stat().st_mode & 0o777,
                "program": diary.program().id,
                "days": len(history.days),
                "entries": len(history.entries),
                "lines": lines,
            }
        )
        diary.close()

    monkeypatch.setattr(demo, "run_app", run_app)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    # The command points its process at the throw-away profile; here that process is the test's.
    monkeypatch.setenv("HEP_TUI_HOME", str(tmp_path / "home"))
    return seen


def past_of(diary: Any, days: int, program: str = "acl-early") -> list[Entry]:
    """The entries of a made-up past."""
    import_sample(diary, program, start=diary.today - timedelta(days=days))
    make_past(diary, days)
    return list(diary.history(None, None).entries)


def test_demo_opens_the_app_over_a_profile_of_its_own(run_cli: RunCli, ran: Ran, home: Path) -> None:
    """The profile lies in a closed folder of its own, has 40 days behind it, and is gone when the app is left."""
    assert run_cli("demo").code == 0
    (seen,) = ran
    assert (seen["program"], seen["days"], seen["mode"]) == ("acl-early", 41, 0o700)
    assert seen["entries"] > 100
    # There is no terminal here, so it is the line mode.
    assert seen["lines"]
    assert not seen["folder"].exists()
    assert not home.exists()


def test_demo_without_a_past(run_cli: RunCli, ran: Ran) -> None:
    """`--history 0` begins a sample today, with nothing logged."""
    assert run_cli("demo", "neck-pain", "--history", "0").code == 0
    assert (ran[0]["program"], ran[0]["days"], ran[0]["entries"]) == ("neck-pain", 1, 0)


def test_demo_can_be_kept(run_cli: RunCli, ran: Ran) -> None:
    """`--keep` leaves the profile there and says how to open it again."""
    answer = run_cli("demo", "--keep", "--history", "3")
    assert answer.code == 0
    assert f"HEP_TUI_HOME={ran[0]['folder']} hep-tui" in answer.err
    assert (ran[0]["folder"] / "data" / "me" / "hep.db").is_file()


@pytest.mark.parametrize("wrong", [("nonsense",), ("--history", "-1"), ("--history", "9999"), ("\x1b[2J",)])
def test_demo_refuses_what_it_does_not_know(run_cli: RunCli, ran: Ran, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    """An unknown sample or an impossible past is refused, and no folder is left behind."""
    answer = run_cli("demo", *wrong)
    assert (answer.code, ran) == (2, [])
    assert "\x1b" not in answer.err
    assert list(tmp_path.glob("hep-tui-demo-*")) == []


@pytest.mark.parametrize("program", [IDS[0], *(pytest.param(id, marks=pytest.mark.long) for id in IDS[1:])])
def test_every_sample_gets_a_past(run_cli: RunCli, diary: Any, program: str) -> None:
    """Each sample program can be followed for 90 days; its score says so, and nothing lies in the future."""
    entries = past_of(diary, 90, program)
    assert entries
    assert max(entry.logged_at for entry in entries) < diary.clock.now()
    assert max(entry.date for entry in entries) < diary.today
    score = diary.score()
    assert score.days_shown_up > 10
    assert score.value is None or score.value > 60


def test_a_past_looks_like_a_person(run_cli: RunCli, diary: Any) -> None:
    """Mostly done, some of it in part or late, a bad week with pain and illness, a comeback, and pain that falls."""
    entries = past_of(diary, 60)
    kinds = Counter(entry.kind for entry in entries)
    assert kinds[EntryKind.COMPLETION] > 5 * kinds[EntryKind.SKIP]
    assert {Outcome.COMPLETE, Outcome.PARTIAL} <= {entry.status for entry in entries}
    assert {Reason.ILL, Reason.PAIN} <= {entry.reason for entry in entries}
    assert any(entry.source is Source.BACK_FILLED for entry in entries)
    assert any(entry.note for entry in entries)
    assert any(entry.kind is EntryKind.SYMPTOM for entry in entries)
    assert any(count.excused for count in diary.counts(diary.today - timedelta(days=60), diary.today))
    readings = [entry.pain for entry in entries if entry.pain is not None and entry.kind is EntryKind.COMPLETION]
    third = len(readings) // 3
    assert sum(readings[:third]) > sum(readings[-third:])


def test_a_past_is_marked_as_made_up(run_cli: RunCli, diary: Any) -> None:
    """Every entry is under a pinned clock, so that none of it can ever be taken for a patient's."""
    assert {entry.clock for entry in past_of(diary, 20)} == {Clock.PINNED}


def test_the_same_seed_makes_the_same_past(run_cli: RunCli, diary: Any) -> None:
    """Two pasts of one seed differ in nothing but the ids; another seed makes another one."""
    first = moods(date(2026, 1, 1), 40, Random(SEED))
    assert moods(date(2026, 1, 1), 40, Random(SEED)) == first
    assert moods(date(2026, 1, 1), 40, Random(SEED + 1)) != first


def test_a_past_is_in_order(run_cli: RunCli, diary: Any) -> None:
    """Entries are numbered in the order they were saved, each after the one before, done before it was logged."""
    entries = sorted(past_of(diary, 40), key=lambda entry: entry.device_seq)
    moments = [entry.logged_at for entry in entries]
    assert moments == sorted(moments)
    assert all(entry.at <= entry.logged_at for entry in entries)
    assert len(fold(entries)) == len(entries)
    assert diary.examine().sound
