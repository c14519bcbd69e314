"""Makes foreign text safe to draw on a terminal.

Whatever a file, a server or a theme says may carry escape sequences that command the terminal,
characters that turn the reading order around, or invisible ones that hide words. `plain_text` leaves
ordinary text of every script as it is and makes the rest visible or takes it out:

- An escape sequence, with the payload of a string sequence, and every other control become one U+FFFD
  each; so do lone surrogates and noncharacters. A string sequence that never ends is only its introducer:
  what follows it is shown, not swallowed.
- Bidirectional embeddings, overrides and isolates go. LRM, RLM and ALM stay: they reorder nothing across them.
- Invisible characters go: tags (a flag made of them becomes a black flag), soft hyphens (terminals disagree
  about their width), byte order marks, word joiners, invisible operators, Hangul fillers, annotations.
  Zero-width joiners, non-joiners and spaces and variation selectors stay, since Persian, Indic
  scripts, Khmer, Mongolian and emoji are written with them.
- After one character at most 8 marks and 4 joiners stay, and at most 8 characters are joined to one emoji.
- Every way to end a line is one newline or one space; a tab is a space.

Brackets are left alone: text is never parsed as markup, so it is shown as it was written.
"""

from __future__ import annotations

import re
from unicodedata import category

PLACEHOLDER = "\ufffd"
ELLIPSIS = "…"
LIMIT = 2000
MOST_MARKS = 8
MOST_JOINERS = 4
MOST_JOINED = 8
# Hostile text can be far longer than anything of it that is drawn; the rest is not even looked at.
_LOOKED_AT = 16

_ZWJ = "\u200d"
_JOINERS = "\u061c\u180b-\u180f\u200b-\u200f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HIDDEN_CHARS = (
    "\u00ad\u115f\u1160\u17b4\u17b5\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNFIT_CHARS = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}"
# Every mark and joiner is in here; so are letters of scripts that use many marks, which are then looked at one by one.
_MARKISH = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a\ua66f-\uabff\ufb1e\ufe20-\ufe2f"
    f"\U000101fd-\U00016fff\U0001bc9d-\U0001e94f{_JOINERS}"
)

_SUSPECT = re.compile(f"[\t\r\u2028\u2029{_UNFIT_CHARS}{_HIDDEN_CHARS}]|[{_MARKISH}]{{{MOST_JOINERS + 1}}}")
# The rest is for text that is not ordinary, which a start may never meet: `re` compiles and keeps it when it is used.
# No payload holds a byte that could begin another sequence, so that the search stays linear.
_SEQUENCE = (
    "(?:\x1b\\]|\x9d)[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\\\|\x9c)"  # OSC
    "|(?:\x1b[PX^_k]|[\x90\x98\x9e\x9f])[^\x18\x1a\x1b\x80-\x9f]*(?:\x1b\\\\|\x9c)"  # DCS, SOS, PM, APC, title
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    "|\x1b[ -/]*[0-~]?"
)
_UNFIT = f"[{_UNFIT_CHARS}]"
_HIDDEN = f"[{_HIDDEN_CHARS}]"
_JOINER = f"[{_JOINERS}]"
_LINE_END = "\r\n?|[\n\u2028\u2029]"


def plain_text(text: str, *, limit: int = LIMIT, lines: bool = False) -> str:
    """Foreign text as it may be drawn; the same object where nothing is wrong with it.

    `limit` is in characters, at least 1, and counts the "…" of a clipped text, which never ends inside a
    character and its marks. With `lines` newlines stay, otherwise they become spaces. Doing it twice changes
    nothing more.
    """
    limit = max(limit, 1)
    if len(text) <= limit and _is_ordinary(text, lines=lines):
        return text
    looked_at = text[: limit * _LOOKED_AT]
    safe = _clean(looked_at, lines=lines)
    if len(safe) > limit or len(looked_at) < len(text):
        return _clip(safe, limit)
    return text if safe == text else safe


def is_plain(text: str, *, lines: bool = False) -> bool:
    """Whether `plain_text` would leave this text as it is, its length aside."""
    return _is_ordinary(text, lines=lines) or _clean(text, lines=lines) == text


def _is_ordinary(text: str, *, lines: bool) -> bool:
    if text.isascii() and text.isprintable():
        return True
    if "\n" in text and not lines:
        return False
    return _SUSPECT.search(text) is None and text.count(_ZWJ) < MOST_JOINED


def _clean(text: str, *, lines: bool) -> str:
    text = re.sub(_SEQUENCE, PLACEHOLDER, text)
    text = re.sub(_HIDDEN, "", text)
    text = re.sub(_LINE_END, "\n" if lines else " ", text)
    text = re.sub(_UNFIT, PLACEHOLDER, text.replace("\t", " "))
    return _without_stacks(text)


def _without_stacks(text: str) -> str:
    kept: list[str] = []
    marks = joiners = joined = 0
    before = ""
    for char in text:
        if re.match(_JOINER, char):
            joiners += 1
            joined += char == _ZWJ
            if joiners > MOST_JOINERS or (char == _ZWJ and joined >= MOST_JOINED):
                continue
        elif category(char)[0] == "M":
            marks += 1
            if marks > MOST_MARKS:
                continue
        else:
            if before != _ZWJ and not _is_skin_tone(char):
                joined = 0
            marks = joiners = 0
        kept.append(char)
        before = char
    return "".join(kept)


def _is_skin_tone(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _clip(text: str, limit: int) -> str:
    at = min(limit - 1, len(text))
    while 0 < at < len(text) and _continues(text, at):
        at -= 1
    return text[:at] + ELLIPSIS


def _continues(text: str, at: int) -> bool:
    """Whether the character at this place belongs to the one before it."""
    char, before = text[at], text[at - 1]
    if before == _ZWJ or _is_skin_tone(char) or re.match(_JOINER, char) or category(char)[0] == "M":
        return True
    if not (_is_regional(char) and _is_regional(before)):
        return False
    start = at
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1
