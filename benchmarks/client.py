"""A small browser: one kept connection, cookies, forms with their hidden fields; it measures each answer."""

import http.client
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit


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

    def get(self, path: str, expect: int = 200) -> Answer:
        return self._ask("GET", path, None, expect)

    def post(self, path: str, values: dict[str, str], expect: tuple[int, ...] = (302, 303)) -> Answer:
        return self._ask("POST", path, urlencode(values).encode(), *expect)

    def submit(self, page: str, has: str, **values: str) -> Answer:
        """Opens a page, fills in its form that has the field `has`, and sends it."""
        form = form_with(has, self.get(page).text)
        return self.post(form.action or page, form.values | values)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, *expect: int) -> Answer:
        headers = {"Host": self._host, "User-Agent": "bench", "Accept": "text/html"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if response.status not in expect:
            raise Unexpected(f"{method} {path} answered {response.status}:\n{content.decode()[:2000]}")
        location = urlsplit(response.headers.get("Location", ""))
        return Answer(response.status, content, location.path, seconds)


@dataclass
class Form:
    action: str
    values: dict[str, str]
    names: set[str]


def form_with(name: str, page: str) -> Form:
    """The page's form that has a field of that name, with the values it holds."""
    reader = _Forms()
    reader.feed(page)
    found = next((form for form in reader.forms if name in form.names), None)
    if found is None:
        raise Unexpected(f"no form with a field {name!r}:\n{page[:2000]}")
    return found


class _Forms(HTMLParser):
    """Reads hidden and typed values; selects and texts are left to who fills in the form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), {}, set()))
        elif self.forms and given.get("name") and tag in ("input", "textarea", "select", "button"):
            form, kind = self.forms[-1], given.get("type", "text")
            form.names.add(given["name"])
            if tag == "input" and (kind in ("hidden", "text", "number") or "checked" in given):
                form.values[given["name"]] = given.get("value", "")
