"""What must be so before anything is deployed. Each check returns what is wrong, in words that say how to mend it."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.settings import READ_SOURCES, ROOT

from .deployment import Deployment

# `e_machine` of a program (ELF header, offset 18), by the template's word for it.
MACHINES = {"arm64": b"\xb7\x00", "x86_64": b"\x3e\x00"}

# What a package is built from.
BUILT_FROM = ("functions", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml")


def problems(deployment: Deployment) -> Iterator[str]:
    """Everything that is wrong, what needs no account first."""
    yield from parameters(deployment)
    for function, package in deployment.packages.items():
        yield from packaged(deployment, function, package)
    checked, faults = sources(deployment)
    yield from faults
    for reference in sorted(references(checked)):
        yield from secret(deployment, reference)


def parameters(deployment: Deployment) -> Iterator[str]:
    """Parameters that the template does not have would be ignored without a word."""
    for name in deployment.given.keys() - deployment.declared.keys():
        yield f"PARAMETERS: the template has no {name}; it has {', '.join(deployment.declared)}."


def packaged(deployment: Deployment, function: str, package: Path) -> Iterator[str]:
    """A package is there, for this architecture, newer than what it is built from, with the sources file that it reads."""
    shown = package.relative_to(deployment.template.parents[1])
    if not package.is_file():
        yield f"{shown} is not there: `make build`."
        return
    architecture = deployment.parameter("Architecture")
    with zipfile.ZipFile(package) as archive:
        with archive.open("bootstrap") as program:
            machine = program.read(20)[18:20]
        packed = archive.read("sources.toml") if "sources.toml" in archive.namelist() else None
    if machine != MACHINES[architecture]:
        yield f"{shown} is not built for {architecture}: `make build ARCH={architecture.replace('_', '-')}`."
    if newest(BUILT_FROM) > package.stat().st_mtime:
        yield f"{shown} is older than the source of the {function}: `make build`."
    if function in READ_SOURCES and packed != deployment.sources.read_bytes():
        yield f"{shown} does not hold {deployment.sources.name} as it is: `make build`."


def newest(names: tuple[str, ...]) -> float:
    """When the youngest of these files was changed."""
    files = [each for name in names for each in [ROOT / name, *(ROOT / name).rglob("*")] if each.is_file()]
    return max(each.stat().st_mtime for each in files)


def sources(deployment: Deployment) -> tuple[dict[str, Any], list[str]]:
    """What the operator's command reads in the sources file, and every fault that it finds."""
    # Not by its package: chosen from the whole workspace, it is built of the same libraries as everything else.
    command = ["cargo", "run", "--quiet", "--bin", "tidewaiter", "--", "sources", "check", "--json"]
    result = subprocess.run(
        [*command, "--sources", str(deployment.sources)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    checked = json.loads(result.stdout) if result.stdout else {}
    if result.returncode == 0:
        return checked, []
    return {}, [f"{deployment.sources.name} has faults: {result.stdout.strip() or 'see above.'}"]


def references(checked: dict[str, Any]) -> set[str]:
    """Every secret that the sources file names."""
    senders = {secret["reference"] for source in checked.get("sources", []) for secret in source["secrets"]}
    stores = {source["hydrate"]["key"] for source in checked.get("sources", []) if source.get("hydrate")}
    stores |= {source["feed"]["key"] for source in checked.get("sources", []) if source.get("feed")}
    return senders | stores | {api["key"] for api in checked.get("apis", []) if api.get("key")}


def secret(deployment: Deployment, reference: str) -> Iterator[str]:
    """A secret is one that the functions may read, and it is there. Its value is not looked at."""
    place, _, name = reference.partition("#")[0].partition(":")
    prefix = deployment.parameter("SecretsPrefix")
    if place != "secretsmanager":
        yield f"{reference}: only secrets of Secrets Manager can be deployed; `env:` is for development."
    elif not name.startswith(prefix):
        yield f"{reference}: the functions may read secrets that begin with `{prefix}` (SecretsPrefix), and no others."
    elif not stored(deployment, name):
        yield f"{reference}: not in Secrets Manager. `aws secretsmanager create-secret --name {name} --secret-string …`"


def stored(deployment: Deployment, name: str) -> bool:
    """Whether the secret is there, with a value, and not about to be deleted."""
    try:
        described = deployment.client("secretsmanager").describe_secret(SecretId=name)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return False
        raise
    stages = (stage for stages in described.get("VersionIdsToStages", {}).values() for stage in stages)
    return "AWSCURRENT" in stages and "DeletedDate" not in described
