"""What the terminal can do, as far as it says so itself; it is never asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def draws_full_screen(environ: Mapping[str, str]) -> bool:
    """Whether a full screen can be drawn: keys come in, and the terminal moves its cursor."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams) and not _dumb(environ)


def _dumb(environ: Mapping[str, str]) -> bool:
    # Windows has no such variable, and its terminals draw.
    return sys.platform != "win32" and environ.get("TERM", "dumb") in ("dumb", "")


def only_ascii(environ: Mapping[str, str]) -> bool:
    """Whether block glyphs would come out as something else.

    The first of the locale's variables that is set decides; where none is, UTF-8 is what today's terminals speak.
    The Linux console has a font of 256 or 512 letters, in which most glyphs are missing.
    """
    if environ.get("TERM") == "linux":
        return True
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    named = locale.lower().replace("-", "")
    return sys.platform != "win32" and bool(locale) and "utf8" not in named
