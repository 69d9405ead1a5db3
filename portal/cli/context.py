"""What commands stand on: the servers, the application, one tenant's transaction, and the form of answers."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask

from portal import address, embedded
from portal.app import create_app
from portal.kernel import config, schema, tenancy
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.kernel.tenants import TenantCard

ACTOR = system_actor("コマンド")
EXIT_REFUSED = 1


@click.group()
@click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Folder of files and embedded servers [PORTAL_DATA_DIR]."
)
@click.pass_context
def main(context: click.Context, data_dir: Path | None) -> None:
    """Runs and scripts the portal. Embedded servers are started when they are needed and not running."""
    context.obj = data_dir or Path(os.environ.get("PORTAL_DATA_DIR") or "data")


@contextmanager
def environment(data_dir: Path) -> Iterator[config.Settings]:
    """Settings with servers behind them; the embedded database is brought to the newest migration."""
    try:
        with embedded.environment(os.environ, data_dir.absolute()) as environ:
            settings = config.load(address.added(environ, data_dir))
            if not os.environ.get("PORTAL_DATABASE_URL") and not schema.is_current(settings):
                schema.upgrade(settings)
            yield settings
    except (config.ConfigError, embedded.EmbeddedError) as problem:
        raise click.ClickException(str(problem)) from problem


@contextmanager
def application(data_dir: Path) -> Iterator[Flask]:
    """The application under the worker's login, in its context."""
    with environment(data_dir) as settings:
        app = create_app(settings, login="worker")
        with app.app_context():
            yield app


@contextmanager
def work_for(data_dir: Path, slug: str) -> Iterator[TenantCard]:
    """One transaction of one tenant: committed when the block ends, undone when it raises."""
    with application(data_dir) as app:
        card = app.extensions["tenants"].find(slug)
        if card is None:
            raise click.ClickException(f"「{slug}」という自治体・団体はありません。")
        with tenancy.tenant(card.id):
            try:
                yield card
            except (ValueError, PermissionError) as problem:
                db.session.rollback()
                raise click.ClickException(str(problem)) from problem
            db.session.commit()


def answer(value: Any, *, as_json: bool, text: str) -> None:
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else text)


def tenant_option(command):
    return click.option("--tenant", "slug", required=True, metavar="SLUG", help="自治体・団体の識別名")(command)


def json_option(command):
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")(command)
