"""Papers become PDF in a process of their own, from the portal's own files and nothing else."""

import subprocess
import sys
from datetime import date

import pytest
from jinja2 import UndefinedError
from pypdf import PdfReader

from portal.kernel.papers import paper_pdf, render_paper
from portal.kernel.pdf import PROJECT, PdfFailed, render_pdf


def page(body, head=""):
    return f'<!DOCTYPE html><html lang="ja"><head><title>試し</title>{head}</head><body>{body}</body></html>'


def saved(tmp_path, pdf):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    return PdfReader(path)


def test_a_paper_is_tagged_titled_japanese_and_has_its_fonts_inside(tmp_path):
    style = '<link rel="stylesheet" href="paper.css">'
    reader = saved(tmp_path, render_pdf(page("<h1>修了証</h1><p>本文</p>", style)))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "ja"
    assert reader.metadata.title == "試し"
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    fonts = [font.get_object()["/BaseFont"] for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert sorted(font.split("+")[1] for font in fonts) == ["BIZ-UDGothic-Bold", "BIZ-UDMincho"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/logo.png",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "../../pyproject.toml",
        "../../../../etc/passwd",
        "%2e%2e/%2e%2e/pyproject.toml",
        "ftp://example.org/x",
        "missing.png",
    ],
)
@pytest.mark.parametrize("tag", ['<img src="{}" alt="">', '<link rel="stylesheet" href="{}">'])
def test_a_paper_that_wants_a_file_from_elsewhere_is_not_made(address, tag):
    with pytest.raises(PdfFailed, match=r"not a file of the papers|no such file"):
        render_pdf(page(tag.format(address)))


def test_a_picture_that_the_document_brings_along_is_drawn(tmp_path):
    picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
    assert len(saved(tmp_path, render_pdf(page(f'<img alt="" src="{picture}">'))).pages) == 1


def test_a_paper_that_runs_wild_is_ended():
    with pytest.raises(PdfFailed):
        render_pdf(page("<p>行</p>" * 200_000), timeout=2)


def test_a_paper_cannot_take_all_the_memory():
    with pytest.raises(PdfFailed):
        render_pdf(page("<p>行</p>" * 20_000), memory_mib=120)


def test_no_module_of_the_kernel_brings_the_engine_into_its_process():
    modules = [
        ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        for path in sorted((PROJECT / "portal" / "kernel").rglob("*.py"))
        if path.parts[-2:] != ("pdf", "engine.py")
    ]
    code = f"import sys, importlib\nfor name in {modules!r}: importlib.import_module(name.removesuffix('.__init__'))\n"
    code += "assert not {'weasyprint', 'fontTools'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_only_the_engine_names_the_library():
    naming = [path for path in (PROJECT / "portal").rglob("*.py") if "import HTML" in path.read_text("utf-8")]
    assert [path.name for path in naming] == ["engine.py"]


def school_row(name, schools, by_term, by_kind, total, per_school):
    return {
        "name": name, "schools": schools, "by_term": by_term, "by_kind": by_kind, "total": total,
        "per_school": per_school,
    }  # fmt: skip


def terms_context(**overrides):
    """The figures of the support centre for fiscal 2022."""
    terms = [{"name": f"{n}学期", "running": n == 3} for n in (1, 2, 3)]
    kinds = [
        {"name": "オンライン支援", "short": "オン\nライン", "counts": [5, 10, 4], "total": 19, "share": 2.6},
        {"name": "訪問支援", "short": "訪問", "counts": [248, 366, 62], "total": 676, "share": 93.1},
        {"name": "研修支援", "short": "研修", "counts": [15, 12, 4], "total": 31, "share": 4.3},
    ]
    return {
        "document_number": "あ運支第58号",
        "date": date(2023, 1, 20),
        "as_of": date(2023, 1, 20),
        "addressee": "あかぎ市教育委員会教育長",
        "honorific": "様",
        "sender_office": "あかぎ市GIGAスクール運営支援センター",
        "sender_post": "センター長",
        "sender_name": "久保田　直樹",
        "sender_note": "",
        "title": "令和4年度学期別支援件数について（報告）",
        "lead": "このことについて、令和5年1月20日現在の件数を下記のとおり報告します。",
        "unit": "件",
        "terms": terms,
        "kinds": kinds,
        "totals": {"counts": [268, 388, 70], "total": 726, "share": 100.0},
        "school_types": [
            school_row("小学校", 46, [176, 259, 47], [11, 452, 19], 482, 10.5),
            school_row("中学校", 21, [80, 112, 21], [7, 196, 10], 213, 10.1),
            school_row("特別支援学校", 2, [9, 12, 1], [1, 20, 1], 22, 11.0),
            school_row("高等学校", 1, [3, 5, 1], [0, 8, 1], 9, 9.0),
        ],
        "school_totals": school_row("合計", 70, [268, 388, 70], [19, 676, 31], 726, 10.4),
        "remarks": ["1件の支援は、種別のいずれか一つに1回だけ計上した。", "学校数には、分校2校を含む。"],
        "contact": [("担当", "運営支援センター"), ("集計番号", "R4-T-0058")],
    } | overrides


def test_the_term_report_is_one_page_with_the_figures_and_no_style_of_its_own(tmp_path):
    html = render_paper("reports/pdf/terms.html", **terms_context())
    assert "style=" not in html
    assert '<p class="lead">このことについて、令和５年１月20日現在' in html
    assert html.count("<sup>※</sup>") == 2
    assert "※　3学期は継続中であり、令和5年1月20日現在" in html
    reader = saved(tmp_path, paper_pdf("reports/pdf/terms.html", **terms_context()))
    assert len(reader.pages) == 1
    words = "".join(reader.pages[0].extract_text().split())
    for figure in ("268", "388", "70", "726", "100.0", "93.1", "R4-T-0058", "以上"):
        assert figure in words


def test_a_tenant_without_a_running_term_or_with_two_terms_gets_a_whole_paper_too(tmp_path):
    context = terms_context(terms=[{"name": "前期", "running": False}, {"name": "後期", "running": False}])
    for kind in context["kinds"]:
        kind["counts"] = kind["counts"][:2]
    context["totals"]["counts"] = [268, 388]
    for row in (*context["school_types"], context["school_totals"]):
        row["by_term"] = row["by_term"][:2]
    context["school_types"][0]["per_school"] = None
    html = render_paper("reports/pdf/terms.html", **context)
    assert "継続中" not in html
    assert '<td class="figure">－</td>' in html
    assert len(saved(tmp_path, paper_pdf("reports/pdf/terms.html", **context)).pages) == 1


def test_what_people_typed_is_text_on_a_paper():
    html = render_paper("reports/pdf/terms.html", **terms_context(addressee="<img src=x>長", remarks=["<b>1</b>"]))
    assert "<img" not in html
    assert "<b>" not in html


def test_a_paper_with_a_missing_value_is_not_made():
    context = terms_context()
    del context["as_of"]
    with pytest.raises(UndefinedError, match="as_of"):
        render_paper("reports/pdf/terms.html", **context)
