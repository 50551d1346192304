"""Shows the system at work: posts the signed samples of `events/samples.json`, and waits for what they promise."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import build, processes
from .settings import ROOT, Settings
from .terminal import Failed, progress, say

EVENTS = ROOT / "events"
PATIENCE = 180.0


@dataclass
class Sample:
    """One entry of the manifest: what is sent, and what must come of it."""

    name: str
    source: str
    body: Path
    times: int
    tamper: str
    kept: dict[str, Path]
    listed: str
    waits: str
    status: int
    items: set[str]
    dead_letter: bool
    answers: list[dict[str, Any]] = field(default_factory=list)
    has_waited: bool = False

    @classmethod
    def from_manifest(cls, entry: dict[str, Any]) -> Sample:
        """An entry, with what it leaves out filled in."""
        expect = entry["expect"]
        return cls(
            name=entry["name"],
            source=entry["source"],
            body=EVENTS / entry["body"],
            times=entry.get("times", 1),
            tamper=entry.get("tamper", "none"),
            kept={path: EVENTS / file for path, file in entry.get("kept", {}).items()},
            listed=entry.get("listed", ""),
            waits=entry.get("waits", ""),
            status=expect["status"],
            items=set(expect.get("items", [])),
            dead_letter=expect.get("dlq", False),
        )

    def event_ids(self) -> set[str]:
        """The ids that the door accepted it under."""
        if self.listed:
            return {json.loads(self.body.read_text())["event_id"]}
        return {answer["event_id"] for answer in self.answers if answer.get("event_id")}

    def missing(self, outcome: Outcome) -> list[str]:
        """What has not come yet."""
        items = sorted(self.items - outcome.items(self.event_ids()))
        found = [f"no result for {', '.join(items)}"] if items else []
        if self.dead_letter and not outcome.dead(self.event_ids()):
            found.append("not in the dead-letter queue")
        return found

    def wrong(self, outcome: Outcome) -> list[str]:
        """What no waiting will put right."""
        statuses = sorted({answer["status"] for answer in self.answers} - {self.status})
        found = [f"answered {', '.join(map(str, statuses))}, not {self.status}"] if statuses else []
        if self.waits and not self.has_waited:
            found.append(f"did not wait ({self.waits})")
        if not self.dead_letter and outcome.dead(self.event_ids()):
            found.append("in the dead-letter queue")
        return found


@dataclass
class Outcome:
    """What the operator's command sees in the stack."""

    results: list[dict[str, Any]]
    dead_letters: list[dict[str, Any]]

    def items(self, event_ids: set[str]) -> set[str]:
        """The products that any of the events has an answer on record for."""
        return {result["item"] for result in self.results if result["event_id"] in event_ids}

    def dead(self, event_ids: set[str]) -> bool:
        """Whether any of the events is in the dead-letter queue."""
        return any(letter.get("event_id") in event_ids for letter in self.dead_letters)


class Operator:
    """The operator's command, pointed at the stack."""

    def __init__(self, settings: Settings) -> None:
        program = build.target_directory() / "debug" / "tidewaiter"
        self.command = [str(program), "--stack", str(settings.stack_file)]

    def show(self, *arguments: str) -> None:
        """Let it print for people."""
        processes.call([*self.command, *arguments], cwd=ROOT)

    def ask(self, *arguments: str) -> dict[str, Any]:
        """Have it answer in JSON."""
        command = [*self.command, *arguments, "--json"]
        result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if result.returncode != 0:
            raise Failed(f"`tidewaiter {' '.join(arguments)}` ended with exit code {result.returncode}.")
        answer: dict[str, Any] = json.loads(result.stdout)
        return answer

    def send(self, sample: Sample) -> dict[str, Any]:
        """Post a sample as its sender would, or as somebody would who is not."""
        tamper = [] if sample.tamper == "none" else ["--tamper", sample.tamper]
        return self.ask("send", "--source", sample.source, "--body", str(sample.body), *tamper)

    def waits(self, sample: Sample) -> bool:
        """Whether it waits outside the queue for what it is to wait for."""
        waiting = self.ask("waiting", "list", "--cause", sample.waits)["waiting"]
        ends = tuple(f"#{event_id}" for event_id in sample.event_ids())
        return any(waiter["event"].endswith(ends) for waiter in waiting)

    def outcome(self) -> Outcome:
        """What has become of everything so far."""
        return Outcome(self.ask("results", "show")["results"], self.ask("dlq", "list")["messages"])


