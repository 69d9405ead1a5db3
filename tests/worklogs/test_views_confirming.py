"""Visits that schools confirm: from their first screen, and by the link of the mail without signing in."""

import re
from datetime import timedelta

import pytest

from portal.kernel import clock
from tests.worklogs import make


@pytest.fixture(autouse=True)
def evening():
    with clock.at(make.EVENING):
        yield


@pytest.fixture
def link(within, akagi, actor, run_jobs, mailbox) -> str:
    """The address in the school's mail, once a day was handed in."""
    with within(akagi):
        make.handed_in(actor("supporter"))
    run_jobs()
    bodies = [mail.get_content() for mail in mailbox.messages]
    found = [re.search(r"http://localhost(/akagi/confirmations/\S+)", body) for body in bodies]
    return next(one[1] for one in found if one)


def test_a_link_shows_its_visit_alone_and_confirms_it_once(link, client):
    answer = client.get(link)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "算数の操作支援" in text and "この内容で確認する" in text
    assert client.post(link, data={"name": ""}).status_code == 422
    assert client.post(link, data={"name": "星野 恵"}).status_code == 303
    after = client.get(link).get_data(as_text=True)
    assert "星野 恵" in after and "この内容で確認する" not in after


def test_an_unknown_or_expired_link_says_so(link, client):
    assert client.get("/akagi/confirmations/nothing-at-all").status_code == 404
    assert client.get(link.replace("akagi", "minato", 1)).status_code == 404
    with clock.at(make.EVENING + timedelta(days=40)):
        text = client.get(link).get_data(as_text=True)
        assert "期限が切れています" in text and "算数の操作支援" not in text


def test_a_school_confirms_from_its_first_screen(link, sign_in):
    school = sign_in("school")
    home = school.get("/akagi/school-home").get_data(as_text=True)
    address = re.search(r"/akagi/confirmations/\d+", home)[0]
    assert "訪問の確認" in home and "算数の操作支援" in school.get(address).get_data(as_text=True)
    assert school.post(address, data={"remark": "助かりました。"}).status_code == 303
    assert "訪問の確認" not in school.get("/akagi/school-home").get_data(as_text=True)
    assert "確認済みです" in school.get(address).get_data(as_text=True)
    assert sign_in("school", "minato").get(address.replace("akagi", "minato")).status_code == 404
