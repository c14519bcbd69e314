"""Foreign text: nothing in it commands the terminal, hides or reorders; ordinary text of any script stays as it is."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hep_care.plain_text import MOST_JOINERS, MOST_MARKS, is_plain, plain_text

BAD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u2028-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]|[\ud800-\udfff]"
)
PIECES = st.sampled_from(
    [
        *(
            "\x1b",
            "\x1b[",
            "\x1b]",
            "\x1bP",
            "\x1b\\",
            "\x9b",
            "\x9d",
            "\x9c",
            "\x90",
            "\x07",
            "\x18",
            "0;",
            "52;c;",
            "m",
        ),
        *("\u202e", "\u2066", "\u2069", "\u200d", "\u200c", "\u200b", "\ufe0f", "\u0301", "\u0489", "\r", "\n", "\t"),
        *(
            "\u2028",
            "\ufeff",
            "\u00ad",
            "\U000e0041",
            "\U000e0101",
            "\ud83d",
            "\uffff",
            "\U0001f469",
            "\U0001f3fd",
            "\U0001f1e9",
        ),
    ]
)
HOSTILE = st.lists(st.one_of(PIECES, st.text(max_size=3), st.characters()), max_size=60).map("".join)

SENTENCES = [
    "Keep your knee straight – lift 15 cm, hold 5 s, 3×10 (≤ 3/10 pain).",
    "Führen Sie die Übung täglich aus, möglichst ohne Schmerz; „langsam“ heißt 3 s.",
    "Gardez le genou tendu ; levez jusqu’à 30° : dix répétitions, côté gauche d’abord.",
    "Siéntese en la silla. ¿Siente dolor? ¡Pare y llame a su clínica!",
    "Proszę usiąść na krześle i powoli wyprostować kolano.",
    "Dizinizi düz tutun, beş saniye bekleyin ve yavaşça indirin.",
    "Hãy giữ đầu gối thẳng và nâng chân lên từ từ trong năm giây.",
    "Сядьте на стул и медленно выпрямите колено.",
    "Κρατήστε το γόνατο ίσιο και σηκώστε αργά το πόδι.",
    "שב על כיסא ויישר את הברך לאט, 10 חזרות.",
    "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "اجلس على كرسي ومدّ ركبتك ببطء، ١٠ مرات.",
    "پای خود را آهسته بالا بیاورید و پنج ثانیه نگه می‌دارید.",
    "अपने घुटने को सीधा रखें और पाँच सेकंड तक रोकें।",
    "আপনার হাঁটু সোজা রাখুন এবং ধীরে ধীরে পা তুলুন।",
    "உங்கள் முழங்காலை நேராக வைத்து மெதுவாக காலை உயர்த்தவும்.",
    "ශ්‍රී ලංකාවේ ව්‍යායාම",
    "നിങ്ങളുടെ കാൽമുട്ട് നേരെ വയ്ക്കുക, ന്‍ ര്‍",
    "นั่งบนเก้าอี้แล้วเหยียดเข่าช้า ๆ ค้างไว้ห้าวินาที",
    "សូម\u200bអង្គុយ\u200bលើ\u200bកៅអី",
    "ཁྱེད་རང་གི་པུས་མོ་བརྐྱངས།",
    "膝をまっすぐに伸ばし、5秒間そのままにしてください。",
    "请坐在椅子上，慢慢伸直膝盖，保持五秒钟。",
    "의자에 앉아 무릎을 천천히 펴고 5초간 유지하세요.",
    "ጉልበትዎን ቀጥ አድርገው ይያዙ።",
    "დაჯექით სკამზე და ნელა გაშალეთ მუხლი.",
    "Նստեք աթոռին և դանդաղ ուղղեք ծունկը։",
    "👨‍👩‍👧‍👦 👩🏽‍❤️‍💋‍👨🏻 1️⃣ 🇩🇪🇫🇷 🏳️‍🌈 ❤️‍🔥 ✓ ▁▂▃ ½ ⅔ → ∞",
]

ORDINARY = st.text(
    st.characters(categories=["Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "P", "Sm", "Sc", "So", "Zs"]).filter(
        lambda char: char not in "\u115f\u1160\u3164\uffa0"
    ),
    max_size=200,
)


@given(HOSTILE, st.booleans(), st.integers(1, 80))
def test_nothing_dangerous_survives(text: str, lines: bool, limit: int) -> None:
    """No control, escape, bidi control, tag, surrogate or noncharacter is left, and the limit holds."""
    safe = plain_text(text, limit=limit, lines=lines)
    assert not BAD.search(safe.replace("\n", "") if lines else safe)
    assert len(safe) <= limit
    safe.encode()


@given(HOSTILE, st.booleans(), st.integers(1, 80))
def test_doing_it_twice_changes_nothing(text: str, lines: bool, limit: int) -> None:
    """What came out once comes out again as the same object, and counts as plain."""
    once = plain_text(text, limit=limit, lines=lines)
    assert plain_text(once, limit=limit, lines=lines) is once
    assert is_plain(once, lines=lines)


@given(HOSTILE, st.booleans())
def test_plain_is_what_stays_the_same(text: str, lines: bool) -> None:
    """`is_plain` and `plain_text` agree about every text."""
    assert is_plain(text, lines=lines) == (plain_text(text, limit=len(text) + 1, lines=lines) == text)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_ordinary_sentences_stay(sentence: str) -> None:
    """A sentence of any language, composed as it is usually stored, is returned as the same object."""
    text = unicodedata.normalize("NFC", sentence)
    assert plain_text(text) is text


@given(ORDINARY)
def test_letters_numbers_punctuation_and_symbols_stay(text: str) -> None:
    """Letters, numbers, punctuation, symbols and spaces of every script are untouched."""
    assert plain_text(text) is text


@given(st.characters(categories=["Mn", "Mc", "Me"]).filter(lambda char: char not in "\u17b4\u17b5"))
def test_a_mark_on_a_letter_stays_and_a_stack_is_cut(mark: str) -> None:
    """Four of any mark on a letter stay; five hundred do not."""
    assert plain_text(f"a{mark * 4}b") == f"a{mark * 4}b"
    assert plain_text(f"a{mark * 500}b") in (f"a{mark * MOST_MARKS}b", f"a{mark * MOST_JOINERS}b")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[31mred\x1b[0m", "a\ufffdred\ufffd"),
        ("\x9b2Jx", "\ufffdx"),
        ("\x1b]0;owned\x07x", "\ufffdx"),
        ("\x1b]52;c;ZXZpbA==\x1b\\x", "\ufffdx"),
        ("\x9d0;owned\x9cx", "\ufffdx"),
        ("\x1bPq#0;2;0;0;0\x1b\\x", "\ufffdx"),
        ("\x1b_Gf=24\x1b\\x", "\ufffdx"),
        ("\x1bktitle\x1b\\x", "\ufffdx"),
        ("\x1b]0;never ends", "\ufffd0;never ends"),
        ("\x1bcreset", "\ufffdreset"),
        ("a\x1b", "a\ufffd"),
        ("\x07\x00\x7f\x85", "\ufffd\ufffd\ufffd\ufffd"),
        ("pay \u202eevil\u202c \u2066x\u2069", "pay evil x"),
        ("\ud800\uffff\ufdd0\U0010ffff", "\ufffd\ufffd\ufffd\ufffd"),
        ("a\u00adb\ufeffc\u2060d\u3164e", "abcde"),
        ("hi\U000e0068\U000e0069", "hi"),
        ("a\tb\r\nc\rd\u2028e\u2029f", "a b c d e f"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("[/", "[/"),
        ("[$x]", "[$x]"),
    ],
)
def test_each_kind_of_hostile_text(text: str, safe: str) -> None:
    """Sequences become one placeholder each, hidden characters go, and brackets are text."""
    assert plain_text(text) == safe


def test_lines_stay_lines_where_they_are_wanted() -> None:
    """Every way to end a line becomes one newline."""
    assert plain_text("a\r\nb\rc\u2028d\n\ne", lines=True) == "a\nb\nc\nd\n\ne"


def test_endless_joined_emoji_are_cut_apart() -> None:
    """A chain of joiners ends after eight joined characters, so that no single cell grows without end."""
    parts = plain_text("👩🏽\u200d" * 100 + "👩").split("👩🏽👩🏽")
    assert max(part.count("\u200d") for part in parts) < 8


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 4, "abc…"),
        ("ab\u0301\u0301cd", 4, "a…"),
        ("a👩\u200d👩x", 4, "a…"),
        ("a👩🏽bc", 3, "a…"),
        ("🇩🇪🇫🇷🇮🇹", 4, "🇩🇪…"),
        ("a\u0301\u0301\u0301", 2, "…"),
        ("abc", 1, "…"),
        ("abc", 0, "…"),
    ],
)
def test_clipping_keeps_characters_whole(text: str, limit: int, clipped: str) -> None:
    """A clipped text ends in an ellipsis, before a character with marks that does not fit."""
    assert plain_text(text, limit=limit) == clipped


def test_a_huge_text_is_not_read_to_its_end() -> None:
    """Ten million hostile characters cost no more than the part that is drawn."""
    assert plain_text("\u202e" * 10_000_000) == "…"
    assert len(plain_text("\x9d" * 1_000_000)) == 2000
