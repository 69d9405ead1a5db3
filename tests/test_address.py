"""The address that commands put into links while `portal up` serves elsewhere than at the usual port."""

from portal import address
from portal.kernel import config

REAL = {"PORTAL_DATABASE_URL": "postgresql://db/portal", "PORTAL_REDIS_URL": "redis://redis"}


def test_commands_know_where_the_portal_serves(tmp_path):
    address.remember(tmp_path / "data", "http://127.0.0.1:8123")
    assert config.load(address.added(REAL, tmp_path / "data")).base_url == "http://127.0.0.1:8123"


def test_an_address_that_is_set_comes_first(tmp_path):
    address.remember(tmp_path, "http://127.0.0.1:8123")
    named = {**REAL, "PORTAL_BASE_URL": "https://portal.example.jp"}
    assert config.load(address.added(named, tmp_path)).base_url == "https://portal.example.jp"


def test_before_the_first_start_the_usual_address_is_meant(tmp_path):
    assert config.load(address.added(REAL, tmp_path)).base_url == "http://127.0.0.1:8000"
