"""What the record shows is in words that people know."""

import re
from pathlib import Path

from blueprints.audit.words import KINDS
from portal.kernel.audit import ACTION_LABELS

ROOT = Path(__file__).resolve().parents[2]
RECORDED = re.compile(r"(?:audit\.)?\brecord\(\s*\"([a-z_]+\.[a-z_]+)\"|\baction=\"([a-z_]+\.[a-z_]+)\"")


def actions() -> set[str]:
    """Every action that the code names where it records it."""
    texts = (path.read_text() for path in (ROOT / "portal").rglob("*.py"))
    return {first or second for text in texts for first, second in RECORDED.findall(text)}


def test_every_action_has_a_name(app):
    assert len(actions()) > 30
    assert {action for action in actions() if action not in ACTION_LABELS} == set()


def test_every_kind_of_action_can_be_looked_for(app):
    nouns = {action.partition(".")[0] for action in ACTION_LABELS}
    assert nouns - {noun for _, _, offered in KINDS for noun in offered} == set()
