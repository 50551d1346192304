"""Deploys into the local AWS as `make deploy` does into the cloud: the same checks, questions and change set.

Over the running stack, or beside it, where `STACK` names another.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from infra.deploy.deployment import Deployment, assignments
from infra.deploy.flow import deploy as deploy_over

from . import build, deploy, stack
from .settings import REGION, STACK_NAME, Settings, cloud_environment

# Longer than the consumer needs for a batch here, where the API answers at once.
ONE_BATCH = 2.0


def upgrade(settings: Settings, name: str, parameters: str, *, sure: bool) -> int:
    """Build, pack with this sources file, and deploy with these parameters; the others stay as they are."""
    running = stack.read(settings)
    endpoint_url = running["endpoint_url"]
    os.environ.update(cloud_environment(endpoint_url))
    template = build.stage(build.build(), settings)
    given = assignments(parameters)
    if name != STACK_NAME:
        given = {**deploy.local_parameters(settings, running["classifier_url"]), **given}
    deployment = Deployment(name, template, settings.sources, given, REGION)
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
