"""What to do about the wordings of providers: throttling, bans, and rules of their own.

These stand before the general rows: a named provider's answer is better known than a bare
code. Brakes are values for the caller to put on; the counting is the caller's.
"""

from smtpreply.tables.remedyrow import RemedyRow

PROVIDER_ROWS: tuple[RemedyRow, ...] = ()
