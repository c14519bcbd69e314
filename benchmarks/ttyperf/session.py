"""One run of one program in its own pty, session and process group, in front of the screen model."""

# ruff: noqa: B023  a frame is judged by the function of its own round only

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import shutil
import signal
import struct
import sys
import termios
import time

from .program import Target, clean_env, now
from .vt import Screen

SYNC_END = b"\x1b[?2026l"
SLICE = 512  # bytes fed to the screen model between two looks at the pty


class Gone(Exception):
    """The program ended."""


LIVE: set = set()


class Session:
    """One run of one program, in its own session and process group."""

    def __init__(self, target: Target, home: str | None):
        self.t = target
        self.screen = Screen(target.rows, target.cols, answer=self._answer, sync=target.sync)
        self.backlog: list[tuple[float, bytes]] = []
        self.bytes_in = 0
        self.first_byte = None
        self.frames: list[float] = []
        self.exit_at = None
        self.status = None
        self.rusage = None
        self.eof = False
        self.master = -1
        self.pid = 0
        self._spawn(home)

    def _spawn(self, home):
        t = self.t
        env = clean_env(t.env, home)
        exe = shutil.which(t.cmd[0], path=env.get("PATH"))
        if not exe:
            raise SystemExit(f"ttyperf: {t.name}: no such program: {t.cmd[0]}")
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", t.rows, t.cols, t.cols * 10, t.rows * 20))
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(master)
                os.close(r)
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for fd in (0, 1, 2):
                    os.dup2(slave, fd)
                if slave > 2:
                    os.close(slave)
                if t.cwd:
                    os.chdir(t.cwd)
                for s in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGHUP, signal.SIGALRM):
                    signal.signal(s, signal.SIG_DFL)
                os.set_inheritable(w, False)
                os.write(w, struct.pack("d", now()))
                os.execve(exe, t.cmd, env)
            except BaseException as e:  # the parent reads it from the pipe
                with contextlib.suppress(OSError):
                    os.write(w, repr(e).encode()[:500])
            os._exit(127)
        os.close(slave)
        os.close(w)
        self.pid, self.master = pid, master
        LIVE.add(self)
        head = b""
        while chunk := os.read(r, 1024):  # ends when exec closes the pipe
            head += chunk
        os.close(r)
        if len(head) != 8:
            self.kill()
            raise SystemExit(f"ttyperf: {t.name}: could not start: {head[8:].decode(errors='replace')}")
        self.t0 = struct.unpack("d", head)[0]
        os.set_blocking(master, False)
        self.poll = select.poll()
        self.poll.register(master, select.POLLIN)

    def _answer(self, data: bytes) -> None:
        self.write(data)

    def write(self, data: bytes) -> None:
        end = now() + 2
        while data and now() < end:
            try:
                data = data[os.write(self.master, data) :]
            except BlockingIOError:
                self._read(0.01)
            except OSError:
                return

    def _read(self, wait: float) -> bool:
        """Take what the pty holds, stamped with its time of arrival."""
        if self.eof:
            return False
        if not self.poll.poll(max(0, wait) * 1000):
            return False
        try:
            data = os.read(self.master, 65536)
        except BlockingIOError:
            return False
        except OSError as e:
            if e.errno != errno.EIO:
                raise
            data = b""
        t = now()
        if not data:
            self.eof = True
            return False
        if self.first_byte is None:
            self.first_byte = t
        self.bytes_in += len(data)
        self.backlog.append((t, data))
        return True

    def _check_exit(self) -> bool:
        if self.status is None:
            try:
                ended = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                self.exit_at, self.status = now(), 0
                return True
            if ended:
                self.exit_at = now()
                # its helpers, if any: until it is reaped, the group's number is surely ours
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.pid, signal.SIGKILL)
                _, self.status, self.rusage = os.wait4(self.pid, 0)
        return self.status is not None

    def pump(self, until: float, on_frame=None) -> bool:
        """Read until `until` (a time), or until on_frame(time) is true.

        on_frame is asked once for each complete frame, with the time its last
        byte arrived, however long this process took to model it.
        """
        while True:
            while self.backlog:
                t, data = self.backlog.pop(0)
                pos = 0
                while pos < len(data):
                    cut = data.find(SYNC_END, pos)
                    stop = cut + len(SYNC_END) if 0 <= cut < pos + SLICE else min(len(data), pos + SLICE)
                    self.screen.feed(data[pos:stop])
                    done = stop == len(data) or stop == cut + len(SYNC_END)
                    pos = stop
                    while self._read(0):
                        pass
                    if done and not self.screen.in_sync:
                        self.frames.append(t)
                        if on_frame and on_frame(t):
                            if pos < len(data):
                                self.backlog.insert(0, (t, data[pos:]))
                            return True
            left = until - now()
            if left <= 0:
                return False
            if self.eof:
                if self._check_exit():
                    raise Gone
                time.sleep(min(left, 0.001))
                continue
            silent = not self._read(min(left, 0.05))
            if silent and self._check_exit() and not self._read(0.0) and not self.backlog:
                raise Gone

    def quiet(self, quiet: float, limit: float) -> bool:
        """Wait until no visible change for `quiet` seconds; False if that never came."""
        end = now() + limit
        while now() < end:
            snap = self.screen.snapshot()
            if not self.pump(min(end, now() + quiet), lambda t: self.screen.changed_since(snap, self.t.ignore)):
                return now() < end or quiet >= limit
        return False

    def kill(self) -> None:
        """End our own process group, and nothing else."""
        if self.pid and self.status is None:
            for sig, wait in ((signal.SIGTERM, 0.7), (signal.SIGKILL, 3.0)):
                try:
                    if os.getpgid(self.pid) == self.pid:
                        os.killpg(self.pid, sig)
                    else:
                        os.kill(self.pid, sig)
                except ProcessLookupError:
                    pass
                end = now() + wait
                while now() < end and not self._check_exit():
                    with contextlib.suppress(Exception):
                        self._read(0.005)
                    if self.eof:
                        time.sleep(0.002)
                    self.backlog.clear()
                if self.status is not None:
                    break
        self.pid = 0
        if self.master >= 0:
            os.close(self.master)
            self.master = -1
        LIVE.discard(self)


def end_all(*_):
    for s in list(LIVE):
        s.kill()
    if _:
        sys.exit(130)
