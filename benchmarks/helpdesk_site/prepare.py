"""Makes django-helpdesk's tables, its staff and one queue for each school; their numbers are the arguments."""

import os
import sys

import django
from django.apps import apps
from django.core.management import call_command


def main(queues: int, staff: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.helpdesk_site.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    people, places = apps.get_model("auth", "User").objects, apps.get_model("helpdesk", "Queue").objects
    for number in range(staff):
        people.create_superuser(f"staff{number}", f"staff{number}@akagi.example", "Akagi-2026-demo")
    for number in range(1, queues + 1):
        places.create(title=f"学校 {number:03}", slug=f"school-{number:03}", allow_public_submission=False)


main(*map(int, sys.argv[1:]))
