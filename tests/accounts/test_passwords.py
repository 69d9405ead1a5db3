"""Length counts; what is common or one's own does not."""

import argon2
import pytest

from portal.accounts import passwords
from portal.accounts.passwords import WeakPassword


def check(password, email="misaki.sato@akagi.example", names=("佐藤", "美咲")):
    passwords.check(password, email=email, names=names)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "夕焼けと自転車とみかん箱", "Akagi-2026-demo", "x7!kQ2#vLp9$"]
)
def test_a_long_password_or_a_sentence_is_taken(password):
    check(password)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevensigns",
        "aaaaaaaaaaaaaaaa",
        "password1234",
        "Password!!!!",
        "123456789012",
        "qwertyqwerty",
        "abcdefghijkl",
        "misaki.sato@akagi.example",
        "I am misaki today",
        "ｐａｓｓｗｏｒｄ１２３４",
        "x" * 201,
    ],
)
def test_a_short_common_or_own_password_is_refused_with_words(password):
    with pytest.raises(WeakPassword) as refusal:
        check(password)
    assert str(refusal.value).endswith("。")


def test_names_of_two_signs_do_not_forbid_every_sentence_with_them():
    check("佐藤さんちの 三毛猫は 八歳", names=("佐藤", "美咲"))


def test_a_hash_fits_its_password_alone():
    hashed = passwords.hash_password("correct horse battery")
    assert passwords.verify("correct horse battery", hashed)
    assert not passwords.verify("correct horse batterY", hashed)
    assert not passwords.verify("correct horse battery", None)
    assert not passwords.verify("correct horse battery", "not a hash")


def test_a_hash_of_other_parameters_is_made_anew():
    old = argon2.PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("correct horse battery")
    assert passwords.verify("correct horse battery", old)
    assert passwords.needs_rehash(old)
    assert not passwords.needs_rehash(passwords.hash_password("correct horse battery"))
