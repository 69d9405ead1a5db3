"""Pooled connections: one whose server has gone is replaced before anybody notices."""

import sqlalchemy as sa

from portal.kernel import tenancy
from portal.kernel.db import db, make_engine

OWN = sa.text("SELECT pg_backend_pid()")


def _end(settings, *pids: int) -> None:
    admin = make_engine(settings.database_url("admin"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for pid in pids:
            connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    admin.dispose()


def test_work_goes_on_over_a_new_connection_after_the_server_ended_the_pooled_one(app, settings, akagi):
    with app.app_context(), tenancy.tenant(akagi.id):
        before = db.session.scalar(OWN)
        db.session.commit()
        _end(settings, before)
        assert db.session.scalar(OWN) != before
        db.session.rollback()


def test_every_pooled_connection_is_replaced_after_the_server_ended_them_all(settings, login_engine):
    engine = login_engine("web")
    held = [engine.connect() for _ in range(3)]
    pids = [connection.scalar(OWN) for connection in held]
    for connection in held:
        connection.close()
    _end(settings, *pids)
    again = [engine.connect() for _ in range(3)]
    assert not {connection.scalar(OWN) for connection in again} & set(pids)
    for connection in again:
        connection.close()


def test_a_connection_that_is_alive_is_used_again(login_engine):
    engine = login_engine("web")
    pids = set()
    for _ in range(3):
        with engine.connect() as connection:
            pids.add(connection.scalar(OWN))
    assert len(pids) == 1
