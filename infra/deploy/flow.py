"""The way of one deployment: look, show, ask, change, wait."""

from __future__ import annotations

from infra.local.terminal import Failed, say

from . import account, checks, pager, states
from .changes import Changes
from .deployment import Deployment


def deploy(deployment: Deployment, *, sure: bool) -> int:
    """Deploy, unless something is wrong or the answer is no. Zero if the stack is as the working tree says."""
    show_where(deployment)
    refuse(deployment)
    show_upload(deployment)
    changes = Changes.make(deployment)
    if changes is None:
        say("Nothing to change.")
        return 0
    changes.show()
    if not (sure or yes()):
        changes.drop()
        say("Nothing was changed.")
        return 1
    say("Deploying ...")
    execute(deployment, changes)
    show_outcome(deployment)
    return 0


def show_where(deployment: Deployment) -> None:
    """Account, region and stack, before anything is said about them."""
    caller = deployment.client("sts").get_caller_identity()
    say(f"account   {caller['Account']}, as {caller['Arn']}")
    say(f"region    {deployment.client('cloudformation').meta.region_name}")
    say(f"stack     {deployment.stack} ({'new' if deployment.new else 'an upgrade'})")
    say(f"sources   {deployment.sources}")
    for name, value in deployment.given.items():
        say(f"parameter {name} = {value} (was {deployment.deployed.get(name, 'not set')})")


def refuse(deployment: Deployment) -> None:
    """Everything that is wrong, at once. What state the stack is in goes first: nothing else counts then."""
    faults = list(states.problems(deployment)) or [*checks.problems(deployment), *account.problems(deployment)]
    if faults:
        raise Failed("not deployed:\n" + "\n".join(f"  - {fault}" for fault in faults))


def show_upload(deployment: Deployment) -> None:
    """What leaves this machine before the question: CloudFormation says what would change of what it has only."""
    say("Uploading to the bucket of the SAM CLI (made in this account, if it is not there), before anything is asked:")
    for package in deployment.packages.values():
        say(f"  {package.relative_to(deployment.template.parents[1])} ({package.stat().st_size / 1e6:.1f} MB)")
    say(f"  {deployment.template.name}, and {deployment.sources.name} in the packages: names of secrets, never their values")


def yes() -> bool:
    """Only a whole `yes` is one."""
    return input("\nDeploy this? (yes/no) ").strip() == "yes"


def execute(deployment: Deployment, changes: Changes) -> None:
    """Make the changes.

    A first deployment keeps what it has made when it fails, and goes on once: AWS sometimes refuses a role or a stream
    that is seconds old. Taken back, it would leave a stack that nothing can be deployed over, and tables that stay.
    """
    failures = changes.execute(keep=deployment.new)
    if failures and deployment.new:
        say("Failed, and what was made is kept:\n" + listed(failures) + "\nGoing on from there ...")
        failures = go_on(deployment)
    if failures:
        raise Failed(ended_badly(deployment) + "\n" + listed(failures))


def go_on(deployment: Deployment) -> list[str]:
    """A second change set over a first deployment that failed. What failed again."""
    again = Deployment(deployment.stack, deployment.template, deployment.sources, deployment.given, deployment.region)
    changes = Changes.make(again)
    return changes.execute(keep=True) if changes else []


def ended_badly(deployment: Deployment) -> str:
    """What became of a deployment that failed."""
    if deployment.new:
        return "the deployment failed twice. What was made is kept: mend what is wrong, and `make deploy` goes on from there."
    return "the changes failed and were taken back:"


def listed(failures: list[str]) -> str:
    """One line each."""
    return "\n".join(f"  {failure}" for failure in failures)


def show_outcome(deployment: Deployment) -> None:
    """Where everything is, and what keeps alarms from a person."""
    outputs = {each["OutputKey"]: each["OutputValue"] for each in deployment.described().get("Outputs", [])}
    for name, value in outputs.items():
        say(f"  {name:<24} {value}")
    for warning in pager.warnings(deployment, outputs["AlarmTopic"]):
        say(f"!! {warning}")
