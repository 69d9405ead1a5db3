"""Living cases of the last three weeks, told relative to the moment the demo starts."""

from portal.demo.cases import centre, minato, waiting, wakaba
from portal.demo.cases.form import Case

AKAGI = (*wakaba.CASES, *centre.CASES, *waiting.CASES)
MINATO = minato.CASES

__all__ = ["AKAGI", "MINATO", "Case"]
