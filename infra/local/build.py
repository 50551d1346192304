"""Builds the programs, and packs each function as it is packed for AWS."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

from . import processes
from .settings import FUNCTIONS, READ_SOURCES, ROOT, Settings
from .terminal import Failed, say


# What a stack is made of: the functions, the stand-in, the operator's command.
PROGRAMS = (*FUNCTIONS, "standin", "tidewaiter")


def build() -> Path:
    """Build the programs, and return the directory that they are in.

    The dev profile on purpose: it is the one the tests build, so each library is compiled once. Cargo shows its own
    progress.
    """
    say("Building (cargo build) ...")
    if processes.call(["cargo", "build", "--workspace", *(f"--bin={program}" for program in PROGRAMS)], cwd=ROOT) != 0:
        raise Failed("The programs do not build; see above.")
    return target_directory() / "debug"


def target_directory() -> Path:
    """Where cargo builds: its configuration or the environment may say elsewhere than `target`."""
    command = ["cargo", "metadata", "--no-deps", "--format-version=1"]
    metadata = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return Path(json.loads(metadata)["target_directory"])


def stage(programs: Path, settings: Settings) -> Path:
    """Lay out template and packages in the state directory as in the repository; return the template's path.

    The template itself is linked, not copied: what is deployed is the very file. The packages are not put into
    `target/lambda`, where a release build for AWS may be waiting to be deployed, and where another local stack with
    other sources may be packing at this moment.
    """
    template = settings.state / "deploy" / "infra" / "template.yaml"
    template.parent.mkdir(parents=True, exist_ok=True)
    template.unlink(missing_ok=True)
    template.symlink_to(ROOT / "infra" / "template.yaml")
    for function in FUNCTIONS:
        package = settings.state / "deploy" / "target" / "lambda" / function / "bootstrap.zip"
        pack(programs / function, sources_of(function, settings), package)
    return template


def sources_of(function: str, settings: Settings) -> Path | None:
    """The sources file, for a function that reads it."""
    return settings.sources if function in READ_SOURCES else None


def pack(program: Path, sources: Path | None, package: Path) -> None:
    """One function's zip: the program as `bootstrap`, and the sources file beside it. Stored, for speed."""
    package.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as archive:
        archive.write(program, "bootstrap")
        if sources:
            archive.write(sources, "sources.toml")


def build_release(settings: Settings, architecture: str) -> None:
    """Build for AWS, into `target/lambda`, where the template looks for the packages."""
    arguments = ["build", "--release", f"--{architecture}", "--output-format=zip", "--lambda-dir=target/lambda"]
    if cargo_lambda(*arguments, *(f"--bin={function}" for function in FUNCTIONS)) != 0:
        raise Failed("The functions do not build; see above.")
    for function in FUNCTIONS:
        package = ROOT / "target" / "lambda" / function / "bootstrap.zip"
        if sources := sources_of(function, settings):
            with zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED) as archive:
                archive.write(sources, "sources.toml")
        say(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.1f} MB")


def cargo_lambda(*arguments: str, environment: dict[str, str] | None = None) -> int:
    """Run cargo-lambda, and the zig that it links with, from where they are installed."""
    tools = ROOT / ".venv" / "lambda" / "bin"
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, **(environment or {}), "PATH": path}
    return processes.call(["cargo", "lambda", *arguments], environment=surroundings, cwd=ROOT)
