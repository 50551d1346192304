"""A change set: made, shown, dropped or executed."""

from __future__ import annotations

import os
import subprocess
from typing import Any

from botocore.exceptions import WaiterError

from infra.local.settings import ROOT
from infra.local.terminal import Failed, say

from .deployment import Deployment

SAM = ROOT / ".venv" / "sam" / "bin" / "sam"

# What holds events or answers. Replaced or removed, the stack begins anew with an empty one.
PRECIOUS = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::S3::Bucket")

# An hour: a canary alone may take half of that.
PATIENCE = {"Delay": 2, "MaxAttempts": 1800}


class Changes:
    """A change set that was made, and not yet executed."""

    def __init__(self, deployment: Deployment, described: dict[str, Any]) -> None:
        self.cloudformation = deployment.client("cloudformation")
        self.stack = deployment.stack
        self.new = deployment.new
        self.name = described["ChangeSetName"]
        self.changes = [change["ResourceChange"] for change in described.get("Changes", [])]

    @classmethod
    def make(cls, deployment: Deployment) -> Changes | None:
        """Upload the packages and have CloudFormation say what would change; nothing if nothing would."""
        before = change_sets(deployment)
        made = subprocess.run(
            command(deployment),
            env=environment(deployment),
            cwd=deployment.template.parent,
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            raise Failed(f"no change set:\n{made.stdout[-4000:]}{made.stderr[-4000:]}")
        names = [name for name in change_sets(deployment) if name not in before]
        if not names:
            return None
        described = deployment.client("cloudformation").describe_change_set(
            StackName=deployment.stack, ChangeSetName=names[-1]
        )
        return cls(deployment, described)

    def show(self) -> None:
        """One line each, what replaces or removes something precious last and loudest."""
        say("\nWhat would change:")
        for change in self.changes:
            say(f"  {change['Action']:<8} {change['LogicalResourceId']:<32} {change['ResourceType']}")
        for change in filter(endangers, self.changes):
            say(f"  !! {change['LogicalResourceId']} would be {verb(change)}: what is in it stays behind.")

    def drop(self) -> None:
        """Leave no change set behind, nor the empty stack that a first one makes."""
        self.cloudformation.delete_change_set(StackName=self.stack, ChangeSetName=self.name)
        if self.new:
            self.cloudformation.delete_stack(StackName=self.stack)

    def execute(self, *, keep: bool) -> list[str]:
        """Make the changes, and wait for the end. What failed; nothing if nothing did.

        With `keep`, what was made before the failure stays, for the next change set to go on from. Otherwise
        CloudFormation takes everything back by itself.
        """
        started = self.newest_event()
        self.cloudformation.execute_change_set(StackName=self.stack, ChangeSetName=self.name, DisableRollback=keep)
        waiter = self.cloudformation.get_waiter("stack_create_complete" if self.new else "stack_update_complete")
        try:
            waiter.wait(StackName=self.stack, WaiterConfig=PATIENCE)
        except WaiterError:
            return self.failures(started) or ["CloudFormation does not say why."]
        return []

    def newest_event(self) -> str:
        """Where the stack's history ends now."""
        events = self.cloudformation.describe_stack_events(StackName=self.stack)["StackEvents"]
        return str(events[0]["EventId"]) if events else ""

    def failures(self, since: str) -> list[str]:
        """What CloudFormation says of what has failed since an event, newest first."""
        failed = []
        for event in self.cloudformation.describe_stack_events(StackName=self.stack)["StackEvents"]:
            if event["EventId"] == since:
                break
            if event["ResourceStatus"].endswith("_FAILED"):
                failed.append(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}")
        return failed


def command(deployment: Deployment) -> list[str]:
    """How `sam` is asked for a change set."""
    asked = [str(SAM), "deploy", "--template-file", str(deployment.template), "--stack-name", deployment.stack]
    asked += ["--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-execute-changeset", "--no-progressbar"]
    asked += ["--no-fail-on-empty-changeset"]
    if deployment.given:
        asked += ["--parameter-overrides", *(f"{name}={value}" for name, value in deployment.given.items())]
    return asked


def environment(deployment: Deployment) -> dict[str, str]:
    """What `sam` is run in: the same region, by the name that it reads."""
    region = deployment.client("cloudformation").meta.region_name
    return {**os.environ, "AWS_REGION": region, "AWS_DEFAULT_REGION": region, "SAM_CLI_TELEMETRY": "0"}


def change_sets(deployment: Deployment) -> list[str]:
    """The names of the stack's change sets that can be executed, oldest first."""
    if not deployment.described():
        return []
    pages = deployment.client("cloudformation").get_paginator("list_change_sets").paginate(StackName=deployment.stack)
    ready = (each for page in pages for each in page["Summaries"] if each.get("ExecutionStatus") == "AVAILABLE")
    return [each["ChangeSetName"] for each in sorted(ready, key=lambda each: each["CreationTime"])]


def endangers(change: dict[str, Any]) -> bool:
    """Whether something that holds events or answers would be put aside."""
    aside = change["Action"] == "Remove" or change.get("Replacement") in ("True", "Conditional")
    return change["ResourceType"] in PRECIOUS and aside


def verb(change: dict[str, Any]) -> str:
    """What would become of it."""
    return "removed" if change["Action"] == "Remove" else "replaced"
