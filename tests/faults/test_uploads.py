"""Uploads to the real web server: too large ones get their page, not a broken connection."""

import http.client
import json
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from portal import supervise
from portal.kernel import config
from tests.faults.drive import DEADLINE_SECONDS, Driven

SERVE = """
import json, os, sys
os.environ.update(json.loads(sys.argv[1]))
os.execv(sys.argv[2], [sys.argv[2], "-c", "portal/gunicorn.py", "portal.wsgi:app"])
"""
BOUNDARY = "limit"


@pytest.fixture
def web(app, settings):
    """gunicorn as the Procfile starts it; answers its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    values = {one.name: getattr(settings, one.attribute) for one in config.VARIABLES}
    environment = {name: "1" if value is True else str(value) for name, value in values.items() if value}
    environment |= {"PORTAL_BIND": f"127.0.0.1:{port}", "PORTAL_BASE_URL": f"http://127.0.0.1:{port}"}
    driven = Driven(SERVE, json.dumps(environment), Path(sys.executable).with_name("gunicorn"))
    try:
        wait_for(port)
        yield port
    finally:
        driven.finish()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not supervise.listens(f"127.0.0.1:{port}"):
        assert time.monotonic() < deadline, "the web server did not come up"
        threading.Event().wait(0.05)


def post(port: int, path: str, body: bytes, content_type: str) -> tuple[int, str]:
    """Sends everything before it listens, as browsers do."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, body, {"Content-Type": content_type})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def file_of(megabytes: int) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n'
    return head.encode() + b"x" * megabytes * 1024 * 1024 + f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("megabytes", [25, 50])
def test_a_file_that_is_too_large_gets_its_page(web, megabytes):
    form = f"multipart/form-data; boundary={BOUNDARY}"
    status, text = post(web, "/akagi/imports/schools", file_of(megabytes), form)
    assert status == 413
    assert "送られたファイルが大きすぎます" in text
