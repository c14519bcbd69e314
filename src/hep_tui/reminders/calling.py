"""Calling programs of this computer: by argument list, with an end to waiting, and never through a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from hep_care.frozen import frozen

LONGEST_S = 15.0
_GONE = 127


@frozen
class Answer:
    """What a program answered; one that is not there or does not end has a code that is not 0."""

    code: int
    out: bytes = b""
    err: bytes = b""

    @property
    def complaint(self) -> str:
        """The first line of what it complained of, or its exit code."""
        lines = self.err.decode("utf-8", "replace").strip().splitlines()
        return lines[0] if lines else f"exit code {self.code}"


def there(program: str) -> bool:
    """Whether a program can be called."""
    return shutil.which(program) is not None


def call(argv: Sequence[str], *, given: bytes = b"", environment: Mapping[str, str] = {}) -> Answer:
    """Run a program to its end, with `environment` beside this process's own."""
    # Complaints in one language, so that they can be told apart, and letters that a scheduler's bare locale would refuse.
    env = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    try:
        done = subprocess.run(argv, input=given, capture_output=True, timeout=LONGEST_S, check=False, env=env)
    except subprocess.TimeoutExpired:
        return Answer(_GONE, err=f"{argv[0]} does not answer".encode())
    except (OSError, ValueError) as error:
        return Answer(_GONE, err=f"{argv[0]} cannot be run ({error})".encode())
    return Answer(done.returncode, done.stdout, done.stderr)
