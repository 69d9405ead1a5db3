"""The floor: what one query for 50 rows and a plain Jinja table take under the same server. Nothing is checked."""

import sqlalchemy as sa
from flask import Flask, render_template
from jinja2 import DictLoader

from portal.kernel import config
from portal.kernel.db import make_engine

ROWS = sa.text(
    "SELECT id, number, subject, status, kind, received_on, due_on, updated_at FROM ticket "
    "WHERE tenant_id = :tenant ORDER BY updated_at DESC, id DESC LIMIT 50"
)
PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>チケット</title></head><body><table>
<tr><th>番号<th>件名<th>状態<th>種別<th>受付<th>期限<th>更新</tr>
{% for row in rows %}<tr><td>{{ row.number }}</td><td><a href="/tickets/{{ row.id }}">{{ row.subject }}</a></td>
<td>{{ row.status }}</td><td>{{ row.kind }}</td><td>{{ row.received_on }}</td><td>{{ row.due_on or "" }}</td>
<td>{{ row.updated_at }}</td></tr>
{% endfor %}</table></body></html>"""

app = Flask(__name__)
app.jinja_loader = DictLoader({"floor.html": PAGE})
# The dump's login passes the walls: the floor asks once and sets no tenant.
engine = make_engine(config.load().database_url("backup"), pool_size=4)


@app.get("/<int:tenant_id>/tickets")
def tickets(tenant_id: int) -> str:
    with engine.connect() as connection:
        rows = connection.execute(ROWS, {"tenant": tenant_id}).all()
    return render_template("floor.html", rows=rows)
