"""The words and figures of the paper on cases by term, frozen when it is issued. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.kernel.dates import era_date, fiscal_year_label
from portal.kernel.tenants import TenantCard
from portal.reports.operations import PaperNumbers
from portal.reports.terms.figures import KINDS, ReportTerm, SchoolTypeLine, TermState
from portal.reports.terms.report import TermReport
from portal.schools.models import SupportCentre

UNIT = "件"
OFFICES = ("教育委員会", "委員会", "課", "室", "局", "部", "センター", "協会")


@dataclass(frozen=True)
class Staffing:
    """How many people the centre has, and whether a lead is among them."""

    people: int
    with_lead: bool


def title(fiscal_year: int) -> str:
    return f"{fiscal_year_label(fiscal_year)}学期別支援件数について（報告）"


def snapshot(
    card: TenantCard,
    centre: SupportCentre | None,
    report: TermReport,
    staffing: Staffing,
    numbers: PaperNumbers,
) -> dict[str, Any]:
    """Everything that templates/reports/pdf/terms.html shows, as plain values; dates in ISO form."""
    terms = report.table.terms
    return {
        "fiscal_year": report.table.fiscal_year,
        "document_number": numbers.document_number,
        "date": numbers.issued_on.isoformat(),
        "as_of": report.table.as_of.isoformat(),
        "title": title(report.table.fiscal_year),
        "lead": f"このことについて、{era_date(report.table.as_of)}現在の件数を下記のとおり報告します。",
        "unit": UNIT,
        "terms": [{"name": term.name, "running": term.running} for term in terms],
        **_kinds(report),
        "school_types": [_school_type(line, terms) for line in report.school_types],
        "school_totals": _school_type(report.school_sum, terms),
        "remarks": _remarks(report, staffing),
        **_letter(card, centre),
        "contact": _contact(card, centre, numbers.code),
    }


def _kinds(report: TermReport) -> dict[str, Any]:
    table = report.table
    return {
        "kinds": [
            {
                "name": kind.label,
                "short": kind.short.replace("オンライン", "オン\nライン"),
                "counts": _known(table.cells[kind], table.terms),
                "total": table.kind_total(kind),
                "share": _plain(table.share(kind)),
            }
            for kind in KINDS
        ],
        "totals": {
            "counts": _known(table.term_totals, table.terms),
            "total": table.total,
            "share": 100.0 if table.total else None,
        },
    }


def _known(counts: list[int], terms: list[ReportTerm]) -> list[int | None]:
    """A term that has not begun has no figure yet, which is not the same as none."""
    return [
        None if term.state is TermState.AHEAD and not count else count
        for count, term in zip(counts, terms, strict=True)
    ]


def _school_type(line: SchoolTypeLine, terms: list[ReportTerm]) -> dict[str, Any]:
    return {
        "name": line.label,
        "schools": line.schools,
        "by_term": _known(line.by_term, terms),
        "by_kind": line.by_kind,
        "total": line.total,
        "per_school": _plain(line.per_school),
    }


def _plain(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _remarks(report: TermReport, staffing: Staffing) -> list[str]:
    rounding = "構成比及び1校当たりの件数は、小数点以下第2位を四捨五入した。"
    if not report.table.shares_add_up:
        rounding += "このため、構成比の内訳は合計と一致しない。"
    return [
        "件数は、支援を行った日の属する学期に計上した（要請を受けた日ではない。）。",
        "1件の支援は、種別のいずれか一つに1回だけ計上した。",
        "長期休業期間など学期と学期の間に行った支援は、その直前の学期に計上した。",
        "端末の配付準備、更新等のために計画して行った訪問は、訪問支援に含めた。",
        "取消しとなった要請及び対応が終わっていない要請は、含めていない。",
        *_base(report.branches, staffing),
        rounding,
    ]


def _base(branches: int, staffing: Staffing) -> list[str]:
    sentences = []
    if branches:
        sentences.append(f"学校数には、分校{branches}校を含む。")
    if staffing.people:
        lead = "リーダーを含む" if staffing.with_lead else ""
        sentences.append(f"支援の体制は、{lead}{staffing.people}名である。")
    return ["".join(sentences)] if sentences else []


def _letter(card: TenantCard, centre: SupportCentre | None) -> dict[str, str]:
    addressee = (centre and centre.addressee) or f"{card.name}教育委員会"
    return {
        "addressee": addressee,
        "honorific": "御中" if addressee.endswith(OFFICES) else "様",
        "sender_office": centre.name if centre else card.name,
        "sender_post": centre.head_post if centre else "",
        "sender_name": centre.head_name if centre else "",
        "sender_note": "",
    }


def _contact(card: TenantCard, centre: SupportCentre | None, code: str) -> list[tuple[str, str]]:
    lines = []
    if centre:
        office = centre.name.removeprefix(card.name).removeprefix("GIGAスクール")
        lines.append(("担当", f"{office}　{centre.contact_names}".strip()))
    if centre and centre.telephone:
        extension = f"（内線 {centre.extension}）" if centre.extension else ""
        lines.append(("電話", f"{centre.telephone}{extension}"))
    return [*lines, ("集計番号", f"{code}（集計した数値を保存しています。）")]
