"""`python3 -m infra.cost.peers`: dollars of a million events, ours and the peers', by what `make bench-peers` counted.

Each is billed for what it has: the peers have no bus, so ours is left out of its bill too. Memory is the template's for
all. What a door is billed for is its CPU at the share of a CPU that Lambda gives to its memory: 1,769 MB is one.
"""

from __future__ import annotations

import json
from pathlib import Path

from .bill import DOOR_GB, Bill, Counts, Prices, bill

HERE = Path(__file__).parent
MEASURED = HERE.parents[1] / ".local" / "bench-peers.json"
NAMES = ("tidewaiter", "python", "node")
WHOLE_CPU_GB = 1769 / 1024

# Events of one batch: a full one of the mapping, and what a call of half a minute each leaves time for.
BATCH = {"tidewaiter": 1000, "python": 10, "node": 10}


def main() -> None:
    """Print the bills side by side, and keep their sums with the counts."""
    measured = json.loads(MEASURED.read_text())
    bills = {name: of(measured["rows"], name) for name in NAMES}
    print("| Dollars of a million events, of one item each | tidewaiter | Python | Node |\n|---|---:|---:|---:|")
    for line in bills["tidewaiter"]:
        print(f"| {line} | " + " | ".join(f"{bills[name][line]:,.2f}" for name in NAMES) + " |")
    sums = {name: round(sum(bills[name].values()), 2) for name in NAMES}
    print("| **together** | " + " | ".join(f"**{sums[name]:,.2f}**" for name in NAMES) + " |")
    measured["dollars_per_million"] = {"sums": sums, "lines": bills}
    MEASURED.write_text(json.dumps(measured, indent=2) + "\n")


def of(rows: dict, name: str) -> Bill:
    """What one of them costs, without the bus and who publishes there."""
    documented = numbers(HERE / "counts.json")
    counted = {row: rows[row]["values"][name] for row in rows}
    polled = {"sqs_requests_per_event": 1.2}  # a send, and a tenth of a receive and of a delete
    own = {
        "door_seconds_per_event": counted["door_cpu_us"] / 1e6 * WHOLE_CPU_GB / DOOR_GB,
        "events_per_batch": BATCH[name],
    }
    known = {field: value for field, value in counted.items() if field in documented}
    lines = bill(Counts(**{**documented, **known, **polled, **own}), Prices(**numbers(HERE / "prices.json")))
    return {line: dollars for line, dollars in lines.items() if line not in ("the bus", "Lambda, publishing")}


def numbers(path: Path) -> dict[str, float]:
    """The numbers of a file; what is said beside them is for people."""
    return {name: value for name, value in json.loads(path.read_text()).items() if isinstance(value, (int, float))}


if __name__ == "__main__":
    main()
