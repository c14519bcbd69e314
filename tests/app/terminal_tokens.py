"""Takes apart what reached a terminal, as strictly as a terminal does: text, controls, and sequences by their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category

_TOKEN = re.compile(
    rb"(?P<csi>(?:\x1b\[|\xc2\x9b)(?P<arguments>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~]))"
    rb"|(?P<osc>(?:\x1b\]|\xc2\x9d)(?P<words>.*?)(?:\x07|\x1b\\|\xc2\x9c))"
    rb"|(?P<string>(?:\x1b[PX^_]|\xc2[\x90\x98\x9e\x9f])(?P<payload>.*?)(?:\x1b\\|\xc2\x9c))"
    rb"|(?P<escape>\x1b[ -/]*[0-OQ-WYZ`-~=>\\])"
    rb"|(?P<control>[\x00-\x1f\x7f]|\xc2[\x80-\x9f])"
    rb"|(?P<words_of_text>[^\x00-\x1f\x7f\xc2]+(?:\xc2[\xa0-\xbf][^\x00-\x1f\x7f\xc2]*)*|(?:\xc2[\xa0-\xbf])+)",
    re.DOTALL,
)
_LONGEST = 200_000
_HIDE_OR_TURN = {*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xAD, 0xFEFF, *range(0xE0000, 0xE0080)}
"""Characters that turn the reading order around, or that nobody sees."""


@dataclass(frozen=True, slots=True)
class Token:
    """One sequence, one control, or a run of text."""

    kind: str
    """"text", "control 07", "CSI m", "CSI ?1049 h", "OSC 52", "DCS", "ESC 7"; the numbers stay where they choose a mode."""
    raw: bytes
    mode: str = ""
    """"?1049" where a private mode is set or reset."""
    sets: bool = False

    @property
    def size(self) -> int:
        """How many bytes it is."""
        return len(self.raw)

    @property
    def text(self) -> str:
        """The token as characters."""
        return self.raw.decode("utf-8")


def tokens(raw: bytes, *, unfinished: bool = False) -> list[Token]:
    """The tokens of these bytes; with `unfinished` what may go on in the next bytes is left away.

    Raises `ValueError` for bytes that are not UTF-8.
    """
    found: list[Token] = []
    at = 0
    while at < len(raw):
        match = _TOKEN.match(raw, at)
        if match is None or (unfinished and match.end() == len(raw) and _may_go_on(match)):
            if unfinished and len(raw) - at < _LONGEST:
                break
            raise ValueError(f"no terminal knows {raw[at : at + 40]!r}")
        for token in _tokens_of(match):
            found.append(token)
        at = match.end()
    return found


def _may_go_on(match: re.Match[bytes]) -> bool:
    """Whether more bytes could make another token of it: a cut character, or the beginning of a sequence."""
    if match["control"] == b"\x1b":
        return True
    try:
        match[0].decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _tokens_of(match: re.Match[bytes]) -> list[Token]:
    raw = match[0]
    if match["words_of_text"] is not None:
        raw.decode("utf-8")
        return [Token("text", raw)]
    if match["control"] is not None:
        return [Token(f"control {raw.hex()}", raw)]
    if match["osc"] is not None:
        return [Token(f"OSC {match['words'].split(b';')[0].decode('ascii', 'replace')}", raw)]
    if match["string"] is not None:
        return [Token("DCS", raw)]
    if match["escape"] is not None:
        return [Token(f"ESC {raw[1:].decode('ascii')}", raw)]
    return _csi(match)


def _csi(match: re.Match[bytes]) -> list[Token]:
    arguments, between, final = (match[name].decode("ascii") for name in ("arguments", "between", "final"))
    private = arguments[:1] if arguments[:1] in "?<=>" else ""
    if arguments[:1] == "?" and final in "hl":
        modes = [f"?{number}" for number in arguments[1:].split(";")]
        # Only the first carries the bytes.
        return [
            Token(f"CSI {mode} {final}", match[0] if n == 0 else b"", mode, final == "h")
            for n, mode in enumerate(modes)
        ]
    return [Token(f"CSI {private}{between}{final}", match[0])]


def control_characters(text: str) -> set[str]:
    """The characters of a text that a terminal takes for a command, or that deceive a reader; line feeds are none."""
    return {c for c in text if (category(c) in ("Cc", "Cs") or ord(c) in _HIDE_OR_TURN) and c != "\n"}
