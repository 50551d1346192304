"""Queues: those that the test makes for itself, and the dead letters."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import ExitStack
from typing import Any

from infra.local.terminal import Failed

from .target import Target


def subscribe_to_bus(target: Target, cleanup: ExitStack, pattern: dict[str, Any]) -> str:
    """A queue with a rule on the bus; both are removed at the end."""
    url, arn = own_queue(target, cleanup, "events.amazonaws.com")
    events, bus, name = target.client("events"), target.outputs["EventBusName"], f"{target.stack}-smoke-{unique()}"
    cleanup.callback(events.delete_rule, EventBusName=bus, Name=name)
    cleanup.callback(events.remove_targets, EventBusName=bus, Rule=name, Ids=["queue"])
    events.put_rule(EventBusName=bus, Name=name, EventPattern=json.dumps({"source": ["tidewaiter"], **pattern}))
    events.put_targets(EventBusName=bus, Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    return url


def subscribe_to_topic(target: Target, cleanup: ExitStack) -> str:
    """A queue on the alarms' topic; both are removed at the end."""
    url, arn = own_queue(target, cleanup, "sns.amazonaws.com")
    sns = target.client("sns")
    subscribed = sns.subscribe(
        TopicArn=target.outputs["AlarmTopic"], Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True
    )
    cleanup.callback(sns.unsubscribe, SubscriptionArn=subscribed["SubscriptionArn"])
    return url


def own_queue(target: Target, cleanup: ExitStack, sender: str) -> tuple[str, str]:
    """A queue that a service may send to; it is removed at the end."""
    sqs = target.client("sqs")
    url = sqs.create_queue(QueueName=f"{target.stack}-smoke-{unique()}")["QueueUrl"]
    cleanup.callback(sqs.delete_queue, QueueUrl=url)
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    may_send = {"Effect": "Allow", "Principal": {"Service": sender}, "Action": "sqs:SendMessage", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may_send]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return url, arn


def unique() -> str:
    """A part of a name that nobody else has."""
    return uuid.uuid4().hex[:12]


def receive(target: Target, queue: str, seen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything that has come so far: an event of the bus, or what the topic says."""
    sqs = target.client("sqs")
    for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=2).get("Messages", []):
        body = json.loads(message["Body"])
        seen.append(json.loads(body["Message"]) if "Message" in body else body)
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return seen


def dead_letter(target: Target, event: str, patience: float) -> dict[str, Any]:
    """The dead letter of an event. Others are hidden for some seconds, and stay."""
    sqs, deadline = target.client("sqs"), time.monotonic() + patience
    while time.monotonic() < deadline:
        received = sqs.receive_message(
            QueueUrl=target.outputs["DlqUrl"],
            MaxNumberOfMessages=10,
            WaitTimeSeconds=2,
            VisibilityTimeout=10,
            MessageAttributeNames=["All"],
        )
        for message in received.get("Messages", []):
            if event in message["Body"]:
                return dict(message)
    raise Failed(f"{event} is not in the dead-letter queue within {patience:.0f} s")


def redrive(target: Target, letter: dict[str, Any]) -> None:
    """One letter back to its queue, as it was."""
    attributes = letter.get("MessageAttributes", {})
    target.client("sqs").send_message(
        QueueUrl=target.outputs["QueueUrl"], MessageBody=letter["Body"], MessageAttributes=attributes
    )
    remove(target, letter)


def remove(target: Target, letter: dict[str, Any]) -> None:
    """One letter, for good."""
    target.client("sqs").delete_message(QueueUrl=target.outputs["DlqUrl"], ReceiptHandle=letter["ReceiptHandle"])
