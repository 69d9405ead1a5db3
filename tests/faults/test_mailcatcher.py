"""The demo's mail server takes mails and keeps them as files."""

import mailbox
import smtplib
import socket

from tests.faults.drive import Driven

RUN = """
import sys
from portal import mailcatcher
from portal.kernel import config
mailcatcher.run(config.load({"PORTAL_DATA_DIR": sys.argv[1], "PORTAL_SMTP_URL": sys.argv[2]}))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_mail_is_kept_and_the_server_ends_when_told(tmp_path):
    port = free_port()
    driven = Driven(RUN, tmp_path / "data", f"smtp://127.0.0.1:{port}")
    try:
        driven.wait_for("listening")
        with smtplib.SMTP("127.0.0.1", port) as client:
            text = "Subject: =?utf-8?b?6Kiq5ZWP?=\r\n\r\n訪問の予定".encode()
            client.sendmail("portal@example.jp", ["office@example.jp"], text)
        (kept,) = mailbox.Maildir(tmp_path / "data/mail")
        assert kept.get_payload(decode=True).decode() == "訪問の予定\n"
        driven.process.terminate()
        assert driven.process.wait(10) == 0
    finally:
        driven.finish()
