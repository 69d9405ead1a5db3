"""The demo's tenants: registered by the owner's login, each filled in one transaction, or not at all."""

import time
from collections.abc import Callable
from datetime import timedelta

import click
import sqlalchemy as sa
from flask import Flask

from portal.demo import people, towns
from portal.demo.town import ACTOR, add_user, beginning, fill
from portal.kernel import audit, clock, tenancy
from portal.kernel.config import Settings
from portal.kernel.db import db, make_engine
from portal.kernel.outbox import OutboxItem, OutboxStatus
from portal.kernel.tenants import TenantCard, TenantKind, create_tenant, set_up

# What happened before has been told; only the mails of the last days still go out.
TOLD_AFTER = timedelta(days=2)


def _fill_akagi(card: TenantCard) -> None:
    fill(card, towns.AKAGI)


def _fill_minato(card: TenantCard) -> None:
    fill(card, towns.MINATO)


def _fill_kyokai(card: TenantCard) -> None:
    _people_alone(card, people.KYOKAI)


def _fill_kan(card: TenantCard) -> None:
    _people_alone(card, people.KAN)


def _people_alone(card: TenantCard, accounts: tuple) -> None:
    with clock.at(beginning()):
        set_up(card)
        for account in accounts:
            add_user(f"{card.slug}.example", account)


TENANTS: tuple[tuple[str, str, TenantKind, tuple, Callable[[TenantCard], None]], ...] = (
    ("akagi", "あかぎ市", TenantKind.MUNICIPALITY, people.AKAGI, _fill_akagi),
    ("minato", "みなと市", TenantKind.MUNICIPALITY, people.MINATO, _fill_minato),
    ("kyokai", "一般社団法人日本ICT支援員協会", TenantKind.ASSOCIATION, people.KYOKAI, _fill_kyokai),
    ("kan", "運営", TenantKind.OPERATOR, people.KAN, _fill_kan),
)


def load(app: Flask, settings: Settings) -> None:
    """Registers what is missing of the demo and fills what is empty, a line for each; never beside a real tenant."""
    if not is_wanted(app):
        return
    known = _known(app)
    owner = make_engine(settings.database_url("owner"))
    try:
        for slug, name, kind, _accounts, fill_in in TENANTS:
            started = time.monotonic()
            card = known.get(slug) or create_tenant(owner, slug, name, kind, None, demo=True)
            if not is_filled(card):
                fill_whole(card, fill_in)
                click.echo(f"  {name}（{time.monotonic() - started:.1f}秒）")
    finally:
        owner.dispose()


def is_wanted(app: Flask) -> bool:
    """Whether the database holds nothing but an unfinished demo, or nothing at all."""
    known = _known(app)
    if not all(card.demo for card in known.values()):
        return False
    return not all(slug in known and is_filled(known[slug]) for slug, *_rest in TENANTS)


def accounts(app: Flask) -> list[dict[str, str]]:
    """One account per role of each demo tenant in the database, with the address where it signs in."""
    known = _known(app)
    base = app.config["PORTAL"].base_url
    return [
        {
            "tenant": slug,
            "role": role.value,
            "email": f"{local}@{slug}.example",
            "password": people.PASSWORD,
            "url": f"{base}/{slug}/sign-in",
        }
        for slug, _name, _kind, listed, _fill_in in TENANTS
        if slug in known and known[slug].demo
        for local, _f, _g, _fk, _gk, role, *_place in listed
        if local == role.value
    ]


def _known(app: Flask) -> dict[str, TenantCard]:
    return {card.slug: card for card in app.extensions["tenants"].all()}


def is_filled(card: TenantCard) -> bool:
    """The first thing done in a tenant leaves its trace, in the same transaction as all the rest."""
    with tenancy.tenant(card.id):
        filled = audit.count() > 0
        db.session.remove()
    return filled


def fill_whole(card: TenantCard, fill_in: Callable[[TenantCard], None]) -> None:
    """Fills the tenant and commits, or leaves it as empty as it was."""
    with tenancy.tenant(card.id):
        try:
            with clock.at(beginning()):
                audit.record("tenant.created", "tenant", actor=ACTOR, label=card.name)
            fill_in(card)
            db.session.flush()
            _leave_told()
            db.session.commit()
        finally:
            db.session.remove()


def _leave_told() -> None:
    """Marks what older steps wanted told as done, so that the first start does not send weeks of mails."""
    now = clock.now()
    db.session.execute(
        sa.update(OutboxItem)
        .where(OutboxItem.status == OutboxStatus.PENDING, OutboxItem.created_at < now - TOLD_AFTER)
        .values(status=OutboxStatus.DONE, done_at=now)
        .execution_options(synchronize_session=False)
    )
