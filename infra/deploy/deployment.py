"""What is to be deployed, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError
from samcli.yamlhelper import yaml_parse

from infra.local.settings import FUNCTIONS, ROOT
from infra.local.terminal import Failed

ASSIGNMENT = re.compile(r"([A-Za-z0-9]+)=(.*)")


@dataclass(frozen=True)
class Deployment:
    """One deployment, before it is made."""

    stack: str
    template: Path
    sources: Path
    given: dict[str, str]
    region: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Deployment:
        """The variables of `make deploy`, and the region: boto3 itself reads only `AWS_DEFAULT_REGION`."""
        stack = environment.get("STACK", "")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,40}", stack):
            raise Failed("Say which stack: `make deploy STACK=name` (a letter, then letters, digits, hyphens; 41 at most).")
        return cls(
            stack=stack,
            template=ROOT / "infra" / "template.yaml",
            sources=ROOT / (environment.get("SOURCES") or "infra/sources.toml"),
            given=assignments(environment.get("PARAMETERS", "")),
            region=environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
        )

    def package(self, function: str) -> Path:
        """Where the template looks for a function's package."""
        return self.template.parents[1] / "target" / "lambda" / function / "bootstrap.zip"

    @property
    def packages(self) -> dict[str, Path]:
        """Every function's package."""
        return {function: self.package(function) for function in FUNCTIONS}

    @cached_property
    def session(self) -> boto3.Session:
        """The account that the environment says: keys, or a profile (SSO and `credential_process` too)."""
        return boto3.Session(region_name=self.region)

    def client(self, service: str) -> Any:
        """A client for that account."""
        return self.session.client(service)  # type: ignore[call-overload]  # the stubs know services by literal name only

    def parameter(self, name: str) -> str:
        """What a parameter will be: as given, else as deployed, else as the template says."""
        declared = self.declared.get(name, {})
        return self.given.get(name) or self.deployed.get(name) or str(declared.get("Default", ""))

    @cached_property
    def declared(self) -> dict[str, Any]:
        """The template's parameters."""
        parameters: dict[str, Any] = yaml_parse(self.template.read_text())["Parameters"]
        return parameters

    @cached_property
    def resources(self) -> dict[str, Any]:
        """The template's resources."""
        resources: dict[str, Any] = yaml_parse(self.template.read_text())["Resources"]
        return resources

    def described(self) -> dict[str, Any]:
        """What CloudFormation says of the stack now; nothing if there is none."""
        try:
            described: dict[str, Any] = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return {}
            raise Failed(f"The stack cannot be looked at: {error}") from None
        return described

    @cached_property
    def before(self) -> dict[str, Any]:
        """The stack as it was when the deployment began."""
        return self.described()

    @property
    def status(self) -> str:
        """The state that it was in; empty if there was none."""
        return str(self.before.get("StackStatus", ""))

    @property
    def new(self) -> bool:
        """Whether there is no stack yet, or only the shell that a first change set makes."""
        return self.status in ("", "REVIEW_IN_PROGRESS")

    @cached_property
    def deployed(self) -> dict[str, str]:
        """The parameters of the stack as it was; none if there was no stack."""
        return {each["ParameterKey"]: each["ParameterValue"] for each in self.before.get("Parameters", [])}


def assignments(text: str) -> dict[str, str]:
    """`A=1 B=2` as pairs."""
    found = [ASSIGNMENT.fullmatch(word) for word in text.split()]
    if not all(found):
        raise Failed(f"PARAMETERS is a list such as `LogLevel=debug ThrottlingRate=100`, not `{text}`.")
    return {each[1]: each[2] for each in found if each}
