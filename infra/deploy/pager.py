"""Who will be told of alarms."""

from __future__ import annotations

from collections.abc import Iterator

from .deployment import Deployment


def warnings(deployment: Deployment, topic: str) -> Iterator[str]:
    """What keeps alarms from a person: nobody has subscribed, or has not confirmed yet."""
    pages = deployment.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    subscriptions = [each for page in pages for each in page["Subscriptions"]]
    if not subscriptions:
        yield "Nobody is told of alarms: subscribe whoever is on duty to the topic AlarmTopic, or give PagerEmail."
    for each in subscriptions:
        if not each["SubscriptionArn"].startswith("arn:"):
            yield f"{each['Endpoint']} is not told of alarms yet: the subscription waits to be confirmed (a mail was sent)."
