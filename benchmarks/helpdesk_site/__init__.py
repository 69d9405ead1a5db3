"""A Django project that holds django-helpdesk and nothing else, as its own documentation installs it."""
