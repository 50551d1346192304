"""The consumer: each event once, one call of the API for each of its items, the answers into a table."""

import json
import os

import boto3
import urllib3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

RETENTION_SECONDS = 45 * 24 * 3600

logger = Logger(service="consumer")
processor = BatchProcessor(event_type=EventType.SQS)
config = IdempotencyConfig(event_key_jmespath="[source, id]", expires_after_seconds=RETENTION_SECONDS)
store = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])
dynamodb = boto3.client("dynamodb")
http = urllib3.PoolManager()


@idempotent_function(data_keyword_argument="event", config=config, persistence_store=store)
def classify(event: dict) -> None:
    """Ask for each item, and record what is answered."""
    body = json.loads(event["body"])
    for item in body["data"]["items"]:
        record(event, item["item_id"], body["timestamp"], ask(item))
    logger.info("recorded", extra={"event_id": event["id"]})


def ask(item: dict) -> dict:
    """One call of the API."""
    url = f"{os.environ['CLASSIFIER_URL']}/openapi/v1/tariff"
    key = parameters.get_secret("tidewaiter/classifier", max_age=300)
    response = http.request("POST", url, json=item, headers={"X-Api-Key": key}, timeout=60, retries=False)
    if response.status != 200:
        raise RuntimeError(f"the API answered {response.status}")
    return response.json()


def record(event: dict, item_id: str, version: str, answer: dict) -> None:
    """One row for each version of an item."""
    row = {
        "item": item_id,
        "state": version,
        "event_id": event["id"],
        "hts_code": answer.get("hts_code") or "",
        "status": answer["status"],
        "answer": json.dumps(answer),
    }
    typed = {name: {"S": value} for name, value in row.items()}
    dynamodb.put_item(TableName=os.environ["CLASSIFICATIONS_TABLE"], Item=typed)


def handle(record: SQSRecord) -> None:
    """What the batch processor calls for each record."""
    classify(event=record.json_body)


def handler(event: dict, context: object) -> dict:
    """What Lambda calls."""
    config.register_lambda_context(context)
    return process_partial_response(event=event, record_handler=handle, processor=processor, context=context)
