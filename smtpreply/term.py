"""What a word of the vocabulary is: a member of an enum, there once, and hashed by identity.

`Enum` hashes a member by its name, in Python; every reply is looked up by its stage, its reason,
and others, so that this would be a good part of the time that is spent on it.
"""

from enum import Enum


class Term(Enum):
    """A word of the vocabulary."""

    __hash__ = object.__hash__
