"""The door: a signed delivery (Standard Webhooks) goes into the queue, and is answered with 202."""

import base64
import hashlib
import hmac
import json
import os
import time

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, UnauthorizedError
from aws_lambda_powertools.utilities import parameters

TOLERANCE_SECONDS = 300

logger = Logger(service="door")
app = APIGatewayHttpResolver()
sqs = boto3.client("sqs")


@app.post("/webhook/v1/<source>")
def receive(source: str) -> Response:
    """Verify first, parse then, and send."""
    event = app.current_event
    event_id = verified(source, event.headers, event.decoded_body or "")
    try:
        json.loads(event.decoded_body)
    except ValueError as error:
        raise BadRequestError("not JSON") from error
    message = json.dumps({"source": source, "id": event_id, "body": event.decoded_body})
    sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=message)
    logger.info("accepted", extra={"source": source, "event_id": event_id})
    return Response(status_code=202, content_type="application/json", body=json.dumps({"event_id": event_id}))


def verified(source: str, headers: dict, body: str) -> str:
    """The event's id, if its signature is right and its time is near."""
    event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise UnauthorizedError("too old or too new")
    secret = parameters.get_secret(f"tidewaiter/{source}", max_age=300)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(digest)
    given = headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(expected, signature.encode()) for signature in given):
        raise UnauthorizedError("wrong signature")
    return event_id


def handler(event: dict, context: object) -> dict:
    """What Lambda calls."""
    return app.resolve(event, context)
