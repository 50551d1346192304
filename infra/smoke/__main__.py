"""`python -m infra.smoke`, as the Makefile calls it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.terminal import Failed, explain, say

from .steps import STEPS, Skipped
from .target import Target

BEFORE = """
It takes five to twenty minutes, and some hundred requests: less than a cent. For its time there are a queue and a rule on the
bus, a queue on the alarms' topic, and a row of a tenant of its own; all are removed, however it ends. Two events of the
source {source} stay in the ledger until they are forgotten. WHOEVER IS SUBSCRIBED TO THE TOPIC IS TOLD OF EACH ALARM."""


def main() -> int:
    """Try everything, or say what is missing. Zero if nothing failed."""
    try:
        target = Target.from_environment(os.environ)
        show(target)
        if os.environ.get("YES") != "1" and not target.local and input("\nTry it? (yes/no) ").strip() != "yes":
            say("Nothing was tried.")
            return 1
        outcomes = [tried(target, step) for step in STEPS]
    except (Failed, BotoCoreError, ClientError) as error:
        explain(Failed(str(error)))
        return 1
    except (EOFError, KeyboardInterrupt):
        say("\nStopped.")
        return 1
    say(f"\n{outcomes.count('ok')} of {len(STEPS)} went as they should, {outcomes.count('skipped')} skipped.")
    return 1 if "FAILED" in outcomes else 0


def show(target: Target) -> None:
    """What is tried, and what that takes."""
    say(f"stack     {target.stack} ({'on the local AWS' if target.local else target.client('sts').get_caller_identity()['Account']})")
    say(f"url       {target.url}")
    say(f"topic     {target.outputs['AlarmTopic']}")
    say(BEFORE.format(source=target.source))


def tried(target: Target, step: Callable[[Target, ExitStack], None]) -> str:
    """One step, and all that it has made removed."""
    name = step.__name__.replace("_", " ")
    try:
        with ExitStack() as cleanup:
            step(target, cleanup)
    except Skipped as skipped:
        say(f"  skipped  {name}: {skipped}")
        return "skipped"
    except (Failed, BotoCoreError, ClientError) as error:
        say(f"  FAILED   {name}: {error}")
        return "FAILED"
    say(f"  ok       {name}")
    return "ok"


if __name__ == "__main__":
    sys.exit(main())
