"""Japanese text: what compares equal in a search, what is a reading, how numbers stand on papers."""

import pytest

from portal.kernel import text


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("あかぎ小学校", "ｱｶｷﾞ 小学校"),
        ("荒木　太郎", "荒木太郎"),
        ("ICT支援", "ｉｃｔ支援"),
        ("ガッコウ", "がっこう"),
        ("ゔぁいおりん", "ヴァイオリン"),
        ("第１回", "第1回"),
        ("㈱あかぎ", "(株)アカギ"),
    ],
)
def test_width_case_kana_and_spaces_make_no_difference_to_a_search(stored, typed):
    assert text.search_key(stored) == text.search_key(typed)


def test_different_characters_stay_different_in_a_search():
    assert text.search_key("斉藤") != text.search_key("斎藤")
    assert text.search_key("はは") != text.search_key("ばば")


@pytest.mark.parametrize("reading", ["クボタ", "くぼた なおき", "ｸﾎﾞﾀ ﾅｵｷ", "ジョン・スミス", "ヴー", "オオタ　サキ"])
def test_a_reading_may_be_either_kana_of_either_width(reading):
    assert text.is_kana(reading)


@pytest.mark.parametrize("reading", ["", "久保田", "kubota", "クボタ3", "ー", " ", "クボタ田", "クボ\x00タ"])
def test_a_reading_has_nothing_but_kana(reading):
    assert not text.is_kana(reading)


def test_a_long_text_becomes_one_line_with_its_cut_shown():
    assert text.one_line("  一行目\r\n二行目\t三 ", 20) == "一行目 二行目 三"
    assert text.one_line("あ" * 30, 10) == "あ" * 9 + "…"


@pytest.mark.parametrize(
    "typed", ["371-0805", "3710805", "〒371-0805", "３７１－０８０５", "371ー0805", " 371 - 0805 "]
)
def test_postal_codes_are_taken_in_any_width(typed):
    assert text.postal_code(typed) == "371-0805"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0270-00-0000", "0270-00-0000"),
        ("０２７０－００－００００", "0270-00-0000"),
        ("(0270)00-0000", "0270-00-0000"),
        ("090 0000 0000", "090-0000-0000"),
        ("0270000000", "0270000000"),
        ("+81-270-00-0000", "0270-00-0000"),
    ],
)
def test_telephone_numbers_keep_their_grouping(typed, number):
    assert text.phone_number(typed) == number


@pytest.mark.parametrize("typed", ["", "123", "0270-00-000", "電話なし", "0270-00-00000000", "270-00-00000"])
def test_what_is_no_telephone_number_is_refused(typed):
    with pytest.raises(ValueError, match="電話番号"):
        text.phone_number(typed)


@pytest.mark.parametrize("typed", ["", "123", "371-08055", "abc-defg"])
def test_what_is_no_postal_code_is_refused(typed):
    with pytest.raises(ValueError, match="郵便番号"):
        text.postal_code(typed)


@pytest.mark.parametrize(
    ("written", "set_in_type"),
    [
        ("分校2校を含む10名", "分校２校を含む10名"),
        ("1,234件のうち2.6%", "1,234件のうち2.6%"),
        ("(1) 件数", "(1) 件数"),
        ("あかぎ市GIGAスクール", 'あかぎ市<span class="latin">GIGA</span>スクール'),
        ("番号R4-T-0058です", '番号<span class="latin">R4-T-0058</span>です'),
        ("<b>3</b>", None),
        (7, "７"),
    ],
)
def test_running_text_on_papers_follows_the_custom_for_digits(written, set_in_type):
    result = text.paper_number(written)
    assert "<b>" not in result
    if set_in_type:
        assert result == set_in_type


def test_spread_characters_are_escaped():
    assert text.spread("第<8") == "<span>第</span><span>&lt;</span><span>8</span>"