def show(settings: Settings) -> int:
    """Send the samples, wait, show what was recorded, and judge. Zero if every expectation was met."""
    operator = Operator(settings)
    samples = read_samples()
    keep_all(settings, samples)
    list_all(settings, samples)
    send_all(operator, samples)
    outcome = wait_for_outcome(operator, samples)
    say("\nWhat was classified:")
    operator.show("results", "show")
    say("\nWhat could not be:")
    operator.show("dlq", "list")
    return judge(samples, outcome)


def read_samples() -> list[Sample]:
    """The manifest, in its order."""
    manifest = json.loads((EVENTS / "samples.json").read_text())
    return [Sample.from_manifest(entry) for entry in manifest["samples"]]


def keep_all(settings: Settings, samples: Iterable[Sample]) -> None:
    """Put what the samples only point to where it is fetched from: into the stand-in."""
    stack: dict[str, Any] = json.loads(settings.stack_file.read_text())
    for path, file in (kept for sample in samples for kept in sample.kept.items()):
        request = urllib.request.Request(f"{stack['classifier_url']}{path}", file.read_bytes(), method="PUT")
        with urllib.request.urlopen(request, timeout=10):
            pass


def list_all(settings: Settings, samples: Iterable[Sample]) -> None:
    """Put the samples whose webhook is lost into their sender's feed, at the stand-in."""
    stack: dict[str, Any] = json.loads(settings.stack_file.read_text())
    for sample in samples:
        if sample.listed:
            body = json.dumps({"event": json.loads(sample.body.read_text())}).encode()
            request = urllib.request.Request(f"{stack['classifier_url']}{sample.listed}", body, method="POST")
            with urllib.request.urlopen(request, timeout=10):
                pass


def send_all(operator: Operator, samples: Iterable[Sample]) -> None:
    """Post every sample as often as it asks for, and show each answer."""
    say("Sending the samples:")
    for sample in samples:
        sample.answers = [operator.send(sample) for _ in range(sample.times)]
        statuses = " ".join(str(answer["status"]) for answer in sample.answers) or "lost"
        say(f"  {statuses:<12} {sample.source:<16} {sample.name}")
        if sample.waits:
            await_waiting(operator, sample)


def await_waiting(operator: Operator, sample: Sample) -> None:
    """Send nothing more until it waits: what comes together would not have to."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE and not sample.has_waited:
        time.sleep(0.5)
        sample.has_waited = operator.waits(sample)
    outcome = "waits outside the queue" if sample.has_waited else "does not wait"
    say(f"  {'':<12} {'':<16} … {outcome} ({sample.waits})")


def wait_for_outcome(operator: Operator, samples: list[Sample]) -> Outcome:
    """Look every second until all that may still come has come, or the time is up."""
    started = time.monotonic()
    while True:
        outcome = operator.outcome()
        waiting = sum(1 for sample in samples if sample.missing(outcome) and not sample.wrong(outcome))
        elapsed = time.monotonic() - started
        progress(f"Waiting: {len(samples) - waiting} of {len(samples)} samples have come to their end, {elapsed:.0f} s")
        if waiting == 0 or elapsed > PATIENCE:
            say("")
            return outcome
        time.sleep(1)


def judge(samples: list[Sample], outcome: Outcome) -> int:
    """A line for each sample, and the exit code."""
    say("")
    failed = 0
    for sample in samples:
        faults = sample.wrong(outcome) + sample.missing(outcome)
        failed += bool(faults)
        say(f"  {'FAILED' if faults else 'ok':<7} {sample.name}{': ' if faults else ''}{'; '.join(faults)}")
    say(f"\n{len(samples) - failed} of {len(samples)} samples went as they should.")
    return 1 if failed else 0


def invite(settings: Settings) -> None:
    """Print a signed request to copy and paste: the first sample that is accepted."""
    sample = next((each for each in read_samples() if each.tamper == "none" and each.status == 202 and each.times), None)
    if sample:
        say("\nTry it yourself:\n")
        Operator(settings).show("sign", "--source", sample.source, "--body", str(sample.body), "--curl")
        say("")
