"""Looking after the patient's file: copies, putting one back, taking a profile away, and a look at its health."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hep_tui.clock import Clock
from hep_tui.diary.finding import RefusedError
from hep_tui.locations import Places
from hep_tui.store.backup import Backup
from hep_tui.store.errors import BackupProblem

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary
    from hep_tui.store.restore import Restored


def back_up(diary: Diary, target: Path | None) -> Backup:
    """A verified copy at `target`, or in the backup folder."""
    if target is None:
        folder = diary.places.backups
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"hand-{diary.clock.now():%Y%m%d-%H%M%S}.db"
    return diary.store.backup(target)


def daily_copy(diary: Diary) -> str:
    """The copy of this day, if it is not there yet; what went wrong, in a sentence, or nothing."""
    if diary.store.readonly:
        return ""
    try:
        diary.store.daily_backup(diary.clock.now())
    except BackupProblem as problem:
        return str(problem)
    return ""


def put_back(places: Places, file: Path, clock: Clock) -> Restored:
    """Put a backup back and keep what is newer; no diary of this profile may be open in this process."""
    from hep_tui.store.restore import restore

    if not file.is_file():
        raise RefusedError(f"There is no file {file.name}.")
    return restore(places, file, clock.now())


def take_away(places: Places) -> int:
    """Remove everything of a profile from this computer, backups included; how many folders there were."""
    folders = [folder for folder in (places.data, places.config, places.cache, places.state) if folder.is_dir()]
    for folder in folders:
        shutil.rmtree(folder)
    return len(folders)


def copies(places: Places) -> tuple[datetime, ...]:
    """When the verified copies in the backup folder were made."""
    from hep_tui.store.backup import backups

    return tuple(sorted(backups(places)))
