"""`make bench`: every measure in turn, or those named: `make bench ARGS=admin`.

`SCALE=0.1` takes a tenth of the records of the bilan, to try the bench itself.
"""

import os
import sys

from benchmarks.database import set_up_django


def main() -> int:
    """Run the benchmarks; the exit code is 1 when a bar does not hold."""
    set_up_django()
    from benchmarks import admin, bilan, bilans, imports
    from benchmarks.volume import Volume

    scale = float(os.environ.get("SCALE", "1"))
    full = Volume()
    volume = Volume(*(int(getattr(full, name) * scale) for name in full.__dataclass_fields__))
    benches = {"bilan": lambda: bilan.run(volume), "bilans": bilans.run, "admin": admin.run, "imports": imports.run}
    held = [benches[name]() for name in sys.argv[1:] or benches]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
