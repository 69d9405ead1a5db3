"""Passwords: argon2id hashes and what a password must be like. Nothing here reads the database."""

import re
import secrets
from functools import cache

import argon2

from portal.kernel.text import search_key

MIN_LENGTH = 12
MAX_LENGTH = 200
MIN_DIFFERENT = 5

# OWASP's figures for argon2id; the memory is taken for the moment of one sign-in only.
_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# What people take when a form asks for twelve signs; also refused inside a longer password.
_COMMON = (
    "password", "passwort", "passw0rd", "p@ssword", "pa55word", "qwerty", "asdfgh", "zxcvbn", "1q2w3e", "1qaz2wsx",
    "123456", "234567", "654321", "111111", "000000", "abcdef", "iloveyou", "letmein", "welcome", "administrator",
    "gakkou", "gakko", "kyouiku", "kyoiku", "sensei", "shien", "pasuwado", "パスワード",
)  # fmt: skip


class WeakPassword(ValueError):
    """The password is not good enough; the message is for people."""


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; without a hash it takes just as long and is always false."""
    try:
        fits = _hasher.verify(password_hash or _nobodys_hash(), password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return fits and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def check(password: str, *, email: str, names: tuple[str, ...] = ()) -> None:
    """Raises WeakPassword. Length counts, not kinds of signs: a sentence of several words is welcome."""
    if len(password) < MIN_LENGTH:
        raise WeakPassword(f"{MIN_LENGTH}文字以上にしてください。いくつかの言葉をつなげた文でもかまいません。")
    if len(password) > MAX_LENGTH:
        raise WeakPassword(f"{MAX_LENGTH}文字までにしてください。")
    key = search_key(password)
    if any(part in key for part in _own_words(email, names)):
        raise WeakPassword("ご自分のメールアドレスや氏名を含まないものにしてください。")
    rest = key
    for word in _COMMON:
        rest = rest.replace(search_key(word), "")
    if len(_surprises(rest)) < MIN_DIFFERENT:
        raise WeakPassword("よく使われる言葉や、同じ文字のくり返しは推測されやすいため使えません。")


def _surprises(text: str) -> set[str]:
    """The signs that neither repeat nor count on from the one before them."""
    return {sign for before, sign in zip(" " + text, text, strict=False) if abs(ord(sign) - ord(before)) > 1}


def _own_words(email: str, names: tuple[str, ...]) -> list[str]:
    """The address, its parts and the names, as far as they are long enough to mean something."""
    local = email.partition("@")[0]
    words = [email, local, *re.split(r"[.\-_+]", local), *names]
    return [key for key in map(search_key, words) if len(key) >= 4]
