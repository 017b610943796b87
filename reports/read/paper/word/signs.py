"""Signs that Word draws in fonts of pictures, as the letters that mean the same."""

_TICK, _CROSS, _BULLET = "\u2713", "\u2717", "\u2022"
_WINGDINGS = {
    **dict.fromkeys((0x6C, 0x6E, 0x6F, 0x71, 0x75, 0x76, 0x77, 0x9F, 0xA7, 0xA8, 0xD8, 0xB7), _BULLET),
    **dict.fromkeys((0xFC, 0xFE), _TICK),
    **dict.fromkeys((0xFB, 0xFD), _CROSS),
    0xDF: "\u2190",
    0xE0: "\u2192",
    0xE1: "\u2191",
    0xE2: "\u2193",
    0xE8: "\u2192",
    0xE9: "\u2191",
    0xEA: "\u2193",
    0xEF: "\u2190",
    0xF0: "\u2192",
    0xF1: "\u2191",
    0xF2: "\u2193",
    0x4A: "\u263a",
    0x4C: "\u2639",
    0xAB: "\u2605",
}
_SYMBOL = {
    0xB7: _BULLET,
    0xB3: "\u2265",
    0xA3: "\u2264",
    0xB9: "\u2260",
    0xB1: "\u00b1",
    0xB4: "\u00d7",
    0xB0: "\u00b0",
    0xAC: "\u2190",
    0xAD: "\u2191",
    0xAE: "\u2192",
    0xAF: "\u2193",
    0x2D: "\u2212",
    0xD6: "\u221a",
    0xBC: "\u2026",
}
_UNKNOWN = "\ufffd"


def sign(code: int, font: str) -> str:
    """The letter that means what `font` draws for `code`; U+FFFD where nobody can say."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    name = font.casefold()
    if "wingdings" in name or "webdings" in name:
        return _WINGDINGS.get(low, _UNKNOWN)
    if name == "symbol" and low in _SYMBOL:
        return _SYMBOL[low]
    if 0xE000 <= code <= 0xF8FF:
        return _SYMBOL.get(low) or _WINGDINGS.get(low, _UNKNOWN)
    return chr(code) if 0x20 <= code < 0xD800 or 0xDFFF < code < 0x110000 else _UNKNOWN


def draws_signs(font: str) -> bool:
    """Does a font draw signs for ordinary letters?"""
    return font.casefold().startswith(("wingdings", "webdings", "symbol"))
