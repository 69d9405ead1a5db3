"""The supervisor with processes that die, hang and leave children behind."""

import json
import os
import shlex
import signal
import sys
import time

import psutil
import pytest

from portal.supervise.surroundings import process_environment, with_mail_catcher
from tests.faults.drive import Driven, gone

RUN = "import sys, json, os; from portal import supervise; supervise.run(json.loads(sys.argv[1]), dict(os.environ))"
STEADY = "import os, time; print('begun', os.getpid(), 'end'); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STEADY
PARENT = (
    "import os, subprocess, sys; "
    "subprocess.Popen([sys.executable, '-u', '-c', sys.argv[1]], start_new_session=True).wait()"
)


@pytest.fixture
def supervise():
    started = []

    def start(**programs: list[str]) -> Driven:
        commands = {name: shlex.join([sys.executable, "-u", "-c", *program]) for name, program in programs.items()}
        started.append(Driven(RUN, json.dumps(commands)))
        return started[-1]

    yield start
    for driven in started:
        driven.finish()


def begun(driven: Driven) -> int:
    return int(driven.wait_for("begun").split("begun ")[1].split()[0])


def test_a_killed_process_is_started_again(supervise):
    driven = supervise(web=[STEADY])
    first = begun(driven)
    os.kill(first, signal.SIGKILL)
    assert begun(driven) != first


def test_the_pause_grows_while_a_process_keeps_dying(supervise):
    driven = supervise(web=["raise SystemExit(3)"])
    driven.wait_for("web ended (3); again in 0.5 s")
    driven.wait_for("web ended (3); again in 1 s")
    driven.wait_for("web ended (3); again in 2 s")


def test_a_death_leaves_the_others_alone(supervise):
    driven = supervise(web=[STEADY], worker=["raise SystemExit(1)"])
    web = begun(driven)
    driven.wait_for("worker ended (1); again in 1 s")
    assert psutil.Process(web).is_running()


@pytest.mark.parametrize("stop", ["Ctrl-C on the group", "SIGTERM"])
def test_stopping_leaves_no_process(supervise, stop):
    driven = supervise(web=[STEADY], worker=[PARENT, STEADY])
    begun(driven)
    begun(driven)
    family = driven.family()
    assert len(family) == 3
    if stop == "SIGTERM":
        driven.process.terminate()
    else:
        driven.ctrl_c()
    assert driven.process.wait(12) == 0
    assert gone(family, 5)


def test_a_process_that_does_not_listen_is_killed_within_ten_seconds(supervise):
    driven = supervise(web=[STUBBORN])
    begun(driven)
    family = driven.family()
    driven.ctrl_c()
    started = time.monotonic()
    driven.process.wait(12)
    assert time.monotonic() - started < 10
    assert gone(family, 5)


def test_a_second_ctrl_c_does_not_wait(supervise):
    driven = supervise(web=[STUBBORN])
    begun(driven)
    driven.ctrl_c()
    # The first must have been taken: two signals at once are one to the receiver.
    driven.wait_for("ending")
    driven.ctrl_c()
    assert driven.process.wait(5) == 0


def test_the_job_of_a_killed_worker_does_not_live_on(supervise):
    driven = supervise(worker=[PARENT, STEADY])
    job = psutil.Process(begun(driven))
    job.parent().kill()
    begun(driven)
    assert gone([job], 5)


def test_the_processes_go_with_a_killed_supervisor(supervise):
    driven = supervise(web=[STEADY], worker=[STEADY])
    begun(driven)
    begun(driven)
    family = driven.family()
    driven.process.kill()
    assert gone(family, 10)


def test_a_process_is_told_its_own_passwords_only():
    everything = {
        "PORTAL_DATABASE_URL": "postgresql://postgres:administrator@/portal?host=%2Frun%2Fx",
        "PORTAL_DATABASE_PASSWORD_OWNER": "owner",
        "PORTAL_DATABASE_PASSWORD_WEB": "web",
        "PORTAL_DATABASE_PASSWORD_BACKUP": "backup",
    }
    told = process_environment("web", everything)
    assert told["PORTAL_DATABASE_PASSWORD_WEB"] == "web"
    assert told["PORTAL_DATABASE_URL"] == "postgresql:///portal?host=%2Frun%2Fx"
    assert not {"PORTAL_DATABASE_PASSWORD_OWNER", "PORTAL_DATABASE_PASSWORD_BACKUP"} & set(told)


def test_the_mail_catcher_stays_away_where_there_is_a_mail_server():
    processes, told = with_mail_catcher({"web": "w", "mail": "m"}, {"PORTAL_SMTP_URL": "smtp://mail.example.jp"})
    assert processes == {"web": "w"}
    assert told["PORTAL_SMTP_URL"] == "smtp://mail.example.jp"
    processes, told = with_mail_catcher({"web": "w", "mail": "m"}, {})
    assert "mail" in processes
    assert told["PORTAL_SMTP_URL"].startswith("smtp://127.0.0.1:")
