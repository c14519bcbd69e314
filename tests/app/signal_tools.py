"""Players, voices and guards against sleep for tests: real programs on a search path of their own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder of programs that note what they were started with."""

    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        """An environment in which nothing else is found."""
        return {"PATH": str(self.folder)}

    @property
    def log(self) -> list[str]:
        """What was started, a line each: the name and its arguments between bars."""
        noted = self.folder / "log"
        return noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []

    def make(self, name: str, then: str = "exit 0") -> Path:
        """A program that notes its arguments and then does something."""
        path = self.folder / name
        # One write a line: two programs may note something at the same time.
        note = f'said={name}; for a in "$@"; do said="$said|$a"; done; printf "%s\\n" "$said" >>"{self.folder}/log"'
        path.write_text(f"#!/bin/sh\n{note}\n{then}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def pipe(self, name: str) -> Path:
        """A named pipe, to wait for a program without a clock."""
        path = self.folder / name
        os.mkfifo(path)
        return path
