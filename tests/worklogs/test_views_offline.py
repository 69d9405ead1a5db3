"""What a device needs without network, and what it sends once it is back."""

import json

import pytest

from portal.kernel import clock
from tests.worklogs import make
from tests.worklogs.test_views import entry_form, own_log

ADDRESS = "/akagi/worklogs/entries.json"


@pytest.fixture(autouse=True)
def evening():
    with clock.at(make.EVENING):
        yield


@pytest.fixture
def school_id(within, akagi) -> int:
    with within(akagi):
        return make.school().id


def kept(school_id: int, key: str, **overrides) -> dict:
    fields = entry_form(school_id, client_key=key, **overrides)
    return {"key": key, "fields": list(fields.items())}


def sent(client, *entries: dict, **more):
    answer = client.post(ADDRESS, data={"entries": json.dumps(entries)} | more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["entries"]


def test_what_was_kept_is_taken_once_with_its_photos(within, akagi, actor, sign_in, school_id):
    client, one = sign_in("supporter"), kept(school_id, "k" * 32)
    photo = {f"photos-{one['key']}": (make.picture().stream, "接続部.png")}
    first = sent(client, one, **photo)[0]
    again = sent(client, one)[0]
    assert first["result"] == again["result"] == "accepted" and first["id"] == again["id"]
    entries = own_log(within, akagi, actor).entries
    assert len(entries) == 1 and len(entries[0].photos) == 1


def test_each_entry_has_its_own_answer(within, akagi, actor, sign_in, school_id):
    answers = sent(
        sign_in("supporter"),
        kept(school_id, "a" * 32),
        kept(school_id, "b" * 32, starts="9:50"),
        kept(school_id, "c" * 32, starts="11:00", content="山田太郎さんの端末"),
        kept(school_id, "d" * 32, category_code="", starts="13:00"),
        kept(school_id, "e" * 32, starts="14:00"),
    )
    assert [one["result"] for one in answers] == ["accepted", "refused", "asked", "refused", "accepted"]
    assert "9:40–10:25" in answers[1]["existing"][0]
    assert answers[2]["questions"][0]["code"] == "name"
    assert len(own_log(within, akagi, actor).entries) == 2


def test_unusual_ones_are_taken_when_the_person_said_so(sign_in, school_id):
    one = kept(school_id, "c" * 32, content="山田太郎さんの端末") | {"accepted": True}
    assert sent(sign_in("supporter"), one)[0]["result"] == "accepted"


@pytest.mark.parametrize("body", ["", "{}", "[]", "[1]", '[{"key": "a"}]', '[{"fields": [1]}]'])
def test_what_cannot_be_read_is_refused_whole(body, sign_in):
    assert sign_in("supporter").post(ADDRESS, data={"entries": body}).status_code == 400


def test_the_key_of_another_persons_entry_opens_nothing(sign_in, school_id):
    one = kept(school_id, "a" * 32)
    assert sent(sign_in("supporter"), one)[0]["result"] == "accepted"
    assert sent(sign_in("lead"), one)[0]["result"] == "refused"


def test_a_device_is_told_who_is_signed_in(sign_in, client, actor):
    assert sign_in("supporter").get("/akagi/worklogs/token.json").json["user"] == actor("supporter").user_id
    assert client.get("/akagi/worklogs/token.json").status_code == 302


def test_worker_and_manifest_belong_to_the_tenant(client):
    worker = client.get("/akagi/service-worker.js")
    assert worker.mimetype == "text/javascript" and "/akagi/today" in worker.get_data(as_text=True)
    told = json.loads(client.get("/akagi/manifest.webmanifest").get_data())
    assert told["scope"] == "/akagi/" and "あかぎ市" in told["name"]
    for icon in told["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_the_kept_form_knows_neither_day_nor_key(sign_in):
    text = sign_in("supporter").get("/akagi/worklogs/entries/new?shell=1").get_data(as_text=True)
    assert 'name="day" type="hidden" value=""' in text and "data-shell" in text
