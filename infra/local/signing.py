"""The secrets that the sources name: read from the checked sources file, made up, and put where they are looked for."""

from __future__ import annotations

import base64
import json
import secrets as random
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .settings import ROOT
from .terminal import Failed

# What the events in `events/ingress` are signed with, so that `make invoke` finds them rightly signed.
SAMPLE_SECRET = "tidewaiter-sample-secret"

# The key pairs that are good for nothing but samples and tests: the receiver's half, and the sender's.
KEYS = ROOT / "events" / "keys"
PUBLIC_KEYS = ("rsa", "p256", "ed25519")


@dataclass(frozen=True)
class Secrets:
    """Made-up values, by where a function looks for them, and for each source the one that its sender signs with."""

    stored: dict[str, str]
    environment: dict[str, str]
    senders: dict[str, str]


def make_up(programs: Path, sources: Path) -> Secrets:
    """A value for every secret that the sources file refers to. Sources that share a reference share its value."""
    checked = check(programs, sources)
    kinds = {secret["reference"]: secret["key"] for source in checked["sources"] for secret in source["secrets"]}
    kinds |= {api["key"]: "utf8" for api in checked["apis"] if api.get("key")}
    kinds |= {source["hydrate"]["key"]: "utf8" for source in checked["sources"] if source.get("hydrate")}
    kinds |= {source["feed"]["key"]: "utf8" for source in checked["sources"] if source.get("feed")}
    values = {reference: value_of(kind) for reference, kind in kinds.items()}
    senders = {
        source["name"]: sender_of(secret["key"], values[secret["reference"]])
        for source in checked["sources"]
        for secret in source["secrets"][:1]
    }
    return Secrets(in_objects(under("secretsmanager:", values)), under("env:", values), senders)


def check(programs: Path, sources: Path) -> dict[str, list[dict[str, Any]]]:
    """Let the operator's command read the file, so that there is one reading of it, and one list of its faults."""
    command = [str(programs / "tidewaiter"), "sources", "check", "--sources", str(sources), "--json"]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        raise Failed(f"{sources} has faults: {result.stdout.strip() or 'see above.'}")
    checked: dict[str, list[dict[str, Any]]] = json.loads(result.stdout)
    return checked


def value_of(kind: str) -> str:
    """A random secret, written as the kind of key that is made from it; for a plain one, and for a public key, the samples' own."""
    if kind in PUBLIC_KEYS:
        return (KEYS / f"{kind}.pub.pem").read_text()
    raw = random.token_bytes(32)
    written = base64.b64encode(raw).decode()
    return {"whsec": f"whsec_{written}", "base64": written, "hex": raw.hex()}.get(kind, SAMPLE_SECRET)


def sender_of(kind: str, value: str) -> str:
    """What a sender signs with, where the receiver has this: the same secret, or the other half of its key."""
    return (KEYS / f"{kind}.pem").read_text() if kind in PUBLIC_KEYS else value


def in_objects(values: dict[str, str]) -> dict[str, str]:
    """The values by the names of their secrets: those that are one of several (`NAME#key`) as JSON objects."""
    objects: dict[str, dict[str, str]] = {}
    for name, key, value in ((*reference.partition("#")[::2], value) for reference, value in values.items() if "#" in reference):
        objects.setdefault(name, {})[key] = value
    plain = {name: value for name, value in values.items() if "#" not in name}
    return plain | {name: json.dumps(members) for name, members in objects.items()}


def under(prefix: str, values: dict[str, str]) -> dict[str, str]:
    """The values whose reference begins so, by the rest of the reference."""
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
