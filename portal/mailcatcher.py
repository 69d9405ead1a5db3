"""A mail server for the demo: takes every mail, sends none on, keeps them as a Maildir in the data folder."""

import mailbox
import signal
import threading
from pathlib import Path
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller

from portal.kernel.config import Settings


class Keeper:
    """What aiosmtpd calls for each mail."""

    def __init__(self, folder: Path) -> None:
        self._box = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self._box.add(envelope.content)
        return "250 OK"


def run(settings: Settings) -> None:
    """Listens where PORTAL_SMTP_URL says, until SIGTERM or Ctrl-C."""
    settings.require("smtp_url")
    address = urlsplit(settings.smtp_url)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    controller = Controller(Keeper(settings.data_dir / "mail"), hostname=address.hostname, port=address.port or 25)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    controller.start()
    print(f"listening on {controller.hostname}:{controller.port}", flush=True)  # noqa: T201 - for the supervisor's log
    ended.wait()
    controller.stop()
