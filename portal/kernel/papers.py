"""Papers from templates: the environment they are written in, the same in a request, a job and a command."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.kernel import dates, text
from portal.kernel.pdf import PROJECT, render_pdf

PAPER_FILTERS = {
    "era_date": dates.era_date,
    "paper_date": dates.paper_date,
    "paper": text.paper_number,
    "spread": text.spread,
    "figure": lambda number: "－" if number is None else f"{number:,}",
    "hours": lambda minutes: f"{minutes / 60:,.2f}",
    "tenths": lambda number: "－" if number is None else f"{number:,.1f}",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PROJECT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(PAPER_FILTERS)
    return environment


def render_paper(template: str, **context: Any) -> str:
    return _environment().get_template(template).render(context)


def paper_pdf(template: str, **context: Any) -> bytes:
    return render_pdf(render_paper(template, **context))
