"""The `portal` command: what the browser does, for scripts. Knows every area."""

from portal.cli import figures, people, running
from portal.cli.context import main

main.add_command(people.tenant)
main.add_command(people.user)
main.add_command(people.term)
main.add_command(figures.import_)
main.add_command(figures.report)
main.add_command(figures.audit_group)
main.add_command(running.demo_group)
main.add_command(running.database)
main.add_command(running.up)
main.add_command(running.worker)
main.add_command(running.cron)
main.add_command(running.mailcatcher)

__all__ = ["main"]
