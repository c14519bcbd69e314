"""The `hep-clinic` command line, run in this process on a folder of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

from hep_clinic.__main__ import run


@contextmanager
def serving(*arguments: str) -> Iterator[list[str]]:
    """`hep-clinic` with these arguments in a process of its own, told to end; the lines it said when it answered."""
    command = [sys.executable, "-m", "hep_clinic", *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stdout is not None
        wanted = 3 if "demo" in arguments else 1
        yield [server.stdout.readline() for _ in range(wanted)]
    finally:
        server.terminate()
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")


class Desk:
    """Somebody who types commands at the clinic's machine."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), mock.patch("sys.stdin", io.StringIO(typed)):
            code = run(["--data", str(self.data), *arguments])
        return code, out.getvalue(), err.getvalue()

    def ask(self, *arguments: str, typed: str = "") -> Any:
        """The JSON answer of a command that must be done."""
        code, out, err = self.run(*arguments, "--json", typed=typed)
        assert code == 0, err
        return json.loads(out)

    def refused(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """Exit code and the one line of a command that is not done."""
        code, out, err = self.run(*arguments, typed=typed)
        assert out == ""
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return code, err.strip()
