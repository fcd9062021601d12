"""Run one target under atheris: ``python -m tests.fuzz TARGET [-runs=N] [corpus folders]``.

Options are libFuzzer's; the first folder takes what is found to be new. What the project has for
seeds is put into a folder of its own, last. The dependency group `fuzz` has atheris.
"""

import hashlib
import sys
import tempfile
from pathlib import Path

import atheris

# Instrumented as it is imported; attrs and the standard library are not what is under test.
with atheris.instrument_imports(include=["smtpreply"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz {{{','.join(TARGETS)}}} [-runs=N] [corpus folders]")
    name = sys.argv[1]
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for data in seeds(name):
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(folder)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
