"""Makes one virtual environment from one requirement file: `python3 venvs.py NAME`.

Runs in whatever Python the machine has, before anything is installed; so it imports nothing of ours. There are several
environments because the emulator and the SAM CLI pin different versions of the same libraries, and because
cargo-lambda is large and only some targets need it. `make` calls this when the requirement file is newer than the
`ready` file, which is written last: an installation that was cut short starts afresh.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).absolute().parents[2]
OLDEST = (3, 10)


def make(name: str) -> None:
    """Install `requirements/NAME.txt` into `.venv/NAME`, unless another process has just done so."""
    requirements = ROOT / "infra" / "local" / "requirements" / f"{name}.txt"
    venv = ROOT / ".venv" / name
    venv.parent.mkdir(exist_ok=True)
    with open(venv.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = venv / "ready"
        if ready.exists() and ready.stat().st_mtime > requirements.stat().st_mtime:
            return
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        install(venv, requirements)
        ready.touch()


def install(venv: Path, requirements: Path) -> None:
    """Run pip, its many lines folded into one; all of them are kept in `pip.log`, and shown if it fails."""
    started = time.monotonic()
    label = f"Installing {venv.name} into {venv.relative_to(ROOT)}"
    command = [str(venv / "bin" / "pip"), "install", "--progress-bar=off", "--requirement", str(requirements)]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    log = venv / "pip.log"
    pip = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert pip.stdout is not None
    with open(log, "w") as file:
        print(label, end="", flush=True)
        for line in pip.stdout:
            file.write(line)
            show_package(label, line)
    if pip.wait() != 0:
        sys.exit(f"\n{log.read_text()}\npip could not install {requirements.relative_to(ROOT)}; see above.")
    print(f"{clear_line()}{label}: {time.monotonic() - started:.0f} s", flush=True)


def show_package(label: str, line: str) -> None:
    """Name the package pip is at. Away from a terminal one line per installation is enough."""
    package = re.match(r"(Collecting|Downloading|Installing) (\S+)", line)
    if package and sys.stdout.isatty():
        print(f"{clear_line()}{label}: {package[2][:60]}", end="", flush=True)


def clear_line() -> str:
    """What goes before a text that takes the place of the current line."""
    return "\r\x1b[K" if sys.stdout.isatty() else "\n"


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; {sys.executable} is {sys.version.split()[0]}.")
    make(sys.argv[1])
