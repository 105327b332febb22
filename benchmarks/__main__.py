"""`make bench`: every measure in turn. `SCALE=0.1` takes a tenth of the records, to try the bench itself."""

import os
import sys

from benchmarks.database import set_up_django


def main() -> int:
    """Run the benchmarks; the exit code is 1 when a bar does not hold."""
    set_up_django()
    from benchmarks import bilan
    from benchmarks.volume import Volume

    scale = float(os.environ.get("SCALE", "1"))
    full = Volume()
    volume = Volume(*(int(getattr(full, name) * scale) for name in full.__dataclass_fields__))
    return 0 if bilan.run(volume) else 1


if __name__ == "__main__":
    sys.exit(main())
