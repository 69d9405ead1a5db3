"""The menu of each role: which places it has, in which order, and which is open."""

from dataclasses import dataclass
from functools import lru_cache

import flask_login
from flask import g, request, url_for

from blueprints.schools.settings_menu import LISTED_BLUEPRINTS
from blueprints.schools.settings_menu import PERMISSIONS as SETTINGS
from portal.kernel.access import Permission, Role


@dataclass(frozen=True)
class Place:
    """A place of the menu. It shows when the person holds one of the permissions (none: everybody).

    `covers`: other blueprints whose pages are reached from here.
    """

    label: str
    icon: str
    endpoint: str
    permissions: frozenset[Permission] = frozenset()
    roles: frozenset[Role] = frozenset()
    tab: bool = True
    covers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MenuItem:
    label: str
    icon: str
    url: str
    active: bool
    tab: bool
    count: int | None = None


PLACES: tuple[Place, ...] = (
    Place(
        "手配ボード",
        "calendar-range",
        "visits.board",
        frozenset({Permission.ROTA_MANAGE}),
        frozenset({Role.LEAD}),
        covers=frozenset({"calendars", "promises"}),
    ),
    Place("今日", "clock", "today.index", frozenset({Permission.LOG_WRITE}), frozenset({Role.SUPPORTER})),
    Place("学校ホーム", "house", "school_home.index", frozenset({Permission.TICKET_REQUEST})),
    Place("支援の依頼", "ticket", "tickets.index", frozenset({Permission.TICKET_REQUEST})),
    Place("訪問の予定", "calendar", "calendars.index", frozenset({Permission.TICKET_REQUEST})),
    Place(
        "ダッシュボード",
        "layout-dashboard",
        "reports.dashboard",
        frozenset({Permission.REPORT_READ}),
        roles=frozenset({Role.BOARD, Role.LEAD}),
    ),
    Place("チケット", "ticket", "tickets.index", frozenset({Permission.TICKET_READ})),
    Place("日報", "notebook-pen", "worklogs.index", frozenset({Permission.LOG_WRITE}), frozenset({Role.SUPPORTER})),
    Place(
        "日報の確認",
        "clipboard-list",
        "worklogs.review",
        frozenset({Permission.LOG_CHECK, Permission.LOG_APPROVE}),
    ),
    Place(
        "月次報告",
        "calendar-check",
        "monthly_reports.index",
        frozenset({Permission.LOG_WRITE, Permission.LOG_CHECK, Permission.LOG_APPROVE}),
        tab=False,
    ),
    Place(
        "予定",
        "calendar",
        "calendars.index",
        frozenset({Permission.LOG_WRITE}),
        frozenset({Role.SUPPORTER}),
    ),
    Place(
        "約束",
        "handshake",
        "promises.index",
        frozenset({Permission.ROTA_READ}),
        frozenset({Role.BOARD, Role.TENANT_ADMIN}),
        tab=False,
    ),
    Place("学校", "school", "schools.index", frozenset({Permission.SCHOOL_READ})),
    Place("学期別件数", "chart-column", "figures.term_report", frozenset({Permission.REPORT_READ})),
    Place("自治体・団体", "building-2", "operator.index", frozenset({Permission.TENANT_CREATE})),
    Place("設定", "settings", "settings.index", frozenset(SETTINGS), tab=False, covers=LISTED_BLUEPRINTS),
)

ACCOUNT_PLACES = (Place("自分の設定", "user", "accounts.profile"),)


def context() -> dict:
    """Template context of signed-in pages."""
    user = flask_login.current_user
    if not user or not user.is_authenticated:
        return {"navigation": [], "account_menu": []}
    return {
        **_menu(request.script_root, g.tenant.slug, user.roles, user.permissions, request.endpoint, request.blueprint),
        "search_url": url_for("tickets.index") if Permission.TICKET_READ in user.permissions else None,
    }


@lru_cache(maxsize=1_000)
def _menu(
    _root: str, _slug: str, roles: frozenset[Role], permissions: frozenset[Permission], endpoint: str, blueprint: str
) -> dict:
    """Remembered, since making its addresses takes a twentieth of a page. They begin with the root and the slug."""
    return {
        "navigation": [_item(place, endpoint, blueprint) for place in PLACES if _shows(place, roles, permissions)],
        "account_menu": [_item(place, endpoint, blueprint) for place in ACCOUNT_PLACES],
        "home_url": url_for("accounts.home"),
    }


def _shows(place: Place, roles: frozenset[Role], permissions: frozenset[Permission]) -> bool:
    if place.roles and not place.roles & roles:
        return False
    return not place.permissions or bool(place.permissions & permissions)


def _item(place: Place, endpoint: str, blueprint: str) -> MenuItem:
    own = place.endpoint.split(".")[0]
    inside = blueprint in place.covers or (blueprint == own and own != "accounts")
    return MenuItem(place.label, place.icon, url_for(place.endpoint), endpoint == place.endpoint or inside, place.tab)
