"""`python -m benchmarks [--json] [names …]`: one line a figure; exit code 1 when a bar is not met."""

import argparse
import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.figure import Figure

_HELPERS = {
    "__main__", "claims_process", "dataset", "figure", "free_search_window", "messages_dataset", "sending_window",
    "slow_gateway",
}  # fmt: skip


def main() -> int:
    """Run the benchmarks whose module name contains one of the given names; without names, all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON line a figure")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    modules = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name not in _HELPERS]
    chosen = [name for name in modules if not options.names or any(wanted in name for wanted in options.names)]
    met = True
    for name in chosen:
        for figure in importlib.import_module(f"benchmarks.{name}").run():
            met = met and figure.ok
            sys.stdout.write((figure.line() if options.json else _row(figure)) + "\n")
            sys.stdout.flush()
    return 0 if met else 1


def _row(figure: Figure) -> str:
    mark = "ok " if figure.ok else "OVER"
    return f"{mark} {figure.name}: {figure.value:.2f} {figure.unit} (bar {figure.bar:.2f}; {figure.against})"


if __name__ == "__main__":
    sys.exit(main())
