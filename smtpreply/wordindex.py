"""The rows that speak for a wording, found in one pass over the words of a reply.

All phrases are built into one automaton over words, made deterministic as it is used: a word of
a reply costs one look-up, however many rows there are. Which rows speak for a way through it,
gaps between the parts of a phrase included, is worked out once and kept; only patterns of signs
and digits are sought in every reply whose words ask for them. What is kept is bounded, so that
no input makes it grow without end.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs

from smtpreply.tables.phrases_row import CLASSES, PhraseRow
from smtpreply.wording import LIMIT, fold

_DELAYS = (
    "(s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hr|hrs|hour|hours|day|days)",
    "(retry|back in|again in|again after|back after)",
)
"""Without one of these no reply names a delay: spares most replies the search for one."""

_MOST_STATES = 50_000  # 4,000 come up in the 16,000 replies that we have
_MOST_OUTCOMES = 20_000
_MOST_WORDS = 300  # of a text whose outcome is kept; three times the longest refusal seen

# --- The language of phrases -----------------------------------------------------------------


@attrs.frozen
class _Element:
    """One part of a phrase: its alternatives, or a gap."""

    alternatives: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    gap: int = 0

    @property
    def pattern(self) -> str:
        if self.gap:
            return f"(?:\\S+ ){{0,{self.gap}}}"
        ways = "|".join(re.escape(" ".join(words)) + " " for words in self.alternatives)
        return f"(?:{ways})" + "?" * self.optional


_TOKEN = re.compile(r"\.\.\.?|\([^()]*\)\??|\{[a-z]+\}\??|[^\s(){}]+")
_GAPS = {"..": 4, "...": 12}


def _elements(phrase: str) -> Iterator[_Element]:
    for token in _TOKEN.findall(phrase):
        if token in _GAPS:
            yield _Element(gap=_GAPS[token])
            continue
        optional = token.endswith("?") and token[0] in "({"
        body = token.rstrip("?").strip("(){}")
        if token.endswith("?") and not optional:  # the last letter may be missing
            body = f"{body}|{body[:-1]}"
        ways = (CLASSES[body] if token.startswith("{") else body).split("|")
        yield _Element(tuple(tuple(fold(way).split()) for way in ways), optional)


@attrs.frozen
class _Phrase:
    """A phrase, cut at its gaps."""

    elements: tuple[_Element, ...]
    segments: tuple[tuple[_Element, ...], ...]

    @cached_property
    def pattern(self) -> "re.Pattern[bytes]":
        """To be found in joined words; compiled when first asked for, which most never are."""
        return re.compile((" " + "".join(e.pattern for e in self.elements)).encode())

    @classmethod
    def of(cls, phrase: str) -> "_Phrase":
        elements = list(_elements(phrase))
        while elements and (elements[-1].gap or elements[-1].optional):
            elements.pop()  # what may be missing at the end says nothing
        segments: list[list[_Element]] = [[]]
        for element in elements:
            if element.gap:
                segments.append([])
            else:
                segments[-1].append(element)
        return cls(tuple(elements), tuple(tuple(segment) for segment in segments))


# --- The automaton ---------------------------------------------------------------------------


class _State(dict["bytes | None", "_State"]):
    """What is known after some words; looks up the next word, and learns where it leads."""

    __slots__ = ("found", "machine", "nodes", "number")

    def __init__(self, machine: "_Machine", nodes: frozenset[int]) -> None:
        self.machine = machine
        self.nodes = nodes
        self.number = machine.count
        self.found = frozenset([s for node in nodes for s in machine.accepts[node]])
        """Which segments end here."""

    def __missing__(self, word: bytes | None) -> "_State":
        state = self.machine.step(self.nodes, word)
        self[word] = state
        return state


class _Machine:
    """The segments of all phrases, as one automaton over words; node 0 begins them all."""

    def __init__(self) -> None:
        self.moves: list[dict[bytes, set[int]]] = [{}]
        self.accepts: list[list[int]] = [[]]
        self.segments: dict[tuple[_Element, ...], int] = {}
        self.states: dict[frozenset[int], _State] = {}
        self.vocabulary: dict[bytes, bytes] = {}
        self.count = 0
        """How many states there have been; their numbers are never used again."""

    def add(self, segment: tuple[_Element, ...]) -> int:
        """The number of a segment, which is built in if it is new."""
        number = self.segments.setdefault(segment, len(self.segments))
        if number < len(self.segments) - 1:
            return number
        ends = {0}
        for element in segment:
            reached = {self._follow(ends, way) for way in element.alternatives}
            ends = reached | ends if element.optional else reached
        if 0 in ends:
            raise ValueError("each part of a phrase needs a word that must be there")
        for node in ends:
            self.accepts[node].append(number)
        return number

    def _follow(self, ends: set[int], way: tuple[str, ...]) -> int:
        for text in way:
            word = text.encode()
            self.vocabulary.setdefault(word, word)
            node = len(self.moves)
            self.moves.append({})
            self.accepts.append([])
            for end in ends:
                self.moves[end].setdefault(word, set()).add(node)
            ends = {node}
        return max(ends)

    @property
    def start(self) -> _State:
        return self._state(frozenset())

    def step(self, nodes: frozenset[int], word: bytes | None) -> _State:
        if word is None:
            return self.start
        moves = self.moves
        reached = set(moves[0].get(word, ()))
        for node in nodes:
            reached.update(moves[node].get(word, ()))
        return self._state(frozenset(reached))

    def _state(self, nodes: frozenset[int]) -> _State:
        state = self.states.get(nodes)
        if state is None:
            if len(self.states) >= _MOST_STATES:
                # Forgotten whole: what is left of them must not lead to new ones, or the two would
                # keep each other.
                for old in self.states.values():
                    old.clear()
                self.states.clear()
            state = self.states[nodes] = _State(self, nodes)
            self.count += 1
        return state


# --- The index -------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Check:
    """A phrase of a row, or of what keeps it silent."""

    number: int
    """The number of the row."""
    needs: frozenset[int]
    """The segments that must have been found."""
    gaps: _Phrase | None = None
    """To be found in the joined words, where there is more than one segment."""
    text: "re.Pattern[bytes] | None" = None
    """To be found in the lower-case text besides."""
    vetoes: "tuple[_Check, ...]" = ()
    """What keeps it silent, where that lies on both sides of a gap."""

    def speaks(self, joined: bytes) -> bool:
        """Whether its words stand as they must; its pattern is not asked."""
        return (self.gaps is None or self.gaps.pattern.search(joined) is not None) and not any(
            veto.speaks(joined) for veto in self.vetoes
        )


@attrs.frozen(eq=False)
class _Outcome:
    """What follows from the words: rows that speak, and patterns to look for."""

    sure: tuple[int, ...]
    patterns: tuple[tuple[int, "re.Pattern[bytes]"], ...]
    may_name_delay: bool


class WordIndex:
    """The rows, found by the words of a reply."""

    def __init__(self, rows: Iterable[PhraseRow]) -> None:
        self.rows = tuple(rows)
        self._machine = _Machine()
        self._vocabulary = self._machine.vocabulary
        self._by_segment: dict[int, list[_Check]] = {}
        self._silent: list[frozenset[int]] = []  # by row: segments that keep it silent
        self._phrases: dict[str, tuple[_Phrase, ...]] = {}
        self._outcomes: dict[tuple[int, ...], _Outcome] = {}
        for number, row in enumerate(self.rows):
            self._add(row, number)
        self._delay = {self._machine.add(_Phrase.of(phrase).segments[0]) for phrase in _DELAYS}
        self._start = self._machine.start[b"^"]

    def _add(self, row: PhraseRow, number: int) -> None:
        phrases = [_Phrase.of(phrase) for phrase in row.phrases]
        unless = [self._check(_Phrase.of(phrase), number) for phrase in row.unless]
        vetoes = tuple([veto for veto in unless if veto.gaps is not None])
        silent: set[int] = set()
        silent.update(*[veto.needs for veto in unless if veto.gaps is None])
        self._silent.append(frozenset(silent))
        text = re.compile(row.pattern.encode()) if row.pattern else None
        self._phrases[row.name] = tuple(phrases)
        for phrase in phrases:
            check = attrs.evolve(self._check(phrase, number), text=text, vetoes=vetoes)
            last = self._machine.add(phrase.segments[-1])
            self._by_segment.setdefault(last, []).append(check)

    def _check(self, phrase: _Phrase, number: int) -> _Check:
        needs = frozenset([self._machine.add(segment) for segment in phrase.segments])
        return _Check(number, needs, phrase if len(phrase.segments) > 1 else None)

    def find(self, words: list[bytes], text: bytes) -> tuple[tuple[int, ...], bool]:
        """The numbers of the rows that speak for this text, and whether it may name a delay."""
        path: list[int] = []
        state = self._start
        for word in map(self._vocabulary.get, words):
            state = state[word]
            path.append(state.number)
        key = tuple(path)
        outcome = self._outcomes.get(key)
        if outcome is None:
            outcome = self._outcome(words)
            self._remember(key, outcome)
        if not outcome.patterns:
            return outcome.sure, outcome.may_name_delay
        text = text[:LIMIT].lower()
        more = [number for number, pattern in outcome.patterns if pattern.search(text)]
        numbers = tuple(sorted({*more, *outcome.sure})) if more else outcome.sure
        return numbers, outcome.may_name_delay

    def _outcome(self, words: list[bytes]) -> _Outcome:
        """What the words say: worked out once for each way through the automaton."""
        joined = join(words)
        found = self._segments(words)
        checks = [
            check
            for segment in sorted(found)
            for check in self._by_segment.get(segment, ())
            if check.needs <= found
            and found.isdisjoint(self._silent[check.number])
            and check.speaks(joined)
        ]
        sure = {check.number for check in checks if check.text is None}
        patterns = {c.number: c.text for c in checks if c.text is not None}
        return _Outcome(
            tuple(sorted(sure)),
            tuple([(n, pattern) for n, pattern in patterns.items() if n not in sure]),
            not found.isdisjoint(self._delay),
        )

    def _remember(self, key: tuple[int, ...], outcome: _Outcome) -> None:
        if len(key) > _MOST_WORDS:
            return
        if len(self._outcomes) >= _MOST_OUTCOMES:
            self._outcomes.clear()
        self._outcomes[key] = outcome

    def _segments(self, words: list[bytes]) -> set[int]:
        found: set[int] = set()
        state = self._start
        for word in (*map(self._vocabulary.get, words), b"$"):
            state = state[word]
            found |= state.found
        return found

    def span(self, row: PhraseRow, words: list[bytes]) -> tuple[int, int] | None:
        """The numbers of the first word that a row reads and of the one behind the last."""
        joined = join(words)
        for phrase in self._phrases[row.name]:
            match = phrase.pattern.search(joined)
            if match is not None:
                first = joined.count(b" ", 0, match.start() + 1) - 2
                last = joined.count(b" ", 0, match.end()) - 2
                return max(first, 0), min(last, len(words))
        return None


def join(words: list[bytes]) -> bytes:
    """The words as one text, in which phrases are sought; ``^`` and ``$`` stand at its ends."""
    return b" ^ " + b" ".join(words) + b" $ "
