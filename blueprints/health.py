"""Whether this process lives, and whether the portal is ready to serve."""

import redis
import sqlalchemy as sa
from flask import Blueprint, current_app, jsonify

from blueprints.guards import public
from portal.kernel import outbox

health = Blueprint("health", __name__)

OUTBOX_LATE_SECONDS = 300


@health.get("/healthz")
@public
def process():
    return jsonify(status="ok")


@health.get("/readyz")
@public
def ready():
    """200 when database and Redis answer; an old outbox is told but does not take the portal away."""
    answer = {"database": "ok", "redis": "ok"}
    try:
        answer["outbox_age_seconds"] = round(outbox.oldest_due_seconds(), 1)
        answer["outbox"] = "late" if answer["outbox_age_seconds"] > OUTBOX_LATE_SECONDS else "ok"
    except sa.exc.OperationalError:
        answer["database"] = "away"
    try:
        current_app.extensions["redis"].ping()
    except redis.RedisError:
        answer["redis"] = "away"
    ok = answer["database"] == answer["redis"] == "ok"
    return jsonify(status="ok" if ok else "unavailable", **answer), 200 if ok else 503
