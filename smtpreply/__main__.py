"""``python -m smtpreply``."""

import sys

from smtpreply.cli import main

sys.exit(main())
