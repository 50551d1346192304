"""Counts times prices."""

from __future__ import annotations

from dataclasses import dataclass

MILLION = 1_000_000

# Memory of the functions, in GB, as the template has it.
DOOR_GB = 128 / 1024
CONSUMER_GB = 256 / 1024
PUBLISH_GB = 128 / 1024


@dataclass(frozen=True)
class Prices:
    """Dollars for one of each, as `prices.json` says."""

    api_request: float
    lambda_request: float
    lambda_gb_second: float
    sqs_request: float
    write_unit: float
    read_unit: float
    bus_event: float
    log_gb: float


@dataclass(frozen=True)
class Counts:
    """How many of each an event needs, as `counts.json` says or `make bench` has measured."""

    api_calls_per_1000: float
    wru_per_event: float
    sqs_requests_per_event: float
    function_seconds_per_1000: float
    events_per_batch: float
    changes_per_batch: float
    publish_seconds_per_batch: float
    publish_seconds_per_lone_change: float
    reads_per_event: float
    door_seconds_per_event: float
    log_bytes_per_event: float
    log_bytes_per_lone_event: float
    single_call_seconds: float


Bill = dict[str, float]


def bills(counts: Counts, prices: Prices, per_call: float, per_item: float) -> tuple[Bill, Bill]:
    """This design's bill, and that of one which makes a call for each event as it comes."""
    ours = bill(counts, prices)
    ours["the classification API"] = MILLION * (counts.api_calls_per_1000 / 1000 * per_call + per_item)
    theirs = bill(call_per_event(counts), prices)
    theirs["the classification API"] = MILLION * (per_call + per_item)
    return ours, theirs


def call_per_event(counts: Counts) -> Counts:
    """The same system with batches of one: a send, a receive and a delete each, and an invocation that waits for it."""
    return Counts(
        **{
            **vars(counts),
            "api_calls_per_1000": 1000,
            "sqs_requests_per_event": 3,
            "function_seconds_per_1000": 1000 * counts.single_call_seconds,
            "events_per_batch": 1,
            "changes_per_batch": 1,
            "publish_seconds_per_batch": counts.publish_seconds_per_lone_change,
            "log_bytes_per_event": counts.log_bytes_per_lone_event,
        }
    )


def bill(counts: Counts, prices: Prices) -> Bill:
    """Everything of AWS that grows with the events."""
    invocations = 1 + 1 / counts.events_per_batch
    door = counts.door_seconds_per_event * DOOR_GB
    consumer = counts.function_seconds_per_1000 / 1000 * CONSUMER_GB
    publish = prices.lambda_request + counts.publish_seconds_per_batch * PUBLISH_GB * prices.lambda_gb_second
    each = {
        "API Gateway": prices.api_request,
        "Lambda, requests": invocations * prices.lambda_request,
        "Lambda, the door's seconds": door * prices.lambda_gb_second,
        "Lambda, the consumer's seconds": consumer * prices.lambda_gb_second,
        "SQS": counts.sqs_requests_per_event * prices.sqs_request,
        "DynamoDB, writes": counts.wru_per_event * prices.write_unit,
        "DynamoDB, reads": counts.reads_per_event * prices.read_unit,
        "Lambda, publishing": publish / counts.changes_per_batch,
        "the bus": prices.bus_event,
        "CloudWatch Logs": counts.log_bytes_per_event / 1e9 * prices.log_gb,
    }
    return {name: MILLION * dollars for name, dollars in each.items()}
