"""Commands that run the portal and its processes."""

from pathlib import Path

import click

from portal import demo, schedule
from portal import mailcatcher as catching
from portal import up as starting
from portal.app import create_app
from portal.cli.context import answer, application, environment, json_option
from portal.kernel import config, schema
from portal.kernel import worker as working


@click.group("demo")
def demo_group() -> None:
    """The demo's municipalities."""


@demo_group.command("accounts")
@json_option
@click.pass_obj
def demo_accounts(data_dir: Path, as_json: bool) -> None:
    """Accounts of the demo, one per role and tenant."""
    with application(data_dir) as app:
        accounts = demo.accounts(app)
    text = "\n".join(f"{one['role']:<13} {one['email']:<36} {one['password']}  {one['url']}" for one in accounts)
    answer(accounts, as_json=as_json, text=text)


@click.group("db")
def database() -> None:
    """The database."""


@database.command("upgrade")
@click.pass_obj
def db_upgrade(data_dir: Path) -> None:
    """Makes the logins and runs the migrations; on a real server with the administrator's address."""
    with environment(data_dir) as settings:
        schema.upgrade(settings)
    click.echo("データベースは最新です。")


@click.command()
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--data-dir", "own_data_dir", type=click.Path(path_type=Path))
@click.option("--no-demo", is_flag=True, help="Do not fill an empty portal with the demo.")
@click.pass_obj
def up(data_dir: Path, port: int, own_data_dir: Path | None, no_demo: bool) -> None:
    """Starts the whole portal on this machine; Ctrl-C stops it."""
    starting.run((own_data_dir or data_dir).absolute(), port=port, demo_wanted=not no_demo)


@click.command("worker")
def worker() -> None:
    """Does the work that outlasts requests; one of the Procfile's processes."""
    settings = config.load()
    working.run_worker(create_app(settings, login="worker"), settings)


@click.command()
def cron() -> None:
    """Rings for periodic work; one of the Procfile's processes."""
    settings = config.load()
    schedule.run_cron(create_app(settings, login="worker"), settings)


@click.command()
def mailcatcher() -> None:
    """Keeps the demo's mails in the data folder; one of the Procfile's processes."""
    catching.run(config.load())
