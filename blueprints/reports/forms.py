"""The form that issues a paper."""

from wtforms import IntegerField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput

from blueprints.forms import OnceForm
from blueprints.reports.years import FIRST, LAST


class IssueForm(OnceForm):
    fiscal_year = IntegerField(widget=HiddenInput(), validators=[NumberRange(FIRST, LAST)])
