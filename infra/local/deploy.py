"""Puts the system into the local AWS, with the same template and the same tool as into the real one."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import boto3

from . import cdk, processes
from .settings import REGION, ROOT, SECRETS_PREFIX, STACK_NAME, Settings, clean_environment, cloud_environment
from .terminal import Failed

SAM = ROOT / ".venv" / "sam" / "bin" / "sam"


def client(service: str, endpoint_url: str) -> Any:
    """A client for the local AWS, which takes any credentials."""
    return boto3.client(  # type: ignore[call-overload]  # the stubs know services by literal name only
        service,
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def store_secrets(endpoint_url: str, secrets: dict[str, str]) -> None:
    """Create each secret under the name that the sources file refers to."""
    manager = client("secretsmanager", endpoint_url)
    for name, value in secrets.items():
        if not name.startswith(SECRETS_PREFIX):
            raise Failed(f"The functions may only read secrets under `{SECRETS_PREFIX}`, not `{name}`.")
        manager.create_secret(Name=name, SecretString=value)


def deploy(settings: Settings, template: Path, endpoint_url: str, classifier_url: str) -> dict[str, str]:
    """Deploy the template, by the SAM CLI or as the CDK construct, and return the stack's outputs."""
    parameters = local_parameters(settings, classifier_url)
    if settings.by == "cdk":
        cdk.deploy(settings, template.parents[1] / "target" / "lambda", endpoint_url, parameters)
    else:
        sam_deploy(settings, template, endpoint_url, parameters)
    write_concurrency_as_a_number(endpoint_url)
    return outputs(endpoint_url)


def local_parameters(settings: Settings, classifier_url: str) -> dict[str, str]:
    """What is another here than the template's default."""
    return {
        "Architecture": architecture(),
        "ClassifierUrl": classifier_url,
        "ObjectsUrl": f"{classifier_url}/objects",
        "FeedsUrl": f"{classifier_url}/feeds",
        "LogLevel": settings.log_level,
        "SecretsPrefix": SECRETS_PREFIX,
        # The emulator's CloudFormation knows no archives.
        "ArchiveDays": "0",
        # Nor does its CloudWatch know Metrics Insights.
        "SignaturesBySource": "false",
    }


def sam_deploy(settings: Settings, template: Path, endpoint_url: str, parameters: dict[str, str]) -> None:
    """`sam deploy`, as into the real AWS."""
    environment = {
        **clean_environment(settings.state),
        **cloud_environment(endpoint_url),
        "SAM_CLI_TELEMETRY": "0",
        # Seconds between looks at the deployment. The default suits the real AWS.
        "SAM_CLI_POLL_DELAY": "0.3",
    }
    command = [str(SAM), "deploy", "--template-file", str(template), "--stack-name", STACK_NAME, "--resolve-s3"]
    command += ["--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-progressbar"]
    command += ["--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items())]
    processes.run(command, environment=environment, cwd=template.parent, log=settings.log("sam-deploy"))


def architecture() -> str:
    """This machine's, in Lambda's words: the emulator runs the functions as ordinary processes."""
    return "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def write_concurrency_as_a_number(endpoint_url: str) -> None:
    """Set the mapping's concurrency again, to what it is.

    The emulator keeps the template's parameter as the string it arrived as, and then cannot compare it: without this
    no message is ever delivered. AWS converts it.
    """
    functions = client("lambda", endpoint_url)
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        limit = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
        if limit is not None:
            scaling = {"MaximumConcurrency": int(limit)}
            functions.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig=scaling)


def outputs(endpoint_url: str) -> dict[str, str]:
    """The outputs of the deployed stack, by name."""
    stack = client("cloudformation", endpoint_url).describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def save_function_logs(endpoint_url: str, function: str, path: Path) -> None:
    """Write what a function has logged to a file: with the local AWS its log would be gone."""
    pages = client("logs", endpoint_url).get_paginator("filter_log_events")
    with open(path, "w") as file:
        for page in pages.paginate(logGroupName=f"/aws/lambda/{function}"):
            file.writelines(f"{event['message'].rstrip()}\n" for event in page["events"])
