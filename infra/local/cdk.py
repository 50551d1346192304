"""Deploys the CDK construct's example into the local AWS, by the CDK's own command."""

from __future__ import annotations

import json
import os
from pathlib import Path

from . import processes
from .settings import ROOT, STACK_NAME, Settings, clean_environment, cloud_environment

APP = ROOT / "infra" / "cdk"
ACCOUNT = "000000000000"


def deploy(settings: Settings, packages: Path, endpoint_url: str, parameters: dict[str, str]) -> None:
    """Compile the construct, prepare the account, deploy the example app with these packages and parameters."""
    environment = {
        **clean_environment(settings.state),
        **cloud_environment(endpoint_url),
        "PATH": f"{ROOT / '.venv' / 'cdk' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "CDK_DISABLE_VERSION_CHECK": "1",
    }
    properties = {"packages": str(packages), **{name[0].lower() + name[1:]: it for name, it in parameters.items()}}
    assembly = str(settings.state / "cdk.out")
    context = ["--context", f"tidewaiter={json.dumps(properties)}", "--context", f"stack={STACK_NAME}"]
    for name, command in (
        ("tsc", ["tsc"]),
        # Not from the app's directory: what prepares the account needs no app.
        ("cdk-bootstrap", ["cdk", "bootstrap", f"aws://{ACCOUNT}/{environment['AWS_REGION']}"]),
        ("cdk-deploy", ["cdk", "deploy", "--require-approval=never", "--output", assembly, *context]),
    ):
        tool, *arguments = command
        directory = settings.state if name == "cdk-bootstrap" else APP
        path = str(APP / "node_modules" / ".bin" / tool)
        processes.run([path, *arguments], environment=environment, cwd=directory, log=settings.log(name))
