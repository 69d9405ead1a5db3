"""Charts hold their figures, lead to the rows behind them, and pass the strictest content policy."""

import re
from xml.etree import ElementTree

import pytest

from portal.kernel.charts import PAPER, SCREEN, Bar, Group, Point, bar_chart, line_chart

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [
    Point("4月", 518, "/m4"),
    Point("5月", 500),
    Point("6月", None),
    Point("7月", 480.5),
    Point("8月", 470, forecast=True),
]


def bars(**options):
    groups = [
        Group("訪問支援", [Bar("1学期", 248, "/t?term=1&kind=visit"), Bar("3学期", 1062, "/t?term=3")]),
        Group("研修<支援>", [Bar("1学期", 0)]),
    ]
    return bar_chart(groups, title="件数 & 学期", description="種別ごと", **options)


def curve(points=MONTHS, **options):
    return line_chart(points, title="予備機の残り", description="月ごと", unit="台", **options)


@pytest.mark.parametrize("palette", [SCREEN, PAPER])
@pytest.mark.parametrize("draw", [bars, curve])
def test_a_chart_has_no_style_script_or_handler_and_is_well_formed(draw, palette):
    svg = draw(palette=palette)
    ElementTree.fromstring(svg)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:", svg)


@pytest.mark.parametrize("draw", [bars, curve])
def test_a_chart_is_named_and_described_for_those_who_cannot_see_it(draw):
    root = ElementTree.fromstring(draw())
    assert root.find(f"{SVG}title").get("id") == root.get("aria-labelledby")
    assert root.find(f"{SVG}desc").get("id") == root.get("aria-describedby")


def test_every_bar_with_rows_behind_it_is_a_link_that_says_its_value():
    links = ElementTree.fromstring(bars()).findall(f"{SVG}a")
    assert [(link.get("href"), link.get("aria-label")) for link in links] == [
        ("/t?term=1&kind=visit", "訪問支援 1学期 248件"),
        ("/t?term=3", "訪問支援 3学期 1,062件"),
    ]


def test_bars_stand_on_one_zero_and_the_present_one_is_marked():
    rectangles = list(ElementTree.fromstring(bars()).iter(f"{SVG}rect"))
    widths = [float(rectangle.get("width").rstrip("%")) for rectangle in rectangles]
    assert widths[0] / widths[1] == pytest.approx(248 / 1062, abs=0.001)
    assert widths[2] == 0
    assert [rectangle.get("fill") == SCREEN.now for rectangle in rectangles] == [False, True, True]


def test_two_charts_on_one_page_share_no_identifier():
    ids = re.findall(r'\sid="(\w+)"', bars() + curve())
    assert len(ids) == len(set(ids)) == 4


def test_a_curve_breaks_where_nothing_is_known_and_is_dashed_where_it_is_guessed():
    root = ElementTree.fromstring(curve())
    steps = [line for line in root.findall(f"{SVG}line") if line.get("stroke-width") == "2"]
    assert [line.get("stroke-dasharray") for line in steps] == [None, "5 4"]
    assert [text.text for text in root.iter(f"{SVG}text") if text.get("font-weight")] == ["7月 480.5台"]


@pytest.mark.parametrize("largest", [0, 0.4, 1, 4, 7, 10, 99, 518, 1000, 24_888, 10**9])
def test_the_grid_reaches_over_the_largest_value_in_few_round_steps(largest):
    root = ElementTree.fromstring(curve([Point("4月", largest)]))
    lines = [int(text.text.replace(",", "")) for text in root.findall(f"{SVG}text") if text.get("x") == "0"]
    assert 2 <= len(lines) <= 6
    assert lines[-1] >= largest
    assert all(0 <= float(circle.get("cy")) <= 220 for circle in root.iter(f"{SVG}circle"))


def test_empty_charts_are_drawn_without_error():
    ElementTree.fromstring(bar_chart([], title="t", description="d"))
    ElementTree.fromstring(curve([]))
