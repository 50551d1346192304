"""Deploys over the running stack as `make deploy` does over one in the cloud: the same checks, questions and change set."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from infra.deploy.deployment import Deployment, assignments
from infra.deploy.flow import deploy as deploy_over

from . import build, deploy, stack
from .settings import STACK_NAME, Settings, cloud_environment

# Longer than the consumer needs for a batch here, where the API answers at once.
ONE_BATCH = 2.0


def upgrade(settings: Settings, parameters: str, *, sure: bool) -> int:
    """Build, pack with this sources file, and deploy with these parameters; the others stay as they are."""
    endpoint_url = stack.read(settings)["endpoint_url"]
    os.environ.update(cloud_environment(endpoint_url))
    template = build.stage(build.build(), settings)
    deployment = Deployment(STACK_NAME, template, settings.sources, assignments(parameters))
    with consumer_at_rest(endpoint_url):
        return deploy_over(deployment, sure=sure)


@contextmanager
def consumer_at_rest(endpoint_url: str) -> Iterator[None]:
    """Have events wait in the queue meanwhile.

    AWS lets an invocation finish when its function changes. The emulator kills it: as after a crash, its events would
    come back when their leases are over, a quarter of an hour later.
    """
    functions = deploy.client("lambda", endpoint_url)
    mappings = [each["UUID"] for each in functions.list_event_source_mappings()["EventSourceMappings"]]
    for mapping in mappings:
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    time.sleep(ONE_BATCH)
    try:
        yield
    finally:
        deploy.write_concurrency_as_a_number(endpoint_url)
        for mapping in mappings:
            functions.update_event_source_mapping(UUID=mapping, Enabled=True)
