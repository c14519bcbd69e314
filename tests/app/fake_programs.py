"""Stand-ins for programs of the computer: real executables that write down how they were called."""

from __future__ import annotations

from pathlib import Path

import pytest

Calls = list[list[str]]


class Computer:
    """A folder of programs, and nothing else, on the search path."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.notes = folder / "notes"
        self.notes.mkdir()

    def has(self, name: str, body: str = "exit 0") -> None:
        """Put a program there; `body` is what it does, in sh, after it wrote its arguments down."""
        file = self.bin / name
        # One line for each argument, and one with a length before them, so that no text can be taken for another.
        note = f'{{ printf "%s\\n" "$#"; for word; do printf "%s\\0" "$word"; done; }} >> "{self.notes / name}"'
        file.write_text(f"#!/bin/sh\n{note}\n{body}\n", encoding="utf-8")
        file.chmod(0o755)

    def calls(self, name: str) -> Calls:
        """The arguments of each call of a program, in order."""
        file = self.notes / name
        rest = file.read_bytes() if file.exists() else b""
        found: Calls = []
        while rest:
            count, _, rest = rest.partition(b"\n")
            words = rest.split(b"\0", int(count))
            found.append([word.decode() for word in words[:-1]])
            rest = words[-1]
        return found

    def has_crontab(self, content: bytes | None) -> Path:
        """A crontab program over a file of its own; None for a user without one."""
        file = self.notes / "crontab-file"
        if content is not None:
            file.write_bytes(content)
        self.has(
            "crontab",
            f'if [ "$1" = -l ]; then if [ -f "{file}" ]; then exec /bin/cat "{file}"; '
            f'else echo "no crontab for me" >&2; exit 1; fi; else exec /bin/cat > "{file}"; fi',
        )
        return file

    def has_systemd(self) -> None:
        """A `systemctl` whose user manager answers."""
        self.has("systemctl", 'if [ "$2" = show ]; then echo Version=255; fi; exit 0')

    def has_notices(self) -> None:
        """A `notify-send` that takes everything."""
        self.has("notify-send")


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A computer without any program; the real ones of this computer cannot be found."""
    made = Computer(tmp_path)
    monkeypatch.setenv("PATH", str(made.bin))
    return made
