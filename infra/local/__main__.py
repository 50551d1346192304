"""`python -m infra.local COMMAND`, as the Makefile calls it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from types import FrameType

from . import build, demo, inner_loop, processes, services, stack, upgrade
from .settings import FUNCTIONS, ROOT, STACK_NAME, Settings, leave_the_cloud_behind
from .terminal import Failed, explain, say


def main() -> int:
    """Run one command, and stop on the way out what must not stay."""
    arguments = parse()
    leave_the_cloud_behind()
    heed_signals()
    try:
        return dispatch(arguments, Settings.from_environment())
    except Failed as failure:
        explain(failure)
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 128 + signal.SIGINT


def heed_signals() -> None:
    """Have each signal that asks us to end raise an exception, so that what was started is stopped on the way out.

    Ctrl-C too, since a shell starts its background jobs deaf to it. A hang-up is heeded unless `nohup` says otherwise.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, stop_on_signal)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop_on_signal)


def stop_on_signal(number: int, _: FrameType | None) -> None:
    """What Python does on Ctrl-C, for the other signals."""
    raise SystemExit(128 + number)


def parse() -> argparse.Namespace:
    """The commands are documented in the Makefile, which is how people call them."""
    parser = argparse.ArgumentParser(prog="infra.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up")
    commands.add_parser("down")
    commands.add_parser("run").add_argument("--once", action="store_true")
    commands.add_parser("during").add_argument("inner", nargs=argparse.REMAINDER)
    commands.add_parser("upgrade")
    commands.add_parser("watch")
    invoke = commands.add_parser("invoke")
    invoke.add_argument("function")
    invoke.add_argument("event")
    commands.add_parser("build").add_argument("architecture", choices=["arm64", "x86-64"])
    commands.add_parser("build-here").add_argument("functions", nargs="+", choices=FUNCTIONS)
    return parser.parse_args()


def dispatch(arguments: argparse.Namespace, settings: Settings) -> int:
    """One command, and its exit code."""
    match arguments.command:
        case "up":
            stack.up(settings)
        case "down":
            stack.down(settings)
        case "run":
            return run(settings, once=arguments.once)
        case "during":
            return during(settings, arguments.inner)
        case "upgrade":
            name = os.environ.get("STACK") or STACK_NAME
            parameters, sure = os.environ.get("PARAMETERS", ""), os.environ.get("YES") == "1"
            return upgrade.upgrade(settings, name, parameters, sure=sure)
        case "watch":
            return inner_loop.watch(settings, stack.read(settings))
        case "invoke":
            return inner_loop.invoke(arguments.function, arguments.event)
        case "build":
            build.build_release(settings, arguments.architecture)
        case "build-here":
            build.build_here(arguments.functions)
    return 0


def run(settings: Settings, *, once: bool) -> int:
    """The stack in the foreground: shown at work, then left serving until somebody stops it."""
    running = stack.up(settings)
    try:
        code = demo.show(settings)
        if code != 0:
            stack.save_logs(settings, running)
        if not once:
            demo.invite(settings)
            say(f"The console, for your browser:\n\n  {services.start_console(settings, build.target_directory() / 'debug')}\n")
            serve(settings)
        return code
    finally:
        stack.down(settings)


def serve(settings: Settings) -> None:
    """Wait for Ctrl-C, or for the end of a program without which there is nothing to serve."""
    try:
        say("Serving until Ctrl-C.")
        everything = processes.running(settings.state)
        while processes.running(settings.state) == everything:
            time.sleep(1)
        raise Failed("The stack was stopped from elsewhere, or a part of it has died.")
    except KeyboardInterrupt:
        say("")


def during(settings: Settings, command: list[str]) -> int:
    """Run a command, such as the end-to-end tests, while a stack of its own is up, and return its exit code."""
    running = stack.up(settings)
    try:
        environment = {**os.environ, "TIDEWAITER_STACK": str(settings.stack_file)}
        code = processes.call(command, environment=environment, cwd=ROOT)
        if code != 0:
            stack.save_logs(settings, running)
        return code
    finally:
        stack.down(settings)


if __name__ == "__main__":
    sys.exit(main())
