"""How colours look to eyes that see fewer of them, and how far apart two colours are.

The matrices are those of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency" (IEEE TVCG 15, 2009) at severity 1.0, for linear RGB. Distances are ΔE*ab of CIE 1976 under D65; two
colours side by side can just be told apart from about 2.3 on (Mahy, Van Eycken and Oosterlinck, 1994).
"""

from __future__ import annotations

from textual.color import Color

JUST_NOTICEABLE = 2.3
Linear = tuple[float, float, float]
Matrix = tuple[Linear, Linear, Linear]

EYES: dict[str, Matrix] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def seen(colour: Color, eyes: str) -> Linear:
    """A colour as these eyes see it, in linear RGB."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in EYES[eyes])
    return red, green, blue


def apart(one: Color, other: Color, eyes: str = "usual") -> float:
    """The ΔE*ab of two colours for these eyes."""
    return sum((a - b) ** 2 for a, b in zip(_lab(seen(one, eyes)), _lab(seen(other, eyes)), strict=True)) ** 0.5


def _lab(linear: Linear) -> Linear:
    xyz = (
        sum(a * b for a, b in zip(row, linear, strict=True)) / white for row, white in zip(_TO_XYZ, _WHITE, strict=True)
    )
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
