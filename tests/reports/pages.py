"""Reads what a page shows: its text, its links, and the faults that make it hard to use."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "rect", "line", "circle", "path"}


class Page(HTMLParser):
    """`links` are (address, text or spoken name) of every `a`; `faults` are breaches of the basics."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.headings: list[str] = []
        self.faults: list[str] = []
        self._words: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._ids: set[str] = set()
        self._labelled: set[str] = set()
        self._fields: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()
        self.faults += [
            f"no label: {field}" for field, inside in self._fields if not inside and field not in self._labelled
        ]
        if self.headings.count("h1") != 1:
            self.faults.append(f"{self.headings.count('h1')} h1")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, given))
        self._check(tag, given)
        if tag == "a":
            self.links.append((given.get("href", ""), given.get("aria-label", "")))
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "label" and "for" in given:
            self._labelled.add(given["for"])
        if tag in ("select", "textarea") or (tag == "input" and given.get("type") not in ("hidden", "submit")):
            named = "aria-label" in given or any(open_tag == "label" for open_tag, _ in self._open)
            self._fields.append((given.get("id", given.get("name", "")), named))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not data.strip() or (self._open and self._open[-1][0] in ("script", "style", "title", "desc")):
            return
        self._words.append(data)
        inside = next((True for tag, _ in reversed(self._open) if tag == "a"), False)
        if inside and not self._hidden:
            address, text = self.links[-1]
            if not any("aria-label" in given for tag, given in self._open if tag == "a"):
                self.links[-1] = (address, text + data.strip())

    @property
    def _hidden(self) -> bool:
        return any(given.get("aria-hidden") == "true" for _, given in self._open)

    def _check(self, tag: str, given: dict[str, str]) -> None:
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"style or script in <{tag}>")
        if tag == "script" and "src" not in given:
            self.faults.append("a script in the page")
        if tag == "th" and "scope" not in given:
            self.faults.append("th without scope")
        if "id" in given and given["id"] in self._ids:
            self.faults.append(f"id twice: {given['id']}")
        self._ids.add(given.get("id", ""))


def arguments(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


FIGURE = re.compile(r"(?:^|[^\d,])([\d,]+)(?:件(?:（[^）]*）)?)?$")


def figures(page: Page, path: str) -> list[tuple[str, int]]:
    """Links to that path which name a figure, and the figure: 248, 1学期248件, 4月 80件（前年 76件）."""
    links = [(address, FIGURE.search(text)) for address, text in page.links if urlsplit(address).path == path]
    return [(address, int(found[1].replace(",", ""))) for address, found in links if found]
