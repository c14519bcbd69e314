"""A simulator of power cuts: what a process asked of its disk, and what of that a disk may hold once power is gone.

A process is run under `strace`, which writes down each change to the database, to its rollback journal or write-ahead
log, and to their folder, and each acknowledgement. The changes are then replayed up to a cut into a model of a disk:

- What was written to a file since its last flush is there or not, page by page. A page holds what it held at some
  moment since then; one in four is torn, and each of its sectors is of a moment of its own. A file that grew has
  its old length or its new one, with zeros where nothing was kept.
- What was flushed is there.
- A file that was made is there. A file that was removed is back in one case of two, unless its folder was flushed, or
  a file of the same name made, since.

Outside the model: a disk that says it flushed and did not; damage to data at rest; files other than those of the
database, such as what the state folder remembers; a folder that loses a file that was made in it.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

PAGE = 4096
SECTOR = 512
KEPT = ("", "-journal", "-wal")
"""Endings of the files that are followed; the index of a write-ahead log is made anew from the log."""
# A question mark: not every processor has all of these calls. Those that the model does not know end a recording.
CALLS = (
    "openat,?open,?creat,write,pwrite64,?writev,?pwritev,?pwritev2,ftruncate,?truncate,fallocate,?copy_file_range,"
    "?sendfile,fsync,fdatasync,?sync_file_range,?unlink,unlinkat,?rename,?renameat,?renameat2,?link,linkat"
)
_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'[<"]((?:\\x[0-9a-f]{2})*)[>"]')


class NotRecorded(Exception):
    """The run cannot be replayed: there is no recorder here, or the process did what the model does not know."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file was made."""

    name: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """Bytes were written to a file."""

    name: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Sized:
    """A file was told its length, which must be the one that it has."""

    name: str
    length: int


@dataclass(frozen=True, slots=True)
class Flushed:
    """A file was flushed, or, where the name is empty, their folder."""

    name: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A file was removed."""

    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something was written to standard output."""

    text: str


Step = Made | Wrote | Sized | Flushed | Removed | Said


