"""Taking a program in from a screen: the questions it raises, and what went wrong in the patient's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hep_tui.diary.finding import RefusedError
from hep_tui.screens.confirm import ConfirmDialog

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.diary.programs import Imported

Job = Callable[["Diary", frozenset[str]], "Imported"]
"""Takes a program in; the flags are those of the questions that were answered yes."""


async def take_in(hep: HepApp, job: Job) -> Imported | str:
    """Run a job, asking what it asks; ends with what came in, or with a sentence why nothing did.

    Waits for the patient, so it runs in a worker of the screen.
    """
    from hep_sync.errors import NotUnderstood
    from hep_tui.diary.errors import StoreError
    from hep_tui.diary.programs import QuestionError
    from hep_tui.wording import explained

    flags: frozenset[str] = frozenset()

    def run(diary: Diary) -> Imported:
        return job(diary, flags)

    while True:
        try:
            return await hep.write(run)
        except QuestionError as asked:
            if asked.flag in flags or not await hep.push_screen_wait(ConfirmDialog(str(asked), "yes", "no")):
                return "Nothing was changed."
            flags |= {asked.flag}
        except (RefusedError, NotUnderstood, StoreError, OSError) as error:
            return explained(error)[0]


def came_in(imported: Imported) -> list[str]:
    """What came in, a sentence each."""
    exercises = "1 exercise" if imported.prescriptions == 1 else f"{imported.prescriptions} exercises"
    entries = "1 entry" if imported.entries == 1 else f"{imported.entries} entries"
    lines = [f"“{imported.program.title}” is here: {exercises}, {entries}; {imported.new} new."]
    if imported.quarantined:
        lines.append(f"Set aside, as it could not be understood ({len(imported.quarantined)}):")
        lines += [f"  {one.what}: {one.why}" for one in imported.quarantined[:5]]
    return lines
