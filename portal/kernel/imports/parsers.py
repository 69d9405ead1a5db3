"""From the text of one cell to a value; what does not fit raises ValueError with a message in Japanese."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import TypeVar

from portal.kernel.dates import parse_date
from portal.kernel.text import normalise_digits, phone_number, postal_code, search_key

T = TypeVar("T")

day = parse_date
postal = postal_code
phone = phone_number


def text(max_length: int = 200, multiline: bool = False) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if not multiline:
            cell = " ".join(cell.splitlines())
        if len(cell) > max_length:
            raise ValueError(f"{max_length}文字までです（{len(cell)}文字あります）。")
        return cell

    return parse


def choice(choices: Mapping[str, T]) -> Callable[[str], T]:
    by_key = {search_key(label): value for label, value in choices.items()}

    def parse(cell: str) -> T:
        try:
            return by_key[search_key(cell)]
        except KeyError:
            raise ValueError(f"「{cell}」は使えません。{'、'.join(choices)}のどれかにしてください。") from None

    return parse


def integer(minimum: int = 0, maximum: int = 2_147_483_647) -> Callable[[str], int]:
    def parse(cell: str) -> int:
        digits = normalise_digits(cell).replace(",", "")
        if not re.fullmatch(r"[+-]?\d{1,15}", digits):
            raise ValueError(f"「{cell}」は整数ではありません。")
        number = int(digits)
        if not minimum <= number <= maximum:
            raise ValueError(f"{minimum:,}から{maximum:,}までの数にしてください。")
        return number

    return parse


def code(pattern: str, message: str) -> Callable[[str], str]:
    """A code typed in any width, compared and kept in half width."""

    def parse(cell: str) -> str:
        typed = normalise_digits(cell)
        if not re.fullmatch(pattern, typed):
            raise ValueError(message)
        return typed

    return parse


def email(cell: str) -> str:
    """The shape only; whether anybody reads there shows when a mail is sent."""
    address = normalise_digits(cell)
    if len(address) > 254 or not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+", address):
        raise ValueError(f"「{cell}」はメールアドレスの形ではありません。")
    return address


def hour(cell: str) -> time:
    """9:00, 09:00, 9時30分, or as a workbook spells it 09:00:00."""
    typed = normalise_digits(cell).strip().replace("：", ":")
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", typed) or re.fullmatch(r"(\d{1,2})時(?:(\d{1,2})分?)?", typed)
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise ValueError(f"「{cell}」は時刻として読めません。9:00のように書いてください。")
    return time(int(match[1]), int(match[2] or 0))
