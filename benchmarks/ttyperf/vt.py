"""A small, fast VT/xterm screen model: enough of ECMA-48 and xterm for full-screen programs.

It keeps characters and attributes per cell, so a colour-only change (a moved
highlight) counts as a change.  It answers the queries that terminals answer,
and knows synchronized output (DEC mode 2026), so a frame that a program sends
in several writes is judged only when it is complete.

"""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<csi>[0-?]*[ -/]*[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[P_^X](?P<dcs>[^\x1b]*(?:\x1b[^\\][^\x1b]*)*)\x1b\\"
    r"|\x1b(?P<esc>[ -/]+[0-~]|[0-OQ-WYZ\\`-~])"
    r"|(?P<ctl>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
)
_INCOMPLETE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[P_^X](?:[^\x1b]|\x1b[^\\])*\x1b?|[ -/]*)?\Z")

_ACS = dict(zip("`afgijklmnopqrstuvwxyz{|}~", "◆▒°±␉┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·", strict=False))
_PLAIN = ()
_width_cache: dict[str, int] = {}


def cell_width(ch: str) -> int:
    w = _width_cache.get(ch)
    if w is None:
        if unicodedata.category(ch) in ("Mn", "Me", "Cf") or "\ufe00" <= ch <= "\ufe0f":
            w = 0
        elif unicodedata.east_asian_width(ch) in "WF":
            w = 2
        else:
            w = 1
        _width_cache[ch] = w
    return w


