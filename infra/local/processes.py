"""Programs that go on running after `make up` has returned, and how to be rid of them, whatever happened.

Each is started as the leader of a process group of its own. The functions that the emulator starts belong to the
emulator's group, so ending the group ends them too. The group is written to `STATE/pids/NAME` as soon as it exists:
should this process be killed outright, the next `up` or `down` finds it there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from .terminal import Failed

PATIENCE = 5.0
PROC = Path("/proc/self")


def start(name: str, command: list[str], environment: dict[str, str], state: Path) -> subprocess.Popen[bytes]:
    """Start a program in the background, its output in `STATE/NAME.log`, for its owner only: the console prints a token."""
    pids = state / "pids"
    pids.mkdir(parents=True, exist_ok=True)
    with open(state / f"{name}.log", "wb", opener=privately) as log:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (pids / name).write_text(f"{process.pid} {birth(process.pid)}")
    return process


def privately(path: str, flags: int) -> int:
    """Opens a file that nobody else may read."""
    return os.open(path, flags, 0o600)


def run(command: list[str], *, environment: dict[str, str] | None = None, cwd: Path, log: Path) -> None:
    """Run a step to its end, its output in a log that is shown only if the step fails."""
    with open(log, "wb") as file:
        code = call(command, environment=environment, cwd=cwd, output=file.fileno())
    if code != 0:
        raise Failed(f"`{Path(command[0]).name} {command[1]}` ended with exit code {code}.", log)


def call(command: list[str], *, environment: dict[str, str] | None = None, cwd: Path, output: int | None = None) -> int:
    """Run a command to its end. If we are told to stop meanwhile, it stops first, and gets the time to do so."""
    process = subprocess.Popen(command, env=environment, cwd=cwd, stdout=output, stderr=output)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def running(state: Path) -> list[str]:
    """The names of the programs of this stack that still have a process."""
    return [record.name for record in records(state) if members(group(record))]


def stop_all(state: Path) -> None:
    """End every program of the stack. Safe to repeat, and after any crash."""
    found = {record: group(record) for record in records(state)}
    for sent, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, PATIENCE)):
        for pgid in found.values():
            send(pgid, sent)
        deadline = time.monotonic() + patience
        while any(members(pgid) for pgid in found.values()) and time.monotonic() < deadline:
            time.sleep(0.02)
    for record in found:
        record.unlink(missing_ok=True)


def records(state: Path) -> list[Path]:
    """One file for each program that was started and not yet stopped."""
    return sorted((state / "pids").glob("*"))


def group(record: Path) -> int | None:
    """The process group in the record, unless its number belongs to somebody else by now.

    A number is free for others only once the whole group is gone. So a leader born at another moment means that ours
    is gone; no leader at all means that it died first, and what is left of the group is ours.
    """
    pid, _, born = record.read_text().partition(" ")
    if not pid:
        return None
    return int(pid) if birth(int(pid)) in ("", born) else None


def birth(pid: int) -> str:
    """When a process was born, in whatever unit the system has; empty if there is no such process."""
    if PROC.exists():
        return status(pid).get("birth", "")
    return subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()


def members(pgid: int | None) -> bool:
    """Whether the group has a process that still runs.

    One that has died but that nobody has taken note of does not: in a container without an init they stay for ever.
    """
    if pgid is None:
        return False
    reap(pgid)
    try:
        os.killpg(pgid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    if not PROC.exists():
        return True
    everybody = (status(int(entry.name)) for entry in PROC.parent.glob("[0-9]*"))
    return any(one.get("group") == str(pgid) and one["state"] not in "ZX" for one in everybody)


def status(pid: int) -> dict[str, str]:
    """What Linux says of a process; nothing if there is none."""
    try:
        fields = (PROC.parent / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {"state": fields[0], "group": fields[2], "birth": fields[19]}


def reap(pid: int) -> None:
    """Take note of the death of a child of ours, which would otherwise count as a member."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def send(pgid: int | None, sent: signal.Signals) -> None:
    """Signal the whole group, if there still is one."""
    if members(pgid) and pgid is not None:
        with suppress(ProcessLookupError):
            os.killpg(pgid, sent)
