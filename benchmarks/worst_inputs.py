"""Does the time grow with the input and no faster? ``python benchmarks/worst_inputs.py [SIZE]``.

For every kind of growing input of `tests.fuzz.growth` (the worst we could think of), the CPU
seconds for a size, for twice and for four times as much, the best of three, and the last by the
first: 4 is linear, 16 would be the square. The tests count calls instead, never time.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fuzz.growth import GROWING

SIZE = 20_000


def seconds(make: Callable[[int], Callable[[], object]], size: int) -> float:
    best = float("inf")
    for _ in range(3):
        work = make(size)
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    print(f"{'':32}{size:>10,}{2 * size:>10,}{4 * size:>10,}   growth")
    for name, make in GROWING.items():
        once, twice, four = (seconds(make, size * times) for times in (1, 2, 4))
        print(f"{name:32}{once:>10.4f}{twice:>10.4f}{four:>10.4f}{four / once:>9.1f}")


if __name__ == "__main__":
    main()
