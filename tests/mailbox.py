"""An SMTP server for tests that keeps what it gets."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


def _free_port() -> int:
    """The controller calls on itself at the port it is given, so 0 will not do."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _AnyPort(Controller):
    """Listens where the system finds room, and looks for itself there."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailbox:
    """Mails in the order they came; `refuse` holds addresses that the server turns away."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse: set[str] = set()
        self.url = ""

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        if address in self.refuse:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @contextmanager
    def listening(self) -> Iterator["Mailbox"]:
        controller = Controller(self, hostname="127.0.0.1", port=_free_port())
        controller.start()
        self.url = f"smtp://127.0.0.1:{controller.port}"
        try:
            yield self
        finally:
            controller.stop()

    def clear(self) -> None:
        self.messages.clear()
        self.refuse.clear()

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in str(message["To"])]

    def text(self, address: str) -> str:
        """The body of the newest mail to an address."""
        return self.to(address)[-1].get_content()
