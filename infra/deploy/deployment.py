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

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Deployment:
        """The variables of `make deploy`."""
        stack = environment.get("STACK", "")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,40}", stack):
            raise Failed("Say which stack: `make deploy STACK=name` (a letter, then letters, digits, hyphens; 41 at most).")
        return cls(
            stack=stack,
            template=ROOT / "infra" / "template.yaml",
            sources=ROOT / (environment.get("SOURCES") or "infra/sources.toml"),
            given=assignments(environment.get("PARAMETERS", "")),
        )

    def package(self, function: str) -> Path:
        """Where the template looks for a function's package."""
        return self.template.parents[1] / "target" / "lambda" / function / "bootstrap.zip"

    @property
    def packages(self) -> dict[str, Path]:
        """Every function's package."""
        return {function: self.package(function) for function in FUNCTIONS}

    def client(self, service: str) -> Any:
        """A client for the account that the environment says."""
        return boto3.client(service)  # type: ignore[call-overload]  # the stubs know services by literal name only

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
    def deployed(self) -> dict[str, str]:
        """The parameters of the stack as it is; none if there is no stack."""
        try:
            described = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return {}
            raise Failed(f"The stack cannot be looked at: {error}") from None
        return {each["ParameterKey"]: each["ParameterValue"] for each in described.get("Parameters", [])}


def assignments(text: str) -> dict[str, str]:
    """`A=1 B=2` as pairs."""
    found = [ASSIGNMENT.fullmatch(word) for word in text.split()]
    if not all(found):
        raise Failed(f"PARAMETERS is a list such as `LogLevel=debug ThrottlingRate=100`, not `{text}`.")
    return {each[1]: each[2] for each in found if each}