class Screen:
    def __init__(self, rows: int, cols: int, answer=None, sync: bool = True):
        self.rows, self.cols = rows, cols
        self.answer = answer or (lambda data: None)
        self.sync_supported = sync
        self.in_sync = False
        self.alt = False
        self.app_cursor = False
        self.title = ""
        self.unknown: dict[str, int] = {}
        self._decoder = __import__("codecs").getincrementaldecoder("utf-8")("replace")
        self._pending = ""
        self._saved_main = None
        self._pen_cache: dict[str, tuple] = {}
        self._full_reset()

    def _full_reset(self):
        self.chars = [[" "] * self.cols for _ in range(self.rows)]
        self.attrs = [[_PLAIN] * self.cols for _ in range(self.rows)]
        self.x = self.y = 0
        self.pen: dict = {}
        self.pen_t: tuple = _PLAIN
        self.top, self.bottom = 0, self.rows - 1
        self.wrap, self.origin, self.insert = True, False, False
        self.wrap_next = False
        self.saved = None
        self.g = ["B", "B"]
        self.shift = 0
        self.last_char = " "

    # -- what a caller looks at ------------------------------------------------
    def display(self) -> list[str]:
        return ["".join(row) for row in self.chars]

    def text(self) -> str:
        return "\n".join(self.display())

    def snapshot(self):
        return [r[:] for r in self.chars], [r[:] for r in self.attrs]

    def changed_since(self, snap, ignore=frozenset()) -> bool:
        chars, attrs = snap
        for i in range(self.rows):
            if i not in ignore and (self.chars[i] != chars[i] or self.attrs[i] != attrs[i]):
                return True
        return False

    def ink(self) -> int:
        """Cells that show something: a glyph, a background or reverse video."""
        n = 0
        for row, ats in zip(self.chars, self.attrs, strict=False):
            for ch, at in zip(row, ats, strict=False):
                if ch not in (" ", "") or (at and (("bg" in dict(at)) or ("7" in dict(at)))):
                    n += 1
        return n

    def painted(self) -> bool:
        for row, ats in zip(self.chars, self.attrs, strict=False):
            for ch, at in zip(row, ats, strict=False):
                if ch not in (" ", ""):
                    return True
                if at:
                    for key, _ in at:
                        if key == "bg" or key == "7":
                            return True
        return False

    def glyphs(self) -> int:
        return sum(1 for row in self.chars for ch in row if ch not in (" ", ""))

    # -- input -----------------------------------------------------------------
    def feed(self, data: bytes) -> None:
        s = self._pending + self._decoder.decode(data)
        self._pending = ""
        pos, end = 0, len(s)
        match = _TOKEN.match
        while pos < end:
            m = match(s, pos)
            if m is None:
                if s[pos] == "\x1b" and _INCOMPLETE.match(s, pos) and end - pos < 1 << 16:
                    self._pending = s[pos:]
                    return
                pos += 1
                continue
            kind = m.lastgroup
            pos = m.end()
            if kind == "text":
                self._put(m.group())
            elif kind == "csi":
                self._csi(m.group("csi"))
            elif kind == "ctl":
                self._ctl(m.group())
            elif kind == "osc":
                self._osc(m.group("osc"))
            elif kind == "dcs":
                self._dcs(m.group("dcs"))
            else:
                self._esc(m.group("esc"))

    # -- text ------------------------------------------------------------------
    def _put(self, text: str) -> None:
        if self.g[self.shift] == "0":
            text = "".join(_ACS.get(c, c) for c in text)
        self.last_char = text[-1]
        if not self.insert and (text.isascii() or all(cell_width(c) == 1 for c in text)):
            i, n = 0, len(text)
            while i < n:
                if self.wrap_next:
                    if self.wrap:
                        self.x = 0
                        self._index()
                    else:  # without autowrap the last column is overwritten
                        self.chars[self.y][-1] = text[-1]
                        self.attrs[self.y][-1] = self.pen_t
                        return
                    self.wrap_next = False
                k = min(n - i, self.cols - self.x)
                self._unsplit(self.y, self.x, self.x + k)
                self.chars[self.y][self.x : self.x + k] = text[i : i + k]
                self.attrs[self.y][self.x : self.x + k] = [self.pen_t] * k
                self.x += k
                i += k
                if self.x >= self.cols:
                    self.x = self.cols - 1
                    self.wrap_next = True
            return
        for ch in text:
            w = cell_width(ch)
            if w == 0:
                px = self.x if self.wrap_next else self.x - 1
                if px >= 0 and self.chars[self.y][px] == "" and px > 0:
                    px -= 1
                if px >= 0 and len(self.chars[self.y][px]) < 12:
                    self.chars[self.y][px] += ch
                continue
            if self.wrap_next or self.x + w > self.cols:
                if self.wrap:
                    self.x = 0
                    self._index()
                else:
                    self.x = self.cols - w
                self.wrap_next = False
            row, ats = self.chars[self.y], self.attrs[self.y]
            if self.insert:
                row[self.x : self.x] = [" "] * w
                ats[self.x : self.x] = [_PLAIN] * w
                del row[self.cols :], ats[self.cols :]
            self._unsplit(self.y, self.x, self.x + w)
            row[self.x] = ch
            ats[self.x] = self.pen_t
            if w == 2:
                row[self.x + 1] = ""
                ats[self.x + 1] = self.pen_t
            self.x += w
            if self.x >= self.cols:
                self.x = self.cols - 1
                self.wrap_next = True

    def _unsplit(self, y: int, x0: int, x1: int) -> None:
        """Blank the other half of a wide character that is about to be cut."""
        row = self.chars[y]
        if x0 < self.cols and row[x0] == "" and x0 > 0:
            row[x0 - 1] = " "
        if x1 < self.cols and row[x1] == "":
            row[x1] = " "

    def _ctl(self, c: str) -> None:
        if c == "\r":
            self.x, self.wrap_next = 0, False
        elif c in "\n\x0b\x0c\x84":
            self._index()
        elif c == "\x08":
            self.x, self.wrap_next = max(0, self.x - 1), False
        elif c == "\t":
            self.x, self.wrap_next = min(self.cols - 1, (self.x // 8 + 1) * 8), False
        elif c == "\x0e":
            self.shift = 1
        elif c == "\x0f":
            self.shift = 0
        elif c == "\x85":
            self.x = 0
            self._index()

    def _index(self) -> None:
        self.wrap_next = False
        if self.y == self.bottom:
            self._scroll(1)
        elif self.y < self.rows - 1:
            self.y += 1

    def _blank(self):
        bg = self.pen.get("bg")
        return (("bg", bg),) if bg is not None else _PLAIN

    def _scroll(self, n: int, top: int | None = None) -> None:
        top = self.top if top is None else top
        h = self.bottom - top + 1
        n = max(-h, min(h, n))
        b = self._blank()
        for grid, fill in ((self.chars, " "), (self.attrs, b)):
            part = grid[top : self.bottom + 1]
            new = [[fill] * self.cols for _ in range(abs(n))]
            part = part[n:] + new if n > 0 else new + part[: h + n]
            grid[top : self.bottom + 1] = part

    def _erase(self, y: int, x0: int, x1: int) -> None:
        x0, x1 = max(0, x0), min(self.cols, x1)
        if x1 > x0:
            self._unsplit(y, x0, x1)
            self.chars[y][x0:x1] = [" "] * (x1 - x0)
            self.attrs[y][x0:x1] = [self._blank()] * (x1 - x0)

    # -- escape sequences --------------------------------------------------------
    def _esc(self, s: str) -> None:
        if s[0] in "()":
            self.g[s[0] == ")"] = s[-1]
        elif s == "7":
            self._save()
        elif s == "8":
            self._restore()
        elif s == "D":
            self._index()
        elif s == "E":
            self.x = 0
            self._index()
        elif s == "M":
            self.wrap_next = False
            if self.y == self.top:
                self._scroll(-1)
            else:
                self.y = max(0, self.y - 1)
        elif s == "c":
            self._full_reset()
        elif s == "Z":
            self.answer(b"\x1b[?62;22c")

    def _save(self):
        self.saved = (self.x, self.y, dict(self.pen), self.pen_t, self.g[:], self.shift, self.origin)

    def _restore(self):
        if self.saved:
            self.x, self.y, pen, self.pen_t, g, self.shift, self.origin = self.saved
            self.pen, self.g = dict(pen), g[:]
        else:
            self.x = self.y = 0
        self.wrap_next = False

    def _csi(self, s: str) -> None:
        final = s[-1]
        body = s[:-1]
        if final == "m":
            if not body or body[0] not in "<=>?":
                self._sgr(body)
            return
        priv = ""
        if body and body[0] in "<=>?":
            priv, body = body[0], body[1:]
        inter = ""
        while body and " " <= body[-1] <= "/":
            inter, body = body[-1] + inter, body[:-1]
        try:
            p = [int(v.split(":")[0] or 0) for v in body.split(";")] if body else []
        except ValueError:
            return
        if priv or inter:
            self._csi_private(priv, inter, final, p)
            return
        n = max(1, p[0]) if p else 1
        if final in "Hf":
            self._goto((p[0] if p else 1) or 1, (p[1] if len(p) > 1 else 1) or 1)
        elif final == "A":
            self.y = max(self.top if self.y >= self.top else 0, self.y - n)
        elif final in "Be":
            self.y = min(self.bottom if self.y <= self.bottom else self.rows - 1, self.y + n)
        elif final in "Ca":
            self.x = min(self.cols - 1, self.x + n)
        elif final == "D":
            self.x = max(0, self.x - n)
        elif final == "E":
            self.x, self.y = 0, min(self.bottom, self.y + n)
        elif final == "F":
            self.x, self.y = 0, max(self.top, self.y - n)
        elif final in "G`":
            self.x = min(self.cols - 1, n - 1)
        elif final == "d":
            self.y = min(self.rows - 1, n - 1 + (self.top if self.origin else 0))
        elif final == "J":
            how = p[0] if p else 0
            if how == 0:
                self._erase(self.y, self.x, self.cols)
                span = range(self.y + 1, self.rows)
            elif how == 1:
                self._erase(self.y, 0, self.x + 1)
                span = range(0, self.y)
            else:
                span = range(self.rows) if how == 2 else ()
            for y in span:
                self._erase(y, 0, self.cols)
        elif final == "K":
            how = p[0] if p else 0
            x0 = self.x if how == 0 else 0
            x1 = self.x + 1 if how == 1 else self.cols
            self._erase(self.y, x0, x1)
        elif final == "X":
            self._erase(self.y, self.x, self.x + n)
        elif final in "@P":
            n = min(n, self.cols - self.x)
            for grid, fill in ((self.chars, " "), (self.attrs, self._blank())):
                row = grid[self.y]
                if final == "@":
                    row[self.x : self.x] = [fill] * n
                    del row[self.cols :]
                else:
                    del row[self.x : self.x + n]
                    row.extend([fill] * n)
        elif final in "LM":
            if self.top <= self.y <= self.bottom:
                self._scroll(-n if final == "L" else n, top=self.y)
                self.x = 0
        elif final == "S":
            self._scroll(n)
            return
        elif final == "T":
            if len(p) < 2:
                self._scroll(-n)
            return
        elif final == "b":
            self._put(self.last_char * min(n, self.rows * self.cols))
            return
        elif final == "r":
            top = (p[0] if p else 1) or 1
            bot = (p[1] if len(p) > 1 else self.rows) or self.rows
            if top < bot <= self.rows:
                self.top, self.bottom = top - 1, bot - 1
                self._goto(1, 1)
        elif final == "h" or final == "l":
            if 4 in p:
                self.insert = final == "h"
            return
        elif final == "n":
            if p[:1] == [6]:
                self.answer(b"\x1b[%d;%dR" % (self.y + 1, self.x + 1))
            elif p[:1] == [5]:
                self.answer(b"\x1b[0n")
            return
        elif final == "c":
            self.answer(b"\x1b[?62;22c")
            return
        elif final == "t":
            if p[:1] == [14]:
                self.answer(b"\x1b[4;%d;%dt" % (self.rows * 20, self.cols * 10))
            elif p[:1] == [16]:
                self.answer(b"\x1b[6;20;10t")
            elif p[:1] == [18]:
                self.answer(b"\x1b[8;%d;%dt" % (self.rows, self.cols))
            return
        elif final == "s":
            self._save()
            return
        elif final == "u":
            self._restore()
            return
        elif final == "g":
            return
        else:
            self.unknown[s] = self.unknown.get(s, 0) + 1
            return
        self.wrap_next = False

    def _goto(self, row: int, col: int) -> None:
        if self.origin:
            row += self.top
        self.y = max(0, min(self.rows - 1, row - 1))
        self.x = max(0, min(self.cols - 1, col - 1))
        self.wrap_next = False

    def _csi_private(self, priv: str, inter: str, final: str, p: list[int]) -> None:
        if priv == "?" and inter == "$" and final == "p":
            mode = p[0] if p else 0
            state = {2026: (1 if self.in_sync else 2) if self.sync_supported else 0, 2004: 2, 1: 2}
            self.answer(b"\x1b[?%d;%d$y" % (mode, state.get(mode, 0)))
        elif priv == "?" and not inter and final in "hl":
            on = final == "h"
            for mode in p:
                self._mode(mode, on)
        elif priv == ">" and final == "c":
            self.answer(b"\x1b[>41;380;0c")
        elif priv == ">" and final == "q":
            self.answer(b"\x1bP>|ttyperf(1)\x1b\\")
        elif inter == "!" and final == "p":
            self.pen, self.pen_t = {}, _PLAIN
            self.top, self.bottom, self.origin, self.wrap = 0, self.rows - 1, False, True

    def _mode(self, mode: int, on: bool) -> None:
        if mode == 1:
            self.app_cursor = on
        elif mode == 6:
            self.origin = on
            self._goto(1, 1)
        elif mode == 7:
            self.wrap = on
        elif mode == 2026:
            self.in_sync = on and self.sync_supported
        elif mode in (47, 1047, 1049) and on != self.alt:
            self.alt = on
            if on:
                self._save()
                self._saved_main = (self.chars, self.attrs, self.saved)
                self.chars = [[" "] * self.cols for _ in range(self.rows)]
                self.attrs = [[_PLAIN] * self.cols for _ in range(self.rows)]
            elif self._saved_main:
                self.chars, self.attrs, self.saved = self._saved_main
                self._restore()
        elif mode == 1048:
            self._save() if on else self._restore()

    def _sgr(self, body: str) -> None:
        pen = self.pen
        params = body.split(";") if body else ["0"]
        i = 0
        while i < len(params):
            v = params[i]
            if ":" in v:
                head, rest = v.split(":", 1)
                if head == "38":
                    pen["fg"] = rest
                elif head == "48":
                    pen["bg"] = rest
                elif head == "4":
                    pen["4"] = rest
                i += 1
                continue
            if v in ("", "0", "00"):
                pen.clear()
            elif v in ("38", "48", "58"):
                kind = params[i + 1] if i + 1 < len(params) else ""
                take = 4 if kind == "2" else 2
                value = ";".join(params[i + 1 : i + 1 + take])
                if v != "58":
                    pen["fg" if v == "38" else "bg"] = value
                i += take
            else:
                try:
                    k = int(v)
                except ValueError:
                    k = -1
                if k in (1, 2, 3, 4, 5, 7, 8, 9, 53):
                    pen[str(k)] = "1"
                elif k == 22:
                    pen.pop("1", None), pen.pop("2", None)
                elif k in (23, 24, 25, 27, 28, 29):
                    pen.pop(str(k - 20), None)
                elif k == 55:
                    pen.pop("53", None)
                elif 30 <= k <= 37 or 90 <= k <= 97:
                    pen["fg"] = v
                elif 40 <= k <= 47 or 100 <= k <= 107:
                    pen["bg"] = v
                elif k == 39:
                    pen.pop("fg", None)
                elif k == 49:
                    pen.pop("bg", None)
            i += 1
        t = tuple(sorted(pen.items())) if pen else _PLAIN
        self.pen_t = self._pen_cache.setdefault(t, t)

    def _osc(self, s: str) -> None:
        code, _, rest = s.partition(";")
        if code in ("0", "2"):
            self.title = rest
        elif code in ("10", "11", "12") and rest == "?":
            rgb = {"10": "e0e0/e0e0/e0e0", "11": "1212/1212/1212", "12": "e0e0/e0e0/e0e0"}[code]
            self.answer(b"\x1b]%s;rgb:%s\x1b\\" % (code.encode(), rgb.encode()))

    def _dcs(self, s: str) -> None:
        if s.startswith("+q"):
            self.answer(b"\x1bP0+r\x1b\\")
        elif s.startswith("$q"):
            self.answer(b"\x1bP0$r\x1b\\")
