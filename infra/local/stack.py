"""The whole stack: up, down, and the file that says where everything is."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import build, deploy, processes, services, signing
from .settings import FUNCTIONS, REGION, STACK_NAME, Settings
from .terminal import Failed, say, step


def up(settings: Settings) -> dict[str, Any]:
    """Bring the stack up, and return what `stack.json` says. If it cannot be, nothing of it stays behind.

    A stack that is already up in this state directory keeps running until the new one is built.
    """
    started = time.monotonic()
    if not settings.sources.is_file():
        raise Failed(f"There is no sources file {settings.sources}.")
    with alone(settings.state):
        programs = build.build()
        secrets = signing.make_up(programs, settings.sources)
        if processes.running(settings.state):
            say("A stack is up here already: taking it down.")
        stop(settings)
        try:
            stack = bring_up(settings, programs, secrets)
            summarise(settings, stack, time.monotonic() - started)
        except BaseException:
            stop(settings)
            raise
    return stack


def bring_up(settings: Settings, programs: Path, secrets: signing.Secrets) -> dict[str, Any]:
    """Start, fill, deploy, and only then say in `stack.json` that there is a stack."""
    for log in settings.state.glob("*.log"):
        log.unlink()
    with step("Packing the functions"):
        template = build.stage(programs, settings)
    with step("Starting the stand-in and the local AWS"):
        classifier_url = services.start_classifier(settings, programs)
        endpoint_url = services.start_aws(settings, secrets.environment)
    with step(f"Deploying infra/template.yaml ({settings.by} deploy)"):
        deploy.store_secrets(endpoint_url, secrets.stored)
        outputs = deploy.deploy(settings, template, endpoint_url, classifier_url)
    stack = describe(settings, endpoint_url, classifier_url, outputs, secrets)
    write_privately(settings.stack_file, json.dumps(stack, indent=2) + "\n")
    return stack


def describe(
    settings: Settings, endpoint_url: str, classifier_url: str, outputs: dict[str, str], secrets: signing.Secrets
) -> dict[str, Any]:
    """The content of `stack.json`.

    The API's own URL has a host name that not every resolver knows, so `api_url` is the emulator's other form of it,
    which needs no name.
    """
    api_id = outputs["ApiUrl"].removeprefix("http://").partition(".")[0]
    functions = {name: outputs[f"{name.capitalize()}Function"] for name in FUNCTIONS}
    return {
        "api_url": f"{endpoint_url}/_aws/execute-api/{api_id}",
        "endpoint_url": endpoint_url,
        "region": REGION,
        "account": outputs["QueueUrl"].rsplit("/", 2)[1],
        "stack_name": STACK_NAME,
        "queue_url": outputs["QueueUrl"],
        "dlq_url": outputs["DlqUrl"],
        "ledger_table": outputs["LedgerTable"],
        "classifications_table": outputs["ClassificationsTable"],
        "bodies_bucket": outputs["BodiesBucket"],
        "event_bus": outputs["EventBusName"],
        "metrics_namespace": outputs["MetricsNamespace"],
        "classifier_url": classifier_url,
        "functions": functions,
        "log_groups": {name: f"/aws/lambda/{function}" for name, function in functions.items()},
        "sources": str(settings.sources),
        "secrets": secrets.senders,
        "environment": secrets.environment,
    }


def down(settings: Settings) -> None:
    """Take the stack down, whatever is left of it."""
    names = processes.running(settings.state)
    stop(settings)
    say(f"Stopped: {', '.join(names)}." if names else "Nothing was running.")


def stop(settings: Settings) -> None:
    """End its processes and remove what only a running stack has. Not to be interrupted half-way.

    The logs stay until the next `up`.
    """
    with undisturbed():
        settings.stack_file.unlink(missing_ok=True)
        processes.stop_all(settings.state)
        for name in ("tmp", "deploy"):
            shutil.rmtree(settings.state / name, ignore_errors=True)


def read(settings: Settings) -> dict[str, Any]:
    """What `stack.json` says of the running stack."""
    if not settings.stack_file.exists():
        raise Failed(f"No stack is up in {settings.state}: `make up` first.")
    stack: dict[str, Any] = json.loads(settings.stack_file.read_text())
    return stack


def save_logs(settings: Settings, stack: dict[str, Any]) -> None:
    """Keep what the functions logged, for whoever asks why something failed."""
    for name, function in stack["functions"].items():
        deploy.save_function_logs(stack["endpoint_url"], function, settings.log(name))
    say(f"The logs are in {settings.state}: {', '.join(sorted(path.name for path in settings.state.glob('*.log')))}")


def summarise(settings: Settings, stack: dict[str, Any], seconds: float) -> None:
    """The few things one wants to know next."""
    say(f"\nTidewaiter is up ({seconds:.0f} s).")
    say(f"  webhooks    {stack['api_url']}/webhook/v1/{{source}}")
    say(f"  sources     {', '.join(stack['secrets'])} ({settings.sources})")
    say(f"  local AWS   {stack['endpoint_url']}")
    say(f"  classifier  {stack['classifier_url']}")
    say(f"  all of it   {settings.stack_file}\n")


def write_privately(path: Path, text: str) -> None:
    """Write a file with secrets in it: for its owner only, and all at once."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Let one process at a time bring a stack up in a state directory. The lock dies with its holder."""
    state.mkdir(parents=True, exist_ok=True)
    with open(state / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"Another process is bringing up a stack in {state}.") from None
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore the signals that would stop us, for the few seconds that stopping takes."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(each, signal.SIG_IGN) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
