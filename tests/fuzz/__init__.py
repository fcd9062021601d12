"""Fuzzing: what holds for any bytes from a server, a log or a database, as plain functions.

`targets` is the table of them, `seeds` what each begins with. ``python -m tests.fuzz TARGET`` runs
one under atheris; `tests/test_fuzz.py` runs the seeds, and what campaigns found, as usual tests.
"""