@dataclass(slots=True)
class File:
    """A file: what is surely on the disk, and what was written since, in order."""

    sure: bytes = b""
    since: list[Wrote] = field(default_factory=list)

    def flush(self) -> None:
        """Everything written so far is sure."""
        self.sure = self.seen()
        self.since.clear()

    def seen(self) -> bytes:
        """The content as processes see it while there is power."""
        return written(self.sure, self.since)

    def after(self, chance: random.Random) -> bytes:
        """What the disk may hold once power is gone."""
        length = max([len(self.sure), *(wrote.at + len(wrote.data) for wrote in self.since)])
        content = bytearray(self.sure.ljust(length, b"\0"))
        end = chance.choice((len(self.sure), length))
        for start in sorted({at // PAGE * PAGE for wrote in self.since for at in _pages(wrote)}):
            touching = [wrote for wrote in self.since if wrote.at < start + PAGE and start < wrote.at + len(wrote.data)]
            moment = chance.randint(0, len(touching))
            torn = chance.random() < 0.25
            for sector in range(start, min(start + PAGE, length), SECTOR):
                if torn:
                    moment = chance.randint(0, len(touching))
                content[sector : sector + SECTOR] = _part(content, touching[:moment], sector, length)
                if moment:
                    end = max(end, min(sector + SECTOR, length))
        return bytes(content[:end])


def _pages(wrote: Wrote) -> range:
    return range(wrote.at // PAGE * PAGE, wrote.at + len(wrote.data), PAGE)


def _part(content: bytearray, writes: list[Wrote], start: int, length: int) -> bytes:
    """A sector after these writes; one beyond the end of the file is cut short."""
    end = min(start + SECTOR, length)
    part = bytearray(content[start:end])
    for wrote in writes:
        first, last = max(start, wrote.at), min(end, wrote.at + len(wrote.data))
        if first < last:
            part[first - start : last - start] = wrote.data[first - wrote.at : last - wrote.at]
    return bytes(part)


def written(content: bytes, writes: list[Wrote]) -> bytes:
    """The content of a file after these writes."""
    whole = bytearray(content)
    for wrote in writes:
        whole.extend(bytes(max(0, wrote.at + len(wrote.data) - len(whole))))
        whole[wrote.at : wrote.at + len(wrote.data)] = wrote.data
    return bytes(whole)


class Disk:
    """A folder on a disk that may lose power."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self._gone: dict[str, File] = {}
        self.said = ""

    def take(self, step: Step) -> None:
        """One step of the process."""
        match step:
            case Made(name):
                self._gone.pop(name, None)
                self.files[name] = File()
            case Wrote(name):
                self.files[name].since.append(step)
            case Sized(name, length):
                if length != len(self.files[name].seen()):
                    raise NotRecorded(f"the model does not know how a file is cut short, as {name} was")
            case Flushed(""):
                self._gone.clear()
            case Flushed(name):
                self.files[name].flush()
            case Removed(name):
                self._gone[name] = self.files.pop(name)
            case Said(text):
                self.said += text

    def after(self, chance: random.Random) -> dict[str, bytes]:
        """The files that the disk may hold once power is gone."""
        back = {name: file for name, file in self._gone.items() if chance.random() < 0.5}
        return {name: file.after(chance) for name, file in {**self.files, **back}.items()}


def record(argv: list[str], database: Path, work: Path) -> list[Step]:
    """What a process that makes this database did to it, and said; `work` is an empty folder for the recording.

    Raises `NotRecorded` where that cannot be known in full.
    """
    if shutil.which("strace") is None:
        raise NotRecorded("strace is not installed; power cuts cannot be simulated without it")
    said, log = work / "said", work / "log"
    followed = [str(path) for path in (said, database.parent, *(Path(f"{database}{ending}") for ending in KEPT))]
    command = ["strace", "-f", "-qq", "-y", "-xx", "-s", str(1 << 24), "-e", "signal=none", "-e", f"trace={CALLS}"]
    command += [*(word for path in followed for word in ("-P", path)), "-o", str(log), *argv]
    with said.open("wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode or done.stderr:
        raise NotRecorded(f"strace could not follow the process, or it failed ({done.returncode}): {done.stderr}")
    known = {f"{database}{ending}": f"{database.name}{ending}" for ending in KEPT}
    made: set[str] = set()
    each = (_step(line, known, str(database.parent), str(said), made) for line in log.read_text("ascii").splitlines())
    steps = [step for step in each if step is not None]
    _must_agree(steps, database, said)
    return steps


def _step(line: str, known: dict[str, str], folder: str, said: str, made: set[str]) -> Step | None:
    """The step of one line of the log, None for one that changes nothing; `made` are the files that are there."""
    call = _CALL.match(line)
    if call is None:
        # What was going on when a thread was interrupted would be told in two halves.
        raise NotRecorded(f"a line of strace that is not understood: {line[:200]}")
    kind, arguments, result = call[1], call[2], int(call[3])
    if result < 0:
        return None
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]
    # The calls that end in "at" name the folder first, from which the path is meant.
    path = texts[1 if kind.endswith("at") else 0].decode()
    if kind == "write" and path == said:
        return Said(texts[1][:result].decode())
    name = "" if path == folder else known.get(path)
    last = arguments.rpartition(", ")[2]
    match kind:
        case "openat" if not name or (("O_CREAT" not in arguments or name in made) and "O_TRUNC" not in arguments):
            return None
        case "openat" if name and name not in made:
            made.add(name)
            return Made(name)
        case "pwrite64" if name:
            return Wrote(name, int(last), texts[1][:result])
        case "ftruncate" if name:
            return Sized(name, int(last))
        case "fsync" | "fdatasync" if name is not None:
            return Flushed(name)
        case "unlink" | "unlinkat" if name:
            made.discard(name)
            return Removed(name)
    raise NotRecorded(f"the model does not know this step: {line[:200]}")


def _must_agree(steps: list[Step], database: Path, said: Path) -> None:
    """With the power on, the replay ends with the very files that the process left: nothing went unseen."""
    disk = Disk()
    for step in steps:
        disk.take(step)
    left = {path.name: path.read_bytes() for end in KEPT if (path := Path(f"{database}{end}")).exists()}
    if {name: file.seen() for name, file in disk.files.items()} != left or disk.said != said.read_text():
        raise NotRecorded("the replay does not end with the files that the process left")


def cut_at(steps: list[Step], count: int, chance: random.Random, folder: Path) -> list[list[str]]:
    """Put what the disk may hold when power goes after `count` steps in an empty folder; the words of what was said."""
    disk = Disk()
    for step in steps[:count]:
        disk.take(step)
    for name, content in disk.after(chance).items():
        (folder / name).write_bytes(content)
    # A line that was cut off was never an acknowledgement.
    return [line.split() for line in disk.said.splitlines(keepends=True) if line.endswith("\n")]
