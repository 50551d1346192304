"""What is tried, each step by itself. A step that cannot be tried here says why."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from infra.local.terminal import Failed

from . import queues, sender
from .target import TENANT, Target

# Seconds for what takes several looks: a queue that wakes up, a message that goes its laps.
PATIENCE = 300.0
LONG_BODY = 5_000_000

# A refused message goes as many laps as the queue lets it (25), each of some seconds on AWS.
LAPS = 1200.0


class Skipped(Exception):
    """A step that cannot be tried here, and why."""


def the_door_refuses_strangers(target: Target, _: ExitStack) -> None:
    """Unsigned 401, unknown path 404, both as problems."""
    expect(sender.post(target.url, b"{}", {}).status, 401, "an unsigned delivery")
    nowhere = sender.post(target.url.rsplit("/", 1)[0] + "/no-such-source", b"{}", {})
    expect(nowhere.status, 404, "an unknown source")


def a_signed_event_goes_all_the_way(target: Target, _: ExitStack) -> None:
    """Through the public URL, the queue and the consumer, to `done` in the ledger. It asks the API nothing."""
    reply = sender.send(target, {"type": "ping"})
    accepted(target, reply)
    until(f"{reply.body['event_id']} is done", lambda: phase(target, reply.body["event_id"]) == "done")


def a_long_body_goes_through_the_door(target: Target, _: ExitStack) -> None:
    """5 MB, in the memory and the two seconds that the door has."""
    event = {"type": "ping", "padding": "x" * LONG_BODY}
    reply = sender.send(target, event)
    if reply.status == 503:
        # As every sender does. The first may have met a cold start.
        reply = sender.send(target, event)
    if reply.status == 413:
        raise Skipped(f"the source {target.source} takes no 5 MB: give it body_limit_kib = 6144")
    if reply.status == 503 and target.local:
        raise Skipped("the door of the local stack is not optimised, and has not made it in its 2 s on this machine")
    accepted(target, reply)


def a_record_reaches_a_subscriber_unharmed(target: Target, cleanup: ExitStack) -> None:
    """A row with quotation marks and backslashes, and without most fields, through the bus to a queue of its own."""
    item = f'smoke 12" tube \\ "½" {uuid.uuid4().hex}'
    queue = queues.subscribe_to_bus(target, cleanup, {"detail": {"tenant": [TENANT]}})
    write_row(target, cleanup, item)
    events: list[dict[str, Any]] = []
    until("the event arrives", lambda: [it for it in queues.receive(target, queue, events) if it["detail"]["item_id"] == item])
    detail = next(it["detail"] for it in events if it["detail"]["item_id"] == item)
    expect(detail["outcome"], "failed", "the outcome")
    expect(detail["recorded_at_ms"], 1, "a number")
    expect("hts_code" in detail, False, "a field that the row has not")


def a_poison_record_goes_to_the_dead_letters_and_is_redriven(target: Target, cleanup: ExitStack) -> None:
    """Refused, found in the dead-letter queue, sent to the queue again as a redrive does, refused again, removed."""
    reply = sender.send(target, {"type": "smoke.of-no-listed-type"})
    accepted(target, reply)
    event = reply.body["event_id"]
    letter = queues.dead_letter(target, event, LAPS)
    queues.redrive(target, letter)
    queues.remove(target, queues.dead_letter(target, event, LAPS))


def every_alarm_tells_the_topic(target: Target, cleanup: ExitStack) -> None:
    """Each is set off once, by hand, and a queue of its own on the topic hears of each."""
    queue = queues.subscribe_to_topic(target, cleanup)
    cloudwatch = target.client("cloudwatch")
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{target.stack}-")
    alarms = {it["AlarmName"]: it["StateValue"] for page in pages for it in page["MetricAlarms"]}
    for name in alarms:
        cleanup.callback(cloudwatch.set_alarm_state, AlarmName=name, StateValue="OK", StateReason="end of a smoke test")
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="a smoke test begins")
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a smoke test")
    heard: list[dict[str, Any]] = []
    silent = set(alarms)

    def all_heard() -> bool:
        told = queues.receive(target, queue, heard)
        silent.difference_update(it["AlarmName"] for it in told if it["NewStateValue"] == "ALARM")
        return not silent

    until(lambda: f"{len(silent)} alarms tell the topic: {', '.join(sorted(silent))}", all_heard)


STEPS: tuple[Callable[[Target, ExitStack], None], ...] = (
    the_door_refuses_strangers,
    a_signed_event_goes_all_the_way,
    a_long_body_goes_through_the_door,
    a_record_reaches_a_subscriber_unharmed,
    a_poison_record_goes_to_the_dead_letters_and_is_redriven,
    every_alarm_tells_the_topic,
)


def accepted(target: Target, reply: sender.Reply) -> None:
    """The door has taken it, under an id."""
    if reply.status == 404:
        raise Failed(f"the stack has no source {target.source}: see `[source.heartbeat]` in infra/sources.example.toml")
    expect(reply.status, 202, "a signed delivery")


def expect(found: Any, wanted: Any, what: str) -> None:
    """Say what was found where something else should be."""
    if found != wanted:
        raise Failed(f"{what}: {found!r}, not {wanted!r}")


def until(what: str | Callable[[], str], look: Callable[[], Any]) -> None:
    """Look until it is so, or the patience is over."""
    deadline = time.monotonic() + PATIENCE
    while not look():
        if time.monotonic() > deadline:
            raise Failed(f"not within {PATIENCE:.0f} s: {what if isinstance(what, str) else what()}")
        time.sleep(0.5)


def phase(target: Target, event: str) -> str | None:
    """What the ledger says of an event of the test's source."""
    key = {"event": {"S": f"{target.source}#{tenant(target)}#{event}"}}
    row = target.client("dynamodb").get_item(TableName=target.outputs["LedgerTable"], Key=key, ConsistentRead=True)
    found: str | None = row.get("Item", {}).get("phase", {}).get("S")
    return found


def tenant(target: Target) -> str:
    """Whose events the source brings: `heartbeat`'s own, or those of a source that is tried in its place."""
    return TENANT if target.source == "heartbeat" else "acme"


def write_row(target: Target, cleanup: ExitStack, item: str) -> None:
    """A row as the consumer writes them, but for what it leaves out; removed at the end."""
    dynamodb, table = target.client("dynamodb"), target.outputs["ClassificationsTable"]
    key = {"item": {"S": f"{TENANT}#{item}"}, "state": {"S": "#received#smoke#result"}}
    cleanup.callback(dynamodb.delete_item, TableName=table, Key=key)
    row = {"tenant": {"S": TENANT}, "item_id": {"S": item}, "outcome": {"S": "failed"}, "recorded_at": {"N": "1"}}
    dynamodb.put_item(TableName=table, Item={**key, **row})
