"""The pages at the foot: open to everybody, and reached from the sign-in page."""

import pytest


@pytest.mark.parametrize(("path", "words"), [("privacy", "個人情報の取り扱い"), ("accessibility", "JIS X 8341-3:2016")])
def test_they_are_open_to_everybody(client, path, words):
    answer = client.get(f"/akagi/{path}")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert words in text
    assert "あかぎ市GIGAスクール運営支援センター" in text


def test_the_sign_in_page_leads_to_them(client):
    text = client.get("/akagi/sign-in").get_data(as_text=True)
    for path in ("privacy", "accessibility"):
        assert f'href="/akagi/{path}"' in text
