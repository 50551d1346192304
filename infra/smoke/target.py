"""The stack that is tried."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3

from infra.local.settings import Settings, cloud_environment
from infra.local.terminal import Failed

# Whose items the rows and events of the test are.
TENANT = "heartbeat"


@dataclass(frozen=True)
class Target:
    """A stack, and how its account is reached."""

    stack: str
    source: str
    secret: str
    region: str | None
    local: bool
    api_url: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Target:
        """The variables of `make smoke`. Without `STACK`, the local stack that is up."""
        source = environment.get("SOURCE") or "heartbeat"
        region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
        if stack := environment.get("STACK"):
            prefix = environment.get("SECRETS_PREFIX") or "tidewaiter/"
            return cls(stack, source, prefix + source, region, local=False)
        file = Settings.from_environment().stack_file
        if not file.exists():
            raise Failed(f"Say which stack: `make smoke STACK=name`. (No local one is up in {file.parent}.)")
        running = json.loads(file.read_text())
        os.environ.update(cloud_environment(running["endpoint_url"]))
        name = running["stack_name"]
        return cls(name, source, f"tidewaiter/{source}", running["region"], local=True, api_url=running["api_url"])

    @cached_property
    def session(self) -> boto3.Session:
        """The account that the environment says."""
        return boto3.Session(region_name=self.region)

    def client(self, service: str) -> Any:
        """A client for that account."""
        return self.session.client(service)  # type: ignore[call-overload]  # the stubs know services by literal name only

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Where everything is."""
        described = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"][0]
        return {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])}

    @property
    def url(self) -> str:
        """Where the sender posts to."""
        return f"{self.api_url or self.outputs['ApiUrl']}/webhook/v1/{self.source}"

    @cached_property
    def signing_secret(self) -> str:
        """What the sender signs with."""
        return str(self.client("secretsmanager").get_secret_value(SecretId=self.secret)["SecretString"])
