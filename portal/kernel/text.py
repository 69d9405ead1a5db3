"""Japanese text: search keys, readings, digits, telephone and postal numbers, running text on papers.

Names are stored as typed; nothing here may be used to change one before it is stored.
"""

import re
import unicodedata

from markupsafe import Markup, escape

_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ｰー"), "-")
_KANA = re.compile(r"[ァ-ヺー・ヽヾ゛゜\s]*[ァ-ヺ][ァ-ヺー・ヽヾ゛゜\s]*")


def search_key(text: str) -> str:
    """What a search compares: width, case, hiragana or katakana and spaces make no difference."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA_TO_KATAKANA)
    return "".join(folded.split())


def is_kana(text: str) -> bool:
    """True for a reading in katakana or hiragana, full or half width, with spaces and ・ allowed."""
    return _KANA.fullmatch(unicodedata.normalize("NFKC", text).translate(_HIRAGANA_TO_KATAKANA)) is not None


def one_line(text: str, limit: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def normalise_digits(text: str) -> str:
    """ASCII digits, letters and signs for numbers typed in full width; never for names."""
    return unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES).strip()


def postal_code(text: str) -> str:
    match = re.fullmatch(r"(\d{3})-?(\d{4})", re.sub(r"[\s〒]", "", normalise_digits(text)))
    if not match:
        raise ValueError("郵便番号は371-0805のように7桁で書いてください。")
    return f"{match[1]}-{match[2]}"


def phone_number(text: str) -> str:
    """Hyphens stay where they were typed; brackets and spaces become hyphens."""
    number = re.sub(r"[\s().-]+", "-", normalise_digits(text)).strip("-")
    number = re.sub(r"^\+81-?0?", "0", number)
    if not re.fullmatch(r"0\d+(?:-\d+){0,3}", number) or len(number.replace("-", "")) not in (10, 11):
        raise ValueError("電話番号は027-000-0000のように市外局番から10桁か11桁で書いてください。")
    return number


def widen_single_digits(text: str) -> str:
    """The custom of papers: one digit full width, two or more half width."""
    return re.sub(r"(?<!\d)\d(?!\d)", lambda digit: chr(ord(digit[0]) + 0xFEE0), text)


# A bracketed number stays as it is, so does a code such as R4-T-0058; 1,234 and 10.5 are one number.
_PAPER_PARTS = re.compile(
    r"(?P<latin>[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*(?:[ ._@/:&'-]+[A-Za-z0-9]+)*)"
    r"|\(\d+\)|\d+(?:[.,:/-]\d+)*"
)


def _paper_part(part: re.Match[str]) -> Markup:
    if part["latin"]:
        return Markup('<span class="latin">{}</span>').format(part["latin"])
    return escape(widen_single_digits(part[0]) if len(part[0]) == 1 else part[0])


def paper_number(value: object) -> Markup:
    """Running Mincho text: digits by the custom of papers, Latin runs marked for the proportional face."""
    text, end, out = str(value), 0, Markup()
    for part in _PAPER_PARTS.finditer(text):
        out += escape(text[end : part.start()]) + _paper_part(part)
        end = part.end()
    return out + escape(text[end:])


def spread(text: str) -> Markup:
    """Each character in a span of its own, to be set evenly over a fixed width."""
    return Markup().join(Markup("<span>{}</span>").format(character) for character in text)
