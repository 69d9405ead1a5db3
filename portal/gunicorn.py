"""How gunicorn serves `portal.wsgi:app`: loaded once, then forked, so that the workers share their memory."""

import ctypes
import gc
from contextlib import suppress

from portal.kernel.config import load
from portal.kernel.db import after_fork

settings = load()

bind = settings.bind
workers = settings.web_workers
threads = settings.web_threads
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 6  # below the supervisor's patience
keepalive = 15
max_requests = 20_000
max_requests_jitter = 2_000
# Who comes through a proxy is told by PORTAL_PROXY_HOPS in the application, not by gunicorn.
forwarded_allow_ips = "127.0.0.1"
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def when_ready(server) -> None:
    """Just before the first fork, for what the workers shall share.

    Pages' templates are compiled, garbage goes back to the system, so that no worker fills its holes with its own, and
    what lives is kept out of the collector, whose marks would unshare its pages.
    """
    templates = server.app.wsgi().jinja_env
    for name in templates.list_templates(filter_func=is_page):
        templates.get_template(name)
    gc.collect()
    with suppress(AttributeError):  # another C library has no such call
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()


def is_page(name: str) -> bool:
    """Whether a template is the web's, not a mail's or a paper's."""
    return name.endswith(".html") and not {"pdf", "papers"} & set(name.split("/"))


def post_fork(_server, _worker) -> None:
    after_fork()
