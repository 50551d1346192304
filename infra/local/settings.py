"""What the caller chose, and the surroundings in which everything runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).absolute().parents[2]
FUNCTIONS = ("ingress", "consumer", "dispatcher", "reconcile", "publish")
# Those that read the sources file, which is packed beside them.
READ_SOURCES = ("ingress", "consumer", "dispatcher", "reconcile")
STACK_NAME = "tidewaiter"
REGION = "us-east-1"
SECRETS_PREFIX = "tidewaiter/"


@dataclass(frozen=True)
class Settings:
    """The variables of the Makefile, parsed. Paths are absolute."""

    state: Path
    sources: Path
    port: int | None
    log_level: str
    by: Literal["sam", "cdk"]

    @classmethod
    def from_environment(cls) -> Settings:
        """An empty variable counts as not given: that is what `make` passes on."""
        port = os.environ.get("PORT")
        return cls(
            state=ROOT / (os.environ.get("STATE") or ".local"),
            sources=ROOT / (os.environ.get("SOURCES") or "infra/sources.toml"),
            port=int(port) if port else None,
            log_level=os.environ.get("LOG_LEVEL") or "info",
            by="cdk" if os.environ.get("BY") == "cdk" else "sam",
        )

    @property
    def stack_file(self) -> Path:
        """Where everything is, for people, tests and the operator's command."""
        return self.state / "stack.json"

    def log(self, name: str) -> Path:
        """The log of one of the stack's programs, or of one step of the way up."""
        return self.state / f"{name}.log"


def leave_the_cloud_behind() -> None:
    """Forget real credentials and profiles, and ask no proxy for the loopback interface.

    Nothing here may ever reach a real account. `AWS_LC_*` stay: they belong to a library's build, and changing them
    would have it built again.
    """
    for name in [*os.environ]:
        if name.startswith("AWS_") and not name.startswith("AWS_LC_"):
            del os.environ[name]
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


def cloud_environment(endpoint_url: str) -> dict[str, str]:
    """What an AWS client needs to find the local AWS."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint_url,
    }


def clean_environment(state: Path) -> dict[str, str]:
    """The little that a program of the stack inherits: its home and its temporary files are the stack's own."""
    scratch = state / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch)}
