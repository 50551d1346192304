"""`python3 -m infra.cost [--documented] [--per-call DOLLARS] [--per-item DOLLARS]`: the table, as Markdown.

`--documented` leaves the measurements of this machine out. The standard library alone: any Python will do.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .bill import Counts, Prices, bills

HERE = Path(__file__).parent
MEASURED = HERE.parents[1] / ".local" / "bench.json"


def main() -> None:
    """Print the two designs side by side."""
    arguments = parse()
    prices = Prices(**chosen(HERE / "prices.json"))
    documented = chosen(HERE / "counts.json")
    measured = {} if arguments.documented else figures()
    known = {name: value for name, value in measured.items() if name in documented}
    print(table(Counts(**{**documented, **known}), prices, arguments))
    for name, value in known.items():
        print(f"{name} = {value} (measured: .local/bench.json)")


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="infra.cost", description=__doc__)
    parser.add_argument("--documented", action="store_true")
    parser.add_argument("--per-call", type=float, default=0.0)
    parser.add_argument("--per-item", type=float, default=0.0)
    return parser.parse_args()


def chosen(path: Path) -> dict[str, float]:
    """The numbers of a file; what is said beside them is for people."""
    return {name: value for name, value in json.loads(path.read_text()).items() if isinstance(value, (int, float))}


def figures() -> dict[str, float]:
    """What `make bench` has measured here, if it has."""
    if not MEASURED.exists():
        return {}
    return {name: figure["value"] for name, figure in json.loads(MEASURED.read_text()).items()}


def table(counts: Counts, prices: Prices, arguments: argparse.Namespace) -> str:
    """A line for each thing that is paid for, this design first."""
    ours, theirs = bills(counts, prices, arguments.per_call, arguments.per_item)
    rows = ["| A million events, of one item each | this design | a call per event |", "|---|---:|---:|"]
    for name in ours:
        rows.append(f"| {name} | ${ours[name]:,.2f} | ${theirs[name]:,.2f} |")
    rows.append(f"| **together** | **${sum(ours.values()):,.2f}** | **${sum(theirs.values()):,.2f}** |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
