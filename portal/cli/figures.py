"""Commands that take files in and give figures out."""

import json
import sys
from pathlib import Path
from tempfile import mkdtemp

import click

from portal.cli.context import ACTOR, EXIT_REFUSED, answer, json_option, tenant_option, work_for
from portal.kernel import audit, import_runs
from portal.reports import terms
from portal.visits.promises import promise_table
from portal.worklogs import monthly


@click.command("import")
@click.argument("kind")
@tenant_option
@click.option("--good-rows", is_flag=True, help="Take the good rows even when others are rejected.")
@click.option("--json", "_as_json", is_flag=True, help="The answer is JSON in any case.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(data_dir: Path, kind: str, slug: str, good_rows: bool, _as_json: bool, file: Path) -> None:
    """Takes in a file: schools, tickets, users and so on. All rows or, with --good-rows, the good ones."""
    report_dir = Path(mkdtemp(prefix="portal-import-"))
    with work_for(data_dir, slug):
        if kind not in import_runs.KINDS:
            raise click.ClickException(f"取り込めるのは {'、'.join(sorted(import_runs.KINDS))} です。")
        result = import_runs.take_in(
            import_runs.KINDS[kind], file, actor=ACTOR, report_dir=report_dir, take_good_rows=good_rows
        )
    if not result.rejected_path:
        report_dir.rmdir()
    click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    for message in result.messages:
        click.echo(message, err=True)
    for number, reason in result.examples:
        click.echo(f"{number}行目: {reason}", err=True)
    if result.undone:
        sys.exit(EXIT_REFUSED)


@click.group()
def report() -> None:
    """Figures and papers."""


@report.command("terms")
@tenant_option
@click.option("--fiscal-year", type=int, required=True)
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Issue the paper and write it here.")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def report_terms(data_dir, slug, fiscal_year, pdf, xlsx, as_json) -> None:
    """Cases by term and kind."""
    with work_for(data_dir, slug) as card:
        table = terms.table(fiscal_year)
        if pdf:
            pdf.write_bytes(terms.paper_pdf(terms.issue_paper(card, fiscal_year, actor=ACTOR)))
        if xlsx:
            xlsx.write_bytes(terms.workbook(card, fiscal_year).file.read())
    answer(table.as_dict(), as_json=as_json, text=table.as_text())


@report.command("promises")
@tenant_option
@click.option("--fiscal-year", type=click.IntRange(2000, 2100), required=True)
@json_option
@click.pass_obj
def report_promises(data_dir: Path, slug: str, fiscal_year: int, as_json: bool) -> None:
    """Visits promised to each school, done, booked, and forecast at the present pace."""
    with work_for(data_dir, slug):
        table = promise_table(fiscal_year)
    answer(table.as_dict(), as_json=as_json, text=table.as_text())


@report.command("monthly")
@tenant_option
@click.option("--month", "first", type=click.DateTime(["%Y-%m"]), required=True, metavar="YYYY-MM")
@click.option("--supporter", metavar="EMAIL", help="One supporter's month.")
@click.option("--school", "school_code", metavar="CODE", help="One school's month.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def report_monthly(data_dir, slug, first, supporter, school_code, pdf, xlsx, as_json) -> None:
    """Hours and entries of a month's daily logs: the centre's, a supporter's or a school's."""
    with work_for(data_dir, slug):
        subject = monthly.subject_of(supporter, school_code)
        found = monthly.month_sums(first.date(), subject.scope, subject.id)
        if pdf or xlsx:
            paper = monthly.monthly_report(
                first.date(), subject.scope, user=subject.user, school=subject.school, actor=ACTOR
            )
        if pdf:
            pdf.write_bytes(monthly.report_pdf(paper))
        if xlsx:
            xlsx.write_bytes(monthly.report_workbook(paper, actor=ACTOR).file.read())
    answer(found.as_dict(), as_json=as_json, text=found.as_text())


@click.group("audit")
def audit_group() -> None:
    """The record of who did what."""


@audit_group.command("verify")
@tenant_option
@json_option
@click.pass_obj
def audit_verify(data_dir: Path, slug: str, as_json: bool) -> None:
    """Checks the hash chain; exit code 1 and the first broken row when it does not hold."""
    with work_for(data_dir, slug):
        checked = audit.verify()
    broken, rows = checked.first_broken, checked.rows
    text = f"{rows}件の記録はつながっています。" if broken is None else f"{broken}番目の記録が書き換えられています。"
    answer({"ok": broken is None, "rows": rows, "first_broken": broken}, as_json=as_json, text=text)
    if broken is not None:
        sys.exit(EXIT_REFUSED)
