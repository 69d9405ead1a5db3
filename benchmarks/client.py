"""A small browser: one kept connection, cookies, forms with their hidden fields; it measures each answer."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

# The kind of a body, and the body.
Content = tuple[str, bytes]

IDLE_SECONDS = 10
BOUNDARY = "----bench7MA4YWxkTrZu0gW"
EMPTY_FILE = "application/octet-stream"


class Unexpected(AssertionError):
    """An answer that is not the page which was to be measured."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    location: str
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Knows one host; cookies go to all of its pages."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}
        self._host = f"127.0.0.1:{port}"
        self._used = 0.0

    def get(self, path: str, expect: int = 200) -> Answer:
        return self._ask("GET", path, None, expect)

    def form(self, page: str, has: str) -> "Form":
        """Opens a page; answers its form that has the field `has`."""
        return _form_with(has, page, self.get(page).text)

    def send(self, form: "Form", **values: str) -> Answer:
        """Sends the form with more filled in; any answer but a redirection is unexpected."""
        return self._ask("POST", form.action, form.encoded(values), 302, 303)

    @contextmanager
    def keeping_cookies(self) -> Iterator[None]:
        """Afterwards the cookies are as before: a word that waits for a page nobody opens is not carried along."""
        before = dict(self._cookies)
        yield
        self._cookies = before

    def close(self) -> None:
        self._connection.close()

    def _renew_if_idle(self) -> None:
        """The server closes what was idle for long; connecting anew is not part of what is measured."""
        if time.monotonic() - self._used > IDLE_SECONDS:
            self._connection.close()
            self._connection.connect()
        self._used = time.monotonic()

    def _ask(self, method: str, path: str, content: "Content | None", *expect: int) -> Answer:
        headers = {"Host": self._host, "User-Agent": "bench", "Accept": "text/html"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        kind, body = content or ("", None)
        if kind:
            headers["Content-Type"] = kind
        self._renew_if_idle()
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        page = response.read()
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if response.status not in expect:
            raise Unexpected(f"{method} {path} answered {response.status}:\n{page.decode()[:2000]}")
        location = urlsplit(response.headers.get("Location", ""))
        return Answer(response.status, page, location.path, seconds)


@dataclass
class Form:
    """Where a form goes and what it holds; `files` are its empty file inputs, which browsers send along."""

    action: str
    multipart: bool
    values: dict[str, str]
    files: list[str]
    names: set[str]

    def encoded(self, more: dict[str, str]) -> Content:
        values = self.values | more
        if not self.multipart:
            return "application/x-www-form-urlencoded", urlencode(values).encode()
        parts = [f'name="{name}"\r\n\r\n{value}' for name, value in values.items()]
        parts += [f'name="{name}"; filename=""\r\nContent-Type: {EMPTY_FILE}\r\n\r\n' for name in self.files]
        text = "".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
        return f"multipart/form-data; boundary={BOUNDARY}", f"{text}--{BOUNDARY}--\r\n".encode()


def _form_with(name: str, address: str, page: str) -> Form:
    reader = _Forms(address)
    reader.feed(page)
    found = next((form for form in reader.forms if name in form.names), None)
    if found is None:
        raise Unexpected(f"no form with a field {name!r}:\n{page[:2000]}")
    return found


class _Forms(HTMLParser):
    """Reads hidden and typed values; selects and texts are left to who fills in the form."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._address = address

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            multipart = given.get("enctype") == "multipart/form-data"
            self.forms.append(Form(given.get("action") or self._address, multipart, {}, [], set()))
        elif tag in ("input", "textarea", "select", "button") and self.forms and given.get("name"):
            self._note(self.forms[-1], given["name"], given.get("type", "text"), given)

    def _note(self, form: Form, name: str, kind: str, given: dict[str, str]) -> None:
        form.names.add(name)
        if kind == "file":
            form.files.append(name)
        elif "checked" in given or (kind in ("hidden", "text", "number") and "value" in given):
            form.values[name] = given["value"]
