"""Text in cells that a spreadsheet will open: made harmless on the way out, taken back unchanged on the way in."""

import re

# Spreadsheets run what starts with these, after spaces and in full width too.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠].", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")


def make_harmless(text: str) -> str:
    """Put an apostrophe before what would run as a formula; numbers such as -5 stay numbers."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def take_back(text: str) -> str:
    """The text that `make_harmless` was given."""
    if text.startswith("'") and _FORMULA.match(text[1:]):
        return text[1:]
    return text
