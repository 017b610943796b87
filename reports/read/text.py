"""Bytes as text: the encodings that reports and spreadsheets come in."""

import codecs
import re

from reports.read import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; the longer of two that begin alike comes first."""

_LEGACY = {"cp1252": "", "mac_roman": "Mac Roman", "cp850": "DOS (code page 850)"}
"""What British machines wrote before UTF-8. Windows is what everybody means and needs no word."""

_USUAL = frozenset(
    "£€§©®™°±²³¼½¾·•\u2013—\u2018\u2019“”…«»†\u00a0àáâäçèéêëìíîïñòóôöùúûüÿŵŷœæßÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜŴŶŒÆ"
)
"""Letters and signs, beyond ASCII, of English and its neighbours: the right encoding gives these."""

_SAMPLE = 20_000

_CONTROLS = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")


def decode(name: str, data: bytes) -> tuple[str, str]:
    """The text, and what is to be told of its encoding, if anything. `name` is the file's, for what is no text."""
    mark, encoding = next(((mark, e) for mark, e in _MARKS if data.startswith(mark)), (b"", ""))
    encoding = encoding or _utf_16(data) or "utf-8"
    data = data[len(mark) :]
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError as trouble:
        if encoding != "utf-8":
            raise Unreadable(
                f"{name}: the file is cut off or damaged; from byte {trouble.start} on it is no {encoding.upper()}."
            ) from None
    text, said = _mended(data) or _legacy(data)
    if len(_CONTROLS.findall(text[:_SAMPLE])) * 20 > len(text[:_SAMPLE]):
        raise Unreadable(f"{name}: this is neither a text nor a spreadsheet.")
    return text, said


def _utf_16(data: bytes) -> str:
    """UTF-16 without its mark shows in the zeros beside Latin letters."""
    sample = data[:2000]
    if sample[1::2].count(0) * 3 > len(sample):
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) * 3 > len(sample) else ""


def _mended(data: bytes) -> tuple[str, str] | None:
    """UTF-8 into which some bytes of Windows were pasted, or which is cut off within a letter; else None."""
    text = data.decode("utf-8", "surrogateescape")
    strange = [c for c in text if "\udc80" <= c <= "\udcff"]
    sound = sum(c > "\x7f" for c in text) - len(strange)
    if sound <= len(strange):
        return None
    letters = {ord(c): _windows(bytes([ord(c) - 0xDC00])) for c in set(strange)}
    return text.translate(letters), f"{len(strange)} bytes are not UTF-8 like the rest; read as Windows-1252."


def _windows(data: bytes) -> str:
    """Windows-1252; the five bytes that mean nothing in it stay the controls they are in Latin-1."""
    return data.decode("latin-1").translate(_WINDOWS)


_WINDOWS = {byte: letter for byte in range(0x80, 0xA0) if (letter := bytes([byte]).decode("cp1252", "ignore"))}


def _legacy(data: bytes) -> tuple[str, str]:
    """Text of before UTF-8, in the encoding that makes the most usual letters of it; Windows if that is one of them."""
    strange = bytes(byte for byte in data[: 50 * _SAMPLE] if byte > 0x7F)[:_SAMPLE]
    shares = {
        encoding: sum(letter in _USUAL for letter in strange.decode(encoding, "replace")) / len(strange)
        for encoding in _LEGACY
    }
    most = max(shares.values())
    likely = [encoding for encoding, share in shares.items() if share == most]
    encoding = likely[0] if most >= 0.5 and (likely[0] == "cp1252" or len(likely) == 1) else ""
    if not encoding:
        import charset_normalizer  # only for text that is not plainly of these islands

        best = charset_normalizer.from_bytes(data[:_SAMPLE], cp_isolation=likely if most >= 0.5 else None).best()
        encoding = best.encoding if best is not None else "cp1252"
    said = _LEGACY.get(encoding, encoding)
    try:
        text = _windows(data) if encoding == "cp1252" else data.decode(encoding)
    except UnicodeDecodeError:
        text, said = _windows(data), "Windows-1252"
    return text, f"The file does not say its encoding; read as {said}." if said else ""
