"""What can go wrong with the patient's file, each with a sentence for the patient.

::

    StoreError
    ├── OpeningProblem     the file cannot be used as it is; it has not been touched
    │   ├── NotAFile           a folder, a pipe or a device lies at its path
    │   ├── NotADatabase       other content
    │   ├── DamagedFile        a database that cannot be read in full
    │   ├── LooksEmptied       nothing where data was before
    │   ├── NoFileYet          nothing there, and nothing was to be made
    │   ├── NotOurs            a database of another program
    │   ├── NewerFile          written by a newer version of this program
    │   ├── ChangedSchema      tables, triggers or views that are not ours
    │   ├── ForeignCompanion   a write-ahead log, which this program never makes
    │   ├── CannotOpen         the system does not let it be opened
    │   └── CannotRead         the disk reports an error, or another program keeps it locked
    ├── NotSaved           one thing was not written; what was saved before is unchanged
    │   ├── DiskFull
    │   ├── DiskError
    │   ├── CannotWrite        the file or its folder is read-only
    │   │   └── OpenElsewhere      another window has the profile open, and this one only looks
    │   ├── StillLocked        another program kept the file locked for longer than the limit
    │   ├── FileReplaced       another file lies at the path now
    │   └── EntryClash         an id stands for something else already
    └── BackupProblem      a copy could not be made, checked or put back; the file is unchanged
        ├── AlreadyThere       a file lies where the copy should go
        ├── BadBackup          the copy is no complete file of this program
        └── OtherPatient       the copy belongs to another patient
"""

from __future__ import annotations

import sqlite3


class StoreError(Exception):
    """Something about the patient's file; its text is the sentence for the patient."""

    sentence = "Something is wrong with your file; nothing was changed."

    def __init__(self, detail: str = "") -> None:
        super().__init__(self.sentence if not detail else f"{self.sentence} ({detail})")
        self.detail = detail


class OpeningProblem(StoreError):
    """The file cannot be used as it is; it has not been touched."""


class NotAFile(OpeningProblem):
    """A folder, a pipe or a device lies at the path of the file."""

    sentence = "Something that is not a file lies where your file should be; move it away and start again."


class NotADatabase(OpeningProblem):
    """The file holds something else."""

    sentence = (
        "Your file cannot be read: it holds something else. It was left as it is; `hep-tui restore` puts a backup back."
    )


class DamagedFile(OpeningProblem):
    """The file is a database that cannot be read in full."""

    sentence = (
        "Your file is damaged. It was left as it is; `hep-tui restore` puts a backup back and keeps what can still be "
        "read."
    )


class LooksEmptied(OpeningProblem):
    """There is nothing where data was before."""

    sentence = (
        "Your file looks emptied or is gone, though there was one here. Put it back, or use `hep-tui restore` with a "
        "backup; to begin again, use `hep-tui wipe`."
    )


class NoFileYet(OpeningProblem):
    """There is no file, and none was to be made."""

    sentence = "There is no file for this profile yet; start with `hep-tui import`."


class NotOurs(OpeningProblem):
    """The file is a database of another program."""

    sentence = "The file at this place belongs to another program; it was left as it is. Move it away and start again."


class NewerFile(OpeningProblem):
    """The file was written by a newer version of this program."""

    sentence = "Your file was made by a newer version of this program and was left as it is; update the program."


class ChangedSchema(OpeningProblem):
    """The file has tables, triggers or views that are not ours."""

    sentence = (
        "Your file was changed by another program and is not safe to use. It was left as it is; `hep-tui restore` puts "
        "a backup back."
    )


class ForeignCompanion(OpeningProblem):
    """A write-ahead log lies beside the file, and this program never makes one."""

    sentence = (
        "Another program left a “-wal” file beside your file; using both could mix them up. Close that program, or "
        "move the “-wal” file away, and start again."
    )


class CannotOpen(OpeningProblem):
    """The system does not let the file be opened."""

    sentence = "Your file cannot be opened; check that the folder is there and belongs to you."


class CannotRead(OpeningProblem):
    """The disk reports an error, or another program keeps the file locked."""

    sentence = (
        "Your file cannot be read just now: the disk reports an error, or another program keeps it locked. Nothing was "
        "changed; try again."
    )


class NotSaved(StoreError):
    """One thing was not written; what was saved before is unchanged."""

    sentence = "This was NOT saved; what you saved before is unchanged. Try again."


class DiskFull(NotSaved):
    """There is no room on the disk."""

    sentence = "This was NOT saved: the disk is full. What you saved before is unchanged; make room and try again."


class DiskError(NotSaved):
    """The disk did not take it."""

    sentence = "This was NOT saved: the disk reports an error. What you saved before is unchanged; try again."


class CannotWrite(NotSaved):
    """The file, or its folder, is read-only."""

    sentence = (
        "This was NOT saved: your file can only be read here. Make the file and its folder writable and try again."
    )


class OpenElsewhere(CannotWrite):
    """Another window has the profile open, and this one only looks."""

    sentence = (
        "This was NOT saved: hep-tui is open in another window, and this one can only look. Log it there, or close that "
        "window and start this one again."
    )


class StillLocked(NotSaved):
    """Another program kept the file locked for longer than the limit."""

    sentence = "This was NOT saved: another program is keeping your file locked. Close it and try again."


class FileReplaced(NotSaved):
    """Another file, or none, lies at the path since this one was opened."""

    sentence = (
        "This was NOT saved: your file was replaced or moved while the program was open. Nothing was overwritten; "
        "close the program and start it again."
    )


class EntryClash(NotSaved):
    """An id stands for something else already; this is a mistake of the caller."""

    sentence = "This was NOT saved: something else was saved under the same number. What you saved before is unchanged."


class BackupProblem(StoreError):
    """A copy could not be made, checked or put back; the patient's file is unchanged."""

    sentence = "The backup could not be made; your file is unchanged."


class AlreadyThere(BackupProblem):
    """A file lies where the copy should go."""

    sentence = "No backup was made: there is already a file with that name. Choose another name."


class BadBackup(BackupProblem):
    """The copy is no complete file of this program."""

    sentence = (
        "Nothing was restored: this is no complete backup of this program. Your file is unchanged; try another one."
    )


class OtherPatient(BackupProblem):
    """The copy belongs to another patient."""

    sentence = "Nothing was restored: this backup belongs to another patient. Your file is unchanged; use `--profile`."


# Primary result codes: https://www.sqlite.org/rescode.html
_BY_CODE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: StillLocked,
    sqlite3.SQLITE_READONLY: CannotWrite,
    sqlite3.SQLITE_IOERR: DiskError,
    sqlite3.SQLITE_CORRUPT: DamagedFile,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CANTOPEN: CannotOpen,
    sqlite3.SQLITE_NOTADB: NotADatabase,
}


def translated(error: sqlite3.Error) -> StoreError | None:
    """The error in the patient's words; None where it is a mistake of the program and must be seen as such."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return FileReplaced()
    found = _BY_CODE.get(code & 0xFF)
    return found(error.sqlite_errorname) if found else None
