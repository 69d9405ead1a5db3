"""How the portal is run: every file that starts it agrees with the settings, the locks and the Procfile."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from portal import supervise
from portal.kernel import config

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock", "benchmarks/requirements.lock")
NAMES = {variable.name for variable in config.VARIABLES}
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PASSWORD = "PORTAL_DATABASE_PASSWORD_"
REAL = {"PORTAL_DATABASE_URL": "postgresql://db/portal", "PORTAL_REDIS_URL": "redis://redis"}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def variables_in(name: str) -> set[str]:
    return set(re.findall(r"\bPORTAL_[A-Z_]*[A-Z]\b", text(name)))


def settings_table() -> str:
    """The table of README as the declarations have it."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    rows += [
        f"| `{item.name}` | {f'`{item.default}`' if item.default else ''} | {item.help} |" for item in config.VARIABLES
    ]
    return "\n".join(rows)


# `PORTAL_HOST` is Caddy's and the base of PORTAL_BASE_URL.
@pytest.mark.parametrize("name", ["docker-compose.yml", "Dockerfile", "README.md", "deploy/env.example", "Makefile"])
def test_every_variable_named_is_a_setting(name):
    assert variables_in(name) - {"PORTAL_HOST"} <= NAMES


def test_readme_lists_the_settings_as_they_are_declared():
    between = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", text("README.md"), re.DOTALL)
    assert between
    assert between[1] == settings_table()


def test_readme_lists_every_target_of_make():
    targets = re.findall(r"^([a-z]+):.*## ", text("Makefile"), re.MULTILINE)
    assert len(targets) >= 7
    assert [target for target in targets if target != "help" and f"`make {target}`" not in text("README.md")] == []


def test_every_variable_of_the_code_is_declared():
    sources = [*ROOT.glob("portal/**/*.py"), *ROOT.glob("blueprints/**/*.py")]
    named = {name for path in sources for name in re.findall(r'"(PORTAL_[A-Z_]*[A-Z])"', path.read_text())}
    assert named <= NAMES


def test_the_environment_is_read_in_one_place():
    """Others may hand `os.environ` on as a whole, or ask whether a variable is there, before settings exist."""
    allowed = {"context.py", "up.py", "config.py"}
    sources = [*ROOT.glob("portal/**/*.py"), *ROOT.glob("blueprints/**/*.py")]
    reading = {path.name for path in sources if re.search(r"os\.(getenv|environ\[|environ\.get)", path.read_text())}
    assert reading <= allowed


def test_every_process_of_the_procfile_has_a_service_with_the_same_command():
    processes = supervise.procfile()
    assert set(processes) == set(config.PROCESS_LOGINS)
    for name, command in processes.items():
        service = COMPOSE["services"][name]
        if name != "mail":  # the real one is an image of its own
            assert service["command"] == command


def test_the_image_serves_what_the_procfile_serves():
    command = re.search(r"^CMD (\[.*\])$", text("Dockerfile"), re.MULTILINE)
    assert command
    assert " ".join(json.loads(command[1])) == supervise.procfile()["web"]


def test_each_service_is_given_the_passwords_of_its_own_logins():
    for name, logins in config.PROCESS_LOGINS.items():
        given = {key for key in COMPOSE["services"][name].get("environment", {}) if key.startswith(PASSWORD)}
        assert given == {PASSWORD + login.upper() for login in logins}


def test_only_the_migration_knows_the_administrator():
    for name, service in COMPOSE["services"].items():
        url = str(service.get("environment", {}).get("PORTAL_DATABASE_URL", ""))
        assert ("@" in url) == (name == "migrate")


def test_the_example_names_what_compose_asks_for():
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", text("docker-compose.yml")))
    assert asked <= set(re.findall(r"^([A-Z_]+)=", text("deploy/env.example"), re.MULTILINE))


