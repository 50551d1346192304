"""The programs that the system talks to: the local AWS, and a stand-in for the classification API."""

from __future__ import annotations

import getpass
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from . import processes
from .settings import ROOT, Settings, clean_environment, cloud_environment
from .terminal import Failed

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0


def start_aws(settings: Settings, secrets: dict[str, str]) -> str:
    """Start the local AWS and return its endpoint.

    Its environment is written out, not inherited, since it hands its own to every function: the endpoint and the
    secrets named `env:` reach them this way, and nothing else of this machine does.
    """
    port = settings.port or free_port()
    if not is_free(port):
        raise Failed(f"Port {port} is in use. Choose another (PORT=...), or none, and a free one is taken.")
    endpoint = f"http://{LOOPBACK}:{port}"
    environment = {
        **clean_environment(settings.state),
        **cloud_environment(endpoint),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        **secrets,
    }
    command = [str(ROOT / ".venv" / "stack" / "bin" / "ministack")]
    process = processes.start("ministack", command, environment, settings.state)
    wait_for("The local AWS", process, settings.log("ministack"), lambda: answers(f"{endpoint}/_ministack/ready"))
    return endpoint


def start_classifier(settings: Settings, programs: Path) -> str:
    """Start the stand-in on a port of its own choice and return its URL, which it prints."""
    command = [str(programs / "standin"), "--listen", f"{LOOPBACK}:0"]
    process = processes.start("standin", command, clean_environment(settings.state), settings.state)
    log = settings.log("standin")
    announced = re.compile(r"^standin listening on (\S+)$", re.MULTILINE)
    wait_for("The stand-in", process, log, lambda: announced.search(log.read_text()) is not None)
    found = announced.search(log.read_text())
    assert found is not None
    return found[1]


def start_console(settings: Settings, programs: Path) -> str:
    """Start the operator's console on a port of its own choice and return its address, which it prints.

    Its changes are put on record under the name of whoever runs this.
    """
    command = [str(programs / "tidewaiter"), "--stack", str(settings.stack_file), "console", "--json"]
    environment = {**clean_environment(settings.state), "USER": getpass.getuser()}
    process = processes.start("console", command, environment, settings.state)
    log = settings.log("console")
    announced = re.compile(r'^ *"url": "(\S+)"', re.MULTILINE)
    wait_for("The console", process, log, lambda: announced.search(log.read_text()) is not None)
    found = announced.search(log.read_text())
    assert found is not None
    return found[1]


def wait_for(what: str, process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> None:
    """Wait until it is ready, unless it dies first or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None:
            raise Failed(f"{what} ended with exit code {process.returncode}.", log)
        if time.monotonic() > deadline:
            raise Failed(f"{what} was not ready within {PATIENCE:.0f} s.", log)
        time.sleep(0.05)


def answers(url: str) -> bool:
    """Whether a GET is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    """A port that nobody listens on. Somebody may take it before we do; then starting fails and says so."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether nobody answers on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) != 0
