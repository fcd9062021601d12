"""``python -m smtpreply.cli``."""

import sys

from smtpreply.cli import main

sys.exit(main())