def test_every_service_of_the_portal_runs_without_rights_it_does_not_need():
    for name in ("web", "worker", "cron", "migrate"):
        service = COMPOSE["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
    assert re.search(r"^USER portal$", text("Dockerfile"), re.MULTILINE)


def test_the_image_installs_the_libraries_make_asks_for():
    wanted = re.search(r"^run='(.*)'$", text("scripts/system.sh"), re.MULTILINE)[1].split()
    assert [package for package in wanted if package not in text("Dockerfile")] == []


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_versions_and_hashes_and_no_address(name):
    lock = text(name)
    assert "--hash=sha256:" in lock
    assert not re.search(r"https?:|file:|--index|--find-links|(^|\s)/\w", lock)
    pinned = re.findall(r"^[a-z0-9][^ ]*", lock, re.MULTILINE)
    assert pinned
    assert all("==" in line for line in pinned)


def test_the_runtime_lock_is_part_of_the_development_lock():
    def pins(name):
        return set(re.findall(r"^[a-z0-9][^ ]*==[^ ]+", text(name), re.MULTILINE))

    assert pins("requirements.lock") < pins("requirements-dev.lock")


def test_make_help_lists_the_targets():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "up", "test", "lint", "bench", "help"):
        assert f"make {target}" in shown


@pytest.mark.parametrize("path", [".ci/run", "scripts/system.sh"])
def test_scripts_can_be_run(path):
    assert os.access(ROOT / path, os.X_OK)
    subprocess.run(["sh", "-n", ROOT / path], check=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_DATABASE_URL", "mysql://db/portal"),
        ("PORTAL_DATABASE_URL", "postgresql://db"),
        ("PORTAL_REDIS_URL", "localhost:6379"),
        ("PORTAL_SECRET_KEY", "short"),
        ("PORTAL_SMTP_URL", "mail.example.jp"),
        ("PORTAL_SMTP_URL", "smtp://mail.example.jp:port"),
        ("PORTAL_MAIL_FROM", "Portal <portal@example.jp>"),
        ("PORTAL_BASE_URL", "portal.example.jp"),
        ("PORTAL_BIND", "8000"),
        ("PORTAL_COOKIE_SECURE", "maybe"),
        ("PORTAL_PROXY_HOPS", "-1"),
        ("PORTAL_WEB_WORKERS", "0"),
        ("PORTAL_UPLOAD_LIMIT_MB", "２０"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(name, value):
    with pytest.raises(config.ConfigError, match=rf"^{name}: unusable value; write "):
        config.load({**REAL, name: value})


def test_a_refused_value_is_not_shown_for_it_may_hold_a_password():
    with pytest.raises(config.ConfigError) as caught:
        config.load({"PORTAL_DATABASE_URL": "postgres//user:geheim@db", "PORTAL_REDIS_URL": "redis://redis"})
    assert "geheim" not in str(caught.value)


def test_a_login_without_password_is_refused_by_the_name_of_its_variable():
    settings = config.load({**REAL, "PORTAL_DATABASE_PASSWORD_WEB": "p@ss/word"})
    assert settings.database_url("web") == "postgresql+psycopg://portal_web:p%40ss%2Fword@db/portal"
    with pytest.raises(config.ConfigError, match="^PORTAL_DATABASE_PASSWORD_WORKER: is not set"):
        settings.database_url("worker")
    with pytest.raises(config.ConfigError, match="^PORTAL_DATABASE_URL: must hold the administrator"):
        settings.database_url("admin")


def test_one_real_server_without_the_other_is_refused():
    with pytest.raises(config.ConfigError, match="^PORTAL_REDIS_URL: is not set"):
        config.load({"PORTAL_DATABASE_URL": "postgresql://db/portal"})


def test_printed_settings_show_no_secret():
    secret = "0123456789abcdef0123456789abcdef"
    printed = repr(config.load({**REAL, "PORTAL_SECRET_KEY": secret, "PORTAL_DATABASE_PASSWORD_WEB": secret}))
    assert secret not in printed
    assert "postgresql" not in printed


def test_cookies_go_by_https_where_the_portal_has_an_https_address():
    assert config.load({"PORTAL_BASE_URL": "https://portal.example.jp/"}).cookie_secure is True
    assert config.load({}).cookie_secure is False
    assert config.load({"PORTAL_COOKIE_SECURE": "0", "PORTAL_BASE_URL": "https://x.jp"}).cookie_secure is False
