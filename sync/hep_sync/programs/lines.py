"""Where each key of a TOML text stands, which `tomllib` does not tell.

The text is known to be valid TOML, so only as much is read as it takes to find keys: tables, lists of tables,
dotted and quoted keys, strings of every kind, lists and inline tables inside one another.
"""

from __future__ import annotations

import re

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}#\r\n]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_ESCAPE = re.compile(r'\\(["\\])')


def key_lines(text: str) -> dict[str, int]:
    """The line, from 1, of each key: "exercises[2].reps" is `reps` of the second exercise."""
    return _Scan(text).run()


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.counted_to = 0
        self.line = 1

    def run(self) -> dict[str, int]:
        table = ""
        while self._skip(_GAP) and self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _skip(self, pattern: re.Pattern[str]) -> str | None:
        """What the pattern matches here, now passed over."""
        match = pattern.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match.group() or " "

    def _mark(self, path: str) -> None:
        self.line += self.text.count("\n", self.counted_to, self.at)
        self.counted_to = self.at
        self.lines.setdefault(path, self.line)

    def _header(self) -> str:
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        keys = self._keys()
        path = ""
        for place, key in enumerate(keys):
            path = _join(path, key)
            if double and place == len(keys) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
                path = f"{path}[{self.counts[path]}]"
            elif path in self.counts:
                path = f"{path}[{self.counts[path]}]"
        self._mark(path)
        self._skip(_BLANK)
        self.at += 2 if double else 1
        return path

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_BLANK)
            quoted = self.text[self.at] in "\"'"
            match = (_STRING if quoted else _BARE).match(self.text, self.at)
            if match is None:
                return keys
            keys.append(_ESCAPE.sub(r"\1", match.group()[1:-1]) if quoted else match.group())
            self.at = match.end()
            self._skip(_BLANK)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _pair(self, table: str) -> None:
        path = table
        for key in self._keys():
            path = _join(path, key)
        self._mark(path)
        self._skip(_BLANK)
        self.at += 1
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: str) -> None:
        sign = self.text[self.at]
        if sign == "[":
            self._list(path)
        elif sign == "{":
            self._inline(path)
        elif sign in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_SCALAR)

    def _list(self, path: str) -> None:
        self.at += 1
        number = 0
        while self._skip(_GAP) and self.text[self.at] != "]":
            number += 1
            self._mark(f"{path}[{number}]")
            self._value(f"{path}[{number}]")
            self._skip(_GAP)
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _inline(self, path: str) -> None:
        self.at += 1
        while self._skip(_GAP) and self.text[self.at] != "}":
            self._pair(path)
            self._skip(_GAP)
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
