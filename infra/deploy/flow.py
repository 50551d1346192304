"""The way of one deployment: look, show, ask, change, wait."""

from __future__ import annotations

import os
import subprocess
from typing import Any

from botocore.exceptions import WaiterError

from infra.local.settings import ROOT
from infra.local.terminal import Failed, say

from . import checks
from .deployment import Deployment

SAM = ROOT / ".venv" / "sam" / "bin" / "sam"

# What holds events or answers. Replaced or removed, the stack begins anew with an empty one.
PRECIOUS = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::S3::Bucket")


def deploy(deployment: Deployment, *, sure: bool) -> int:
    """Deploy, unless something is wrong or the answer is no. Zero if the stack is as the working tree says."""
    show_where(deployment)
    faults = list(checks.problems(deployment))
    if faults:
        raise Failed("not deployed:\n" + "\n".join(f"  - {fault}" for fault in faults))
    changes = Changes.make(deployment)
    if changes is None:
        say("Nothing to change.")
        return 0
    changes.show()
    if not (sure or yes()):
        changes.drop()
        say("Nothing was changed.")
        return 1
    changes.execute()
    return 0


def show_where(deployment: Deployment) -> None:
    """Account, region and stack, before anything is said about them."""
    caller = deployment.client("sts").get_caller_identity()
    say(f"account   {caller['Account']}, as {caller['Arn']}")
    say(f"region    {deployment.client('cloudformation').meta.region_name}")
    say(f"stack     {deployment.stack} ({'an upgrade' if deployment.deployed else 'new'})")
    say(f"sources   {deployment.sources}")
    for name, value in deployment.given.items():
        say(f"parameter {name} = {value} (was {deployment.deployed.get(name, 'not set')})")


def yes() -> bool:
    """Only a whole `yes` is one."""
    return input("\nDeploy this? (yes/no) ").strip() == "yes"


class Changes:
    """A change set that was made, and not yet executed."""

    def __init__(self, deployment: Deployment, described: dict[str, Any]) -> None:
        self.cloudformation = deployment.client("cloudformation")
        self.stack = deployment.stack
        self.new = not deployment.deployed
        self.name = described["ChangeSetName"]
        self.changes = [change["ResourceChange"] for change in described.get("Changes", [])]

    @classmethod
    def make(cls, deployment: Deployment) -> Changes | None:
        """Upload the packages and have CloudFormation say what would change; nothing if nothing would."""
        before = change_sets(deployment)
        command = [str(SAM), "deploy", "--template-file", str(deployment.template), "--stack-name", deployment.stack]
        command += ["--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-execute-changeset", "--no-progressbar"]
        command += ["--no-fail-on-empty-changeset"]
        if deployment.given:
            command += ["--parameter-overrides", *(f"{name}={value}" for name, value in deployment.given.items())]
        environment = {**os.environ, "SAM_CLI_TELEMETRY": "0"}
        made = subprocess.run(
            command, env=environment, cwd=deployment.template.parent, capture_output=True, text=True
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

    def execute(self) -> None:
        """Make the changes, and wait for the end. If they fail, CloudFormation goes back by itself."""
        say("Deploying ...")
        self.cloudformation.execute_change_set(StackName=self.stack, ChangeSetName=self.name)
        waiter = self.cloudformation.get_waiter("stack_create_complete" if self.new else "stack_update_complete")
        try:
            waiter.wait(StackName=self.stack, WaiterConfig={"Delay": 2, "MaxAttempts": 900})
        except WaiterError:
            raise Failed("the changes failed and were taken back:\n" + "\n".join(self.failures())) from None
        for output in self.cloudformation.describe_stacks(StackName=self.stack)["Stacks"][0].get("Outputs", []):
            say(f"  {output['OutputKey']:<24} {output['OutputValue']}")

    def failures(self) -> list[str]:
        """What CloudFormation says of what failed, newest first."""
        events = self.cloudformation.describe_stack_events(StackName=self.stack)["StackEvents"]
        failed = (event for event in events if event["ResourceStatus"].endswith("_FAILED"))
        return [f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed]


def change_sets(deployment: Deployment) -> list[str]:
    """The names of the stack's change sets that can be executed, oldest first."""
    if not deployment.deployed and not exists(deployment):
        return []
    pages = deployment.client("cloudformation").get_paginator("list_change_sets").paginate(StackName=deployment.stack)
    ready = (each for page in pages for each in page["Summaries"] if each.get("ExecutionStatus") == "AVAILABLE")
    return [each["ChangeSetName"] for each in sorted(ready, key=lambda each: each["CreationTime"])]


def exists(deployment: Deployment) -> bool:
    """Whether there is a stack of this name, if only one that a change set has begun."""
    pages = deployment.client("cloudformation").get_paginator("describe_stacks").paginate()
    return any(stack["StackName"] == deployment.stack for page in pages for stack in page["Stacks"])


def endangers(change: dict[str, Any]) -> bool:
    """Whether something that holds events or answers would be put aside."""
    aside = change["Action"] == "Remove" or change.get("Replacement") in ("True", "Conditional")
    return change["ResourceType"] in PRECIOUS and aside


def verb(change: dict[str, Any]) -> str:
    """What would become of it."""
    return "removed" if change["Action"] == "Remove" else "replaced"
