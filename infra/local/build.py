"""Builds the programs, and packs each function as it is packed for AWS."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from . import processes
from .settings import FUNCTIONS, READ_SOURCES, ROOT, Settings
from .terminal import Failed, say


# What a stack is made of: the functions, the stand-in, the operator's command.
PROGRAMS = (*FUNCTIONS, "standin", "tidewaiter")

# Processors, by the names that AWS and cargo-lambda have for them.
PROCESSORS = {"arm64": "aarch64", "x86-64": "x86_64"}

# What Lambda's machines have at least. cargo-lambda says so by itself, unless it is told other flags.
AT_LEAST = {"aarch64": "neoverse-n1", "x86_64": "haswell"}

# Zig does not know `-static-pie`, which rustc asks for, and would link a program for fixed addresses.
ANY_ADDRESS = "-Clink-arg=-pie"

# `e_type` of a program that can be loaded at any address (ELF header, offset 16).
ET_DYN = 3


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
    build_for_lambda(architecture, FUNCTIONS, "--output-format=zip", "--lambda-dir=target/lambda")
    for function in FUNCTIONS:
        package = ROOT / "target" / "lambda" / function / "bootstrap.zip"
        with zipfile.ZipFile(package) as archive, archive.open("bootstrap") as program:
            refuse_fixed_addresses(function, program.read(18))
        if sources := sources_of(function, settings):
            with zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED) as archive:
                archive.write(sources, "sources.toml")
        say(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.1f} MB")


def build_here(functions: list[str]) -> None:
    """Build these functions as for AWS, but for this machine's processor, into `target/here`: to be measured."""
    build_for_lambda(platform.machine(), functions, "--lambda-dir=target/here")
    for function in functions:
        with (ROOT / "target" / "here" / function / "bootstrap").open("rb") as program:
            refuse_fixed_addresses(function, program.read(18))


def build_for_lambda(architecture: str, functions: Iterable[str], *arguments: str) -> None:
    """Build programs that bring their libc with them: musl's. They start sooner, since no library is loaded.

    Each package is named, so that no feature is linked which only the operator's command or a test asks for.
    """
    processor = PROCESSORS.get(architecture, architecture)
    target = f"{processor}-unknown-linux-musl"
    flags = [ANY_ADDRESS, f"-Ctarget-cpu={AT_LEAST[processor]}"]
    packages = (f"--package={function}" for function in functions)
    config = f"--config=target.{target}.rustflags={json.dumps(flags)}"
    if cargo_lambda("build", "--release", f"--target={target}", config, *arguments, *packages) != 0:
        raise Failed("The functions do not build; see above.")


def refuse_fixed_addresses(function: str, header: bytes) -> None:
    """Refuse a program that is always loaded at one address: whoever breaks into it would know where everything is."""
    if int.from_bytes(header[16:18], "little") != ET_DYN:
        raise Failed(f"{function} was linked for fixed addresses: the linker has ignored `-pie`.")


def cargo_lambda(*arguments: str, environment: dict[str, str] | None = None) -> int:
    """Run cargo-lambda, and the zig that it links with, from where they are installed."""
    tools = ROOT / ".venv" / "lambda" / "bin"
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, **(environment or {}), "PATH": path}
    return processes.call(["cargo", "lambda", *arguments], environment=surroundings, cwd=ROOT)
