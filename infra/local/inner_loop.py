"""The inner loop: the functions under `cargo lambda watch`, rebuilt on every change, beside the running stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .build import cargo_lambda
from .services import LOOPBACK
from .settings import FUNCTIONS, Settings, cloud_environment
from .terminal import Failed


def watch(settings: Settings, stack: dict[str, Any]) -> int:
    """Serve the functions from the working tree, in the environment that the deployed ones have.

    On the loopback interface, which is not where cargo-lambda listens unless told.
    """
    environment = {
        **stack["environment"],
        **cloud_environment(stack["endpoint_url"]),
        "QUEUE_URL": stack["queue_url"],
        "LEDGER_TABLE": stack["ledger_table"],
        "CLASSIFICATIONS_TABLE": stack["classifications_table"],
        "BODIES_BUCKET": stack["bodies_bucket"],
        "EVENT_BUS": stack["event_bus"],
        "CLASSIFIER_URL": stack["classifier_url"],
        "OBJECTS_URL": f"{stack['classifier_url']}/objects",
        "FEEDS_URL": f"{stack['classifier_url']}/feeds",
        "LOG_LEVEL": settings.log_level,
        "TIDEWAITER_SOURCES": stack["sources"],
    }
    return cargo_lambda("watch", "--invoke-address", LOOPBACK, environment=environment)


def invoke(function: str, event: str) -> int:
    """Send one event to a watched function."""
    if function not in FUNCTIONS:
        raise Failed(f"F is one of {', '.join(FUNCTIONS)}; it was `{function}`.")
    if not Path(event).is_file():
        raise Failed(f"E is a file with an event; there is no `{event}`.")
    return cargo_lambda("invoke", "--invoke-address", LOOPBACK, function, "--data-file", event)
