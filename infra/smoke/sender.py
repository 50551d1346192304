"""A sender that signs by Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any

from .target import Target

PATIENCE = 30.0


@dataclass(frozen=True)
class Reply:
    """What a sender is told, and how long that took."""

    status: int
    body: dict[str, Any]
    seconds: float


def signed(secret: str, message: str, body: bytes, now: int) -> dict[str, str]:
    """The headers of a delivery."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    proof = hmac.new(key, f"{message}.{now}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{base64.b64encode(proof).decode()}",
    }


def post(url: str, body: bytes, headers: dict[str, str]) -> Reply:
    """One request, whatever it is answered."""
    started = time.monotonic()
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return Reply(answer.status, as_json(answer.read()), time.monotonic() - started)
    except urllib.error.HTTPError as refusal:
        return Reply(refusal.code, as_json(refusal.read()), time.monotonic() - started)


def as_json(text: bytes) -> dict[str, Any]:
    """A body, if it is an object."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def send(target: Target, event: dict[str, Any]) -> Reply:
    """Post an event, rightly signed, under an id of its own."""
    body = json.dumps(event).encode()
    return post(target.url, body, signed(target.signing_secret, f"msg_{uuid.uuid4().hex}", body, int(time.time())))
