"""How fast the portal is, as ratios in one run: against a bare Flask view and against django-helpdesk."""
