"""A tenant's own ground, made by the portal's operations: people, schools, years, categories."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import Flask

from benchmarks.rows import texts
from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.kernel import clock, tenancy
from portal.kernel.access import Role, system_actor
from portal.kernel.db import db
from portal.kernel.tenants import TenantCard, TenantKind, create_tenant, set_up
from portal.schools import operations
from portal.schools.models import School, SchoolType
from portal.schools.operations import SchoolData, StaffData
from portal.tickets.models import SupportCategory

ACTOR = system_actor("測定")
PASSWORD = "Akagi-2026-demo"
YEARS = 5


@dataclass(frozen=True)
class Person:
    id: int
    name: str


@dataclass(frozen=True)
class Ground:
    """What tickets of a tenant can point to."""

    tenant_id: int
    schools: list[int]
    contacts: list[Person]
    staff: list[Person]
    categories: list[str]


def make(app: Flask, owner: sa.Engine, slug: str, name: str, *, schools: int, staff: int) -> Ground:
    """A municipality with its schools, one contact at each, its staff, and the terms of the last years."""
    card = create_tenant(owner, slug, name, TenantKind.MUNICIPALITY, None)
    with app.app_context(), tenancy.tenant(card.id):
        set_up(card)
        this_year = clock.fiscal_year_of(clock.today())
        for year in range(this_year - YEARS, this_year - 1):
            operations.set_terms(year, [date(year, 4, 1), date(year, 9, 1), date(year + 1, 1, 1)], actor=ACTOR)
        people = [_staff(card, number) for number in range(staff)]
        made = [_school(number) for number in range(schools)]
        contacts = [_contact(card, school, number) for number, school in enumerate(made)]
        categories = list(db.session.scalars(sa.select(SupportCategory.code).order_by(SupportCategory.position)))
        db.session.commit()
        return Ground(card.id, [school.id for school in made], contacts, people, categories)


def _staff(card: TenantCard, number: int) -> Person:
    """The first one leads and is the one who signs in."""
    user = _user(card, f"staff{number}", number, Role.LEAD if number == 0 else Role.SUPPORTER)
    operations.add_staff(user, StaffData(starts_on=date(2020, 4, 1)), actor=ACTOR)
    return Person(user.id, user.name)


def _school(number: int) -> School:
    kind = SchoolType.JUNIOR_HIGH if number % 3 == 2 else SchoolType.ELEMENTARY
    name = texts.SCHOOL_NAMES[number // 3 % len(texts.SCHOOL_NAMES)] + ("第二" if number % 3 == 1 else "")
    return operations.create_school(SchoolData(f"{number + 1:03}", f"{name}{kind.label}", kind), actor=ACTOR)


def _contact(card: TenantCard, school: School, number: int) -> Person:
    """The first school's contact has an account, the others have an address."""
    if number == 0:
        user = _user(card, "school", number, Role.SCHOOL)
        return Person(operations.link_contact(school, user, "教頭", actor=ACTOR).id, user.name)
    name = " ".join(_names(number)[:2])
    data = operations.ContactData(name, post="教頭", email=f"contact{number}@{card.slug}.example")
    return Person(operations.add_contact(school, data, actor=ACTOR).id, name)


def _names(number: int) -> tuple[str, str, str, str]:
    return texts.FAMILY_NAMES[number % len(texts.FAMILY_NAMES)], "測子", "ソクテイ", "ソクコ"


def _user(card: TenantCard, local: str, number: int, role: Role) -> User:
    password = PASSWORD if number == 0 else None
    address = f"{local}@{card.slug}.example"
    return create_user(address, *_names(number), [role], actor=ACTOR, password=password, invite=False)
