"""What the forms and the side bar of tickets offer, in one statement; and the categories of the work."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.schools.queries import terms
from portal.tickets.models import CategoryGroup, SavedView, SupportCategory
from portal.tickets.queries.people import WORKERS
from portal.tickets.queries.rendered import CATEGORY, PERSON, SCHOOL, TENANT, fetch

Grouped = list[tuple[CategoryGroup, list[tuple[str, str]]]]


@dataclass(frozen=True)
class FilterChoices:
    """schools (id, code, name) in use; people (id, name); categories in use by group as (code, label);

    terms (id, name, fiscal year), newest first; views (id, name, arguments) of the actor.
    """

    schools: list[tuple[int, str, str]]
    people: list[tuple[int, str]]
    categories: Grouped
    terms: list[tuple[int, str, int]]
    views: list[tuple[int, str, dict[str, str]]]


def filter_choices(actor: Actor) -> FilterChoices:
    """Everything the list's filters, the forms and the side bar offer."""
    schools, people, categories, term_rows, views = (
        [tuple(row) for row in found or ()] for found in fetch(_select, user=actor.user_id)[0]
    )
    return FilterChoices(schools, people, _by_group(categories), term_rows, views)


def categories() -> list[SupportCategory]:
    """Every category, hidden ones too, in the order of the list."""
    return list(db.session.scalars(sa.select(SupportCategory).order_by(SupportCategory.position, SupportCategory.id)))


def grouped(found: list[SupportCategory]) -> Grouped:
    """Those in use, by group."""
    return _by_group([(one.group, one.code, one.label) for one in found if not one.hidden])


def category(code: str) -> SupportCategory | None:
    return db.session.scalars(sa.select(SupportCategory).where(SupportCategory.code == code)).one_or_none()


def category_by_id(category_id: int) -> SupportCategory | None:
    return db.session.scalars(sa.select(SupportCategory).where(SupportCategory.id == category_id)).one_or_none()


def category_in_use(code: str) -> bool:
    """Whether tickets may be given this category."""
    statement = sa.select(SupportCategory.id).where(SupportCategory.code == code, ~SupportCategory.hidden)
    return db.session.scalar(statement) is not None


def category_codes() -> set[str]:
    """Every code, hidden ones too; for imports."""
    return set(db.session.scalars(sa.select(SupportCategory.code)))


def last_position() -> int:
    return db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(SupportCategory.position), 0)))


def _by_group(rows: list[tuple[str, str, str]]) -> Grouped:
    return [
        (group, [(code, label) for of_group, code, label in rows if of_group == group])
        for group in CategoryGroup
        if any(row[0] == group for row in rows)
    ]


def _select() -> sa.Select:
    return sa.select(_schools(), _people(), _categories(), _terms(), _views())


def _array(values: list[Any], *order: Any) -> sa.Function:
    return sa.func.jsonb_agg(aggregate_order_by(sa.func.jsonb_build_array(*values), *order))


def _schools() -> sa.ScalarSelect:
    row, here = [SCHOOL.c.id, SCHOOL.c.code, SCHOOL.c.name], SCHOOL.c.tenant_id == TENANT
    return sa.select(_array(row, SCHOOL.c.code)).where(here, SCHOOL.c.archived_at.is_(None)).scalar_subquery()


def _people() -> sa.ScalarSelect:
    name = PERSON.c.family_name + " " + PERSON.c.given_name
    return (
        sa.select(_array([PERSON.c.id, name], PERSON.c.family_kana, PERSON.c.given_kana, PERSON.c.id))
        .where(
            PERSON.c.tenant_id == TENANT,
            PERSON.c.roles.overlap([role.value for role in WORKERS]),
            PERSON.c.deactivated_at.is_(None),
        )
        .scalar_subquery()
    )


def _categories() -> sa.ScalarSelect:
    row = [CATEGORY.c.group, CATEGORY.c.code, CATEGORY.c.label]
    return (
        sa.select(_array(row, CATEGORY.c.position, CATEGORY.c.id))
        .where(CATEGORY.c.tenant_id == TENANT, ~CATEGORY.c.hidden)
        .scalar_subquery()
    )


def _terms() -> sa.ScalarSelect:
    ranges = terms.term_ranges(TENANT)
    row = [ranges.c.term_id, ranges.c.name, ranges.c.fiscal_year]
    return sa.select(_array(row, ranges.c.starts_on.desc())).scalar_subquery()


def _views() -> sa.ScalarSelect:
    view = SavedView.__table__
    mine = view.c.user_id == sa.bindparam("user", type_=sa.BigInteger)
    return (
        sa.select(_array([view.c.id, view.c.name, view.c.query], view.c.name))
        .where(view.c.tenant_id == TENANT, mine)
        .scalar_subquery()
    )
