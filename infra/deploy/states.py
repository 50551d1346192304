"""The state that a stack is in: which can be deployed over, and the way out of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .deployment import Deployment

# A first deployment that failed and was taken back: AWS allows nothing but to delete it.
DEAD = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")

# What to do with what outlived a stack, by its type: to go on with it, and to be rid of it.
LEFT_BEHIND = {
    "AWS::DynamoDB::Table": (
        "aws dynamodb update-table --no-deletion-protection-enabled --table-name {id}; "
        "aws dynamodb delete-table --table-name {id}"
    ),
    "AWS::S3::Bucket": "aws s3 rb --force s3://{id}",
    "AWS::SQS::Queue": "aws sqs delete-queue --queue-url {id}",
    "AWS::Lambda::Version": "",  # it goes with its function
}
ADOPTED_BY = {
    "LedgerTable": "ExistingLedgerTable={id}",
    "ClassificationsTable": "ExistingClassificationsTable={id} ExistingClassificationsStream={label}",
    "BodiesBucket": "ExistingBodiesBucket={id}",
}


def problems(deployment: Deployment) -> Iterator[str]:
    """Why nothing can be deployed over the stack as it is, and what to do."""
    stack, status = deployment.stack, deployment.status
    if status in DEAD:
        yield way_out(deployment)
    elif status == "UPDATE_ROLLBACK_FAILED":
        yield (
            f"{stack} is in {status}: an upgrade failed, and so did going back. "
            f"`aws cloudformation continue-update-rollback --stack-name {stack}`, then again."
        )
    elif status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
        yield f"{stack} is in {status}: somebody is deploying it. Wait for the end, then again."


def way_out(deployment: Deployment) -> str:
    """How a dead stack is removed, with a line for each resource that outlives it."""
    lines = [
        f"{deployment.stack} is in {deployment.status}: its first deployment failed, and AWS lets nothing be deployed over "
        "that. Remove it, then again:",
        f"      aws cloudformation delete-stack --stack-name {deployment.stack}",
    ]
    for resource in left_behind(deployment):
        lines += said_of(deployment, resource)
    return "\n".join(lines)


def left_behind(deployment: Deployment) -> list[dict[str, Any]]:
    """The resources that are still there, and that deleting the stack will not remove: by their newest events."""
    pages = deployment.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=deployment.stack)
    newest: dict[str, dict[str, Any]] = {}
    for event in (event for page in pages for event in page["StackEvents"]):
        newest.setdefault(event["LogicalResourceId"], event)
    stays = ("DELETE_SKIPPED", "DELETE_FAILED", "CREATE_COMPLETE")
    return [it for it in newest.values() if it["ResourceType"] in LEFT_BEHIND and it["ResourceStatus"] in stays]


def said_of(deployment: Deployment, resource: dict[str, Any]) -> list[str]:
    """What stayed, how to go on with it, how to be rid of it."""
    name, found = resource["LogicalResourceId"], resource["PhysicalResourceId"]
    lines = [f"    {name} ({found}) stays."]
    if name in ADOPTED_BY:
        label = stream_label(deployment, found) if name == "ClassificationsTable" else ""
        lines.append(f"      go on with it:  PARAMETERS=\"{ADOPTED_BY[name].format(id=found, label=label)} …\"")
    if command := LEFT_BEHIND[resource["ResourceType"]]:
        lines.append(f"      or remove it:   {command.format(id=found)}")
    return lines


def stream_label(deployment: Deployment, table: str) -> str:
    """The label of a table's stream."""
    described = deployment.client("dynamodb").describe_table(TableName=table)["Table"]
    return str(described.get("LatestStreamLabel", "…"))
