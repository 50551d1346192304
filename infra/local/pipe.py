"""Carries recorded classifications to the bus on the local stack: `python -m infra.local.pipe ENDPOINT STACK`.

The emulator has pipes, and takes the template's, but delivers none to an event bus, filters nothing and fills in no
template. So this does, as the deployed template says and no other way: its filter, its input template, its batch size,
its source, type and bus. What it leaves out is how AWS retries (the age limit, the bisecting, the dead-letter queue): it
tries for ever, and keeps the order.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .deploy import client

PAUSE = 0.3
VARIABLE = re.compile(r"<\$\.([\w.]+)>")


@dataclass(frozen=True)
class Pipe:
    """What the deployed template says of its one pipe."""

    stream: str
    bus: str
    source: str
    detail_type: str
    patterns: list[str]
    template: str
    batch_size: int

    @classmethod
    def deployed(cls, endpoint_url: str, stack: str) -> Pipe:
        """Source and target as the emulator resolved them, the rest as it is written."""
        template = client("cloudformation", endpoint_url).get_template(StackName=stack, TemplateStage="Processed")
        resources = as_json(template["TemplateBody"])["Resources"].values()
        (properties,) = (it["Properties"] for it in resources if it["Type"] == "AWS::Pipes::Pipe")
        (resolved,) = client("pipes", endpoint_url).list_pipes()["Pipes"]
        parameters = properties["TargetParameters"]
        return cls(
            stream=resolved["Source"],
            bus=resolved["Target"],
            source=parameters["EventBridgeEventBusParameters"]["Source"],
            detail_type=parameters["EventBridgeEventBusParameters"]["DetailType"],
            patterns=[each["Pattern"] for each in properties["SourceParameters"]["FilterCriteria"]["Filters"]],
            template=parameters["InputTemplate"],
            batch_size=int(properties["SourceParameters"]["DynamoDBStreamParameters"]["BatchSize"]),
        )


def as_json(body: Any) -> Any:
    """A template's body: boto3 parses it, unless it came as YAML."""
    return json.loads(body) if isinstance(body, str) else body


def detail(template: str, record: dict[str, Any]) -> str:
    """The template with its variables filled in: a text without its quotes, anything else as JSON, nothing as ""."""

    def value(found: re.Match[str]) -> str:
        at: Any = record
        for name in found[1].split("."):
            at = at.get(name) if isinstance(at, dict) else None
        if at is None:
            return ""
        written = json.dumps(at)
        return written[1:-1] if isinstance(at, str) else written

    filled = VARIABLE.sub(value, template)
    return json.dumps(json.loads(filled))


class Carrier:
    """One pipe at work."""

    def __init__(self, pipe: Pipe, endpoint_url: str) -> None:
        self.pipe = pipe
        self.events = client("events", endpoint_url)
        self.streams = client("dynamodbstreams", endpoint_url)

    def carry(self) -> None:
        """Everything from the stream's beginning on, until this process is ended."""
        shards = self.streams.describe_stream(StreamArn=self.pipe.stream)["StreamDescription"]["Shards"]
        iterators = [self.iterator(shard["ShardId"]) for shard in shards]
        while True:
            iterators = [self.carry_page(each) for each in iterators]
            time.sleep(PAUSE)

    def iterator(self, shard: str) -> str:
        """The beginning of a shard."""
        start = self.streams.get_shard_iterator(
            StreamArn=self.pipe.stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )
        return str(start["ShardIterator"])

    def carry_page(self, iterator: str) -> str:
        """What is there; where to go on. A page that did not arrive is read again."""
        page = self.streams.get_records(ShardIterator=iterator)
        wanted = [record for record in map(plain, page["Records"]) if self.passes(record)]
        for batch in batches(wanted, self.pipe.batch_size):
            entries = [self.entry(record) for record in batch]
            if self.events.put_events(Entries=entries)["FailedEntryCount"]:
                return iterator
        return str(page["NextShardIterator"])

    def passes(self, record: dict[str, Any]) -> bool:
        """Whether a filter lets it through, by EventBridge's own matching."""
        event = {"id": "1", "account": "", "source": "", "time": "", "region": "", "resources": [], "detail-type": ""}
        text = json.dumps({**event, **record})
        return any(self.events.test_event_pattern(EventPattern=it, Event=text)["Result"] for it in self.pipe.patterns)

    def entry(self, record: dict[str, Any]) -> dict[str, str]:
        """The event that it becomes."""
        return {
            "Source": self.pipe.source,
            "DetailType": self.pipe.detail_type,
            "Detail": detail(self.pipe.template, record),
            "EventBusName": self.pipe.bus,
        }


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record as the stream wrote it: boto3 has made a date of its time."""
    parsed: dict[str, Any] = json.loads(json.dumps(record, default=str))
    return parsed


def batches(records: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Slices of at most so many."""
    for start in range(0, len(records), size):
        yield records[start : start + size]


if __name__ == "__main__":
    Carrier(Pipe.deployed(sys.argv[1], sys.argv[2]), sys.argv[1]).carry()
