"""The web server's way in."""

from portal.app import create_app
from portal.kernel import config

app = create_app(config.load())
