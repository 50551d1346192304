"""What the account must have before anything is deployed into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from .deployment import Deployment

# What the others need at the least, beside the consumers: a burst of senders, a dispatcher, a shard or two.
BESIDE_CONSUMERS = 5

# What Lambda keeps free of reservations in every account.
NEVER_RESERVED = 100


def problems(deployment: Deployment) -> Iterator[str]:
    """Everything that the account lacks."""
    yield from concurrency(deployment)
    yield from domain(deployment)
    yield from ledger(deployment)
    yield from classifications(deployment)
    yield from bodies(deployment)


def concurrency(deployment: Deployment) -> Iterator[str]:
    """The account lets the consumers work, and the door beside them: a new account has 10 for everything."""
    limits = deployment.client("lambda").get_account_settings()["AccountLimit"]
    total = int(limits["ConcurrentExecutions"])
    free = int(limits.get("UnreservedConcurrentExecutions", total))
    reserved, consumers = int(deployment.parameter("IngressConcurrency")), int(deployment.parameter("ConsumerConcurrency"))
    if consumers + BESIDE_CONSUMERS > free + int(deployment.deployed.get("IngressConcurrency", 0)):
        yield (
            f"the account lets {total} invocations run at once ({free} of them unreserved): ConsumerConcurrency={consumers} "
            f"would leave less than {BESIDE_CONSUMERS} to the door. Lower ConsumerConcurrency, or ask AWS for more "
            "(Service Quotas, Lambda, Concurrent executions)."
        )
    most = max(total - NEVER_RESERVED, 0)
    if reserved > most:
        yield (
            f"IngressConcurrency={reserved}: of {total} at once, Lambda lets {most} be reserved. "
            "Ask AWS for more (Service Quotas, Lambda, Concurrent executions), or leave it at 0."
        )


def domain(deployment: Deployment) -> Iterator[str]:
    """A host name has a certificate, and a trust store a host name."""
    given = {name: deployment.parameter(name) for name in ("DomainName", "DomainCertificateArn", "DomainTruststore")}
    if given["DomainName"] and not given["DomainCertificateArn"]:
        yield "DomainName needs its certificate: DomainCertificateArn."
    if given["DomainTruststore"] and not given["DomainName"]:
        yield "DomainTruststore: API Gateway asks for client certificates under a DomainName only."
    if given["DomainTruststore"] and deployment.parameter("DefaultEndpoint") != "closed":
        yield "DomainTruststore: senders could go round it by API Gateway's own host name. Set DefaultEndpoint=closed."


def ledger(deployment: Deployment) -> Iterator[str]:
    """A ledger that is gone on with is one, and forgets as one."""
    name = deployment.parameter("ExistingLedgerTable")
    if not name:
        return
    yield from table(deployment, "ExistingLedgerTable", name, ["event"])
    ttl = about(lambda: deployment.client("dynamodb").describe_time_to_live(TableName=name)["TimeToLiveDescription"])
    if ttl.get("AttributeName") != "expires_at":
        yield (
            f"ExistingLedgerTable: {name} never forgets. `aws dynamodb update-time-to-live --table-name {name} "
            "--time-to-live-specification Enabled=true,AttributeName=expires_at`"
        )
    yield from index(deployment, name)


def index(deployment: Deployment, name: str) -> Iterator[str]:
    """The ledger has the index that the dispatcher finds waiting events by, as the template has it."""
    described = about(lambda: deployment.client("dynamodb").describe_table(TableName=name)["Table"])
    wanted = deployment.resources["LedgerTable"]["Properties"]
    [index] = wanted["GlobalSecondaryIndexes"]
    if described and index["IndexName"] not in [each["IndexName"] for each in described.get("GlobalSecondaryIndexes", [])]:
        attributes, update = json.dumps(wanted["AttributeDefinitions"]), json.dumps([{"Create": index}])
        yield (
            f"ExistingLedgerTable: {name} has no index `{index['IndexName']}`, so nothing that waits is found. "
            f"`aws dynamodb update-table --table-name {name} --attribute-definitions '{attributes}' "
            f"--global-secondary-index-updates '{update}'`"
        )


def classifications(deployment: Deployment) -> Iterator[str]:
    """A table of classifications that is gone on with is one, and its stream is the one that is named."""
    name, label = (deployment.parameter(f"ExistingClassifications{what}") for what in ("Table", "Stream"))
    if not name:
        return
    yield from table(deployment, "ExistingClassificationsTable", name, sort_keys(deployment))
    described = about(lambda: deployment.client("dynamodb").describe_table(TableName=name)["Table"])
    stream = described.get("StreamSpecification", {})
    if described and stream.get("StreamViewType") not in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES"):
        yield (
            f"ExistingClassificationsTable: {name} has no stream of new images. `aws dynamodb update-table --table-name "
            f"{name} --stream-specification StreamEnabled=true,StreamViewType=NEW_IMAGE`"
        )
    elif described and label != described.get("LatestStreamLabel"):
        yield f"ExistingClassificationsStream={described.get('LatestStreamLabel')} is the label of {name}'s stream."


def sort_keys(deployment: Deployment) -> list[str]:
    """The keys of the table of classifications, as the template says."""
    return [each["AttributeName"] for each in deployment.resources["ClassificationsTable"]["Properties"]["KeySchema"]]


def table(deployment: Deployment, parameter: str, name: str, keys: list[str]) -> Iterator[str]:
    """A table is there, with these keys, and can be restored to any second of the last weeks."""
    dynamodb = deployment.client("dynamodb")
    described = about(lambda: dynamodb.describe_table(TableName=name)["Table"])
    if not described:
        yield f"{parameter}: there is no table {name}."
        return
    found = [each["AttributeName"] for each in described["KeySchema"]]
    if found != keys:
        yield f"{parameter}: {name} has the keys {', '.join(found)}, not {', '.join(keys)}."
    backups = about(lambda: dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"])
    if backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        yield (
            f"{parameter}: {name} has no point-in-time recovery. `aws dynamodb update-continuous-backups --table-name "
            f"{name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`"
        )


def bodies(deployment: Deployment) -> Iterator[str]:
    """A bucket that is gone on with is there."""
    name = deployment.parameter("ExistingBodiesBucket")
    if name and not about(lambda: deployment.client("s3").head_bucket(Bucket=name)):
        yield f"ExistingBodiesBucket: there is no bucket {name}, or it is somebody else's."


def about(ask: Any) -> dict[str, Any]:
    """What AWS says; nothing where there is no such thing."""
    try:
        said: dict[str, Any] = ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in ("ResourceNotFoundException", "TableNotFoundException", "404", "403"):
            return {}
        raise
    return said
