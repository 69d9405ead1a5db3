"""`portal up`: servers, schema, demo data when empty, then every process of the Procfile until Ctrl-C."""

import os
from contextlib import ExitStack
from pathlib import Path

import click

from portal import address, demo, embedded, supervise
from portal.app import create_app
from portal.kernel import config, schema


def run(data_dir: Path, *, port: int, demo_wanted: bool) -> None:
    """Serves on 127.0.0.1:`port`. With PORTAL_DATABASE_URL set the servers are those it names."""
    bind = f"127.0.0.1:{port}"
    if supervise.listens(bind):
        raise click.ClickException(f"{bind} はほかのプログラムが使っています。--port で別の番号を選んでください。")
    own = {"PORTAL_BIND": bind, "PORTAL_DATA_DIR": str(data_dir)}
    if not os.environ.get("PORTAL_BASE_URL"):
        own["PORTAL_BASE_URL"] = f"http://{bind}"
    with ExitStack() as stack:
        servers = None
        if not os.environ.get("PORTAL_DATABASE_URL"):
            servers = stack.enter_context(embedded.servers(data_dir))
            own |= servers.environment
        environment = {**os.environ, **own, "PORTAL_DEMO": "1" if demo_wanted else "0"}
        settings = config.load(environment)
        if not schema.is_current(settings):
            schema.upgrade(settings)
        address.remember(data_dir, settings.base_url)
        accounts = _prepare_demo(settings) if demo_wanted else []
        supervise.run(
            supervise.procfile(),
            environment,
            watch=servers.revive if servers else None,
            ready=lambda: _welcome(settings.base_url, accounts),
        )


def _prepare_demo(settings: config.Settings) -> list[dict[str, str]]:
    app = create_app(settings, login="worker")
    with app.app_context():
        if demo.is_wanted(app):
            click.echo("デモのデータを用意しています（初回だけ）…")
            demo.load(app, settings)
        accounts = demo.accounts(app)
    app.extensions["redis"].close()
    return accounts


def _welcome(base_url: str, accounts: list[dict[str, str]]) -> None:
    click.echo(f"\n  ポータル {base_url}/\n")
    for account in accounts:
        click.echo(f"  {account['tenant']:<8} {account['role']:<13} {account['email']:<32} {account['password']}")
    click.echo("\n  Ctrl-C で止まります。\n")
