"""What the person at the terminal sees: one line per step, and the reason when one fails."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TAIL = 40


class Failed(Exception):
    """A step did not work. Carries the log to look at, of which the end is shown."""

    def __init__(self, reason: str, log: Path | None = None) -> None:
        super().__init__(reason)
        self.log = log


def say(text: str) -> None:
    """Print a line now: output may be piped, and the next step may take long."""
    print(text, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step before it starts, and say how long it took once it is done."""
    started = time.monotonic()
    print(f"{what} ... ", end="", flush=True)
    try:
        yield
    except BaseException:
        say("not done")
        raise
    say(f"{time.monotonic() - started:.1f} s")


def progress(text: str) -> None:
    """Rewrite the current line on a terminal. Elsewhere such lines would only pile up."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text}", end="", flush=True)


def explain(failure: Failed) -> None:
    """The end of the log first, since it is long, then what it is about."""
    if failure.log and failure.log.exists():
        lines = failure.log.read_text(errors="replace").splitlines()
        print(f"--- {failure.log}, its last lines:", *lines[-TAIL:], "---", sep="\n", file=sys.stderr)
    print(f"Failed: {failure}", file=sys.stderr, flush=True)
