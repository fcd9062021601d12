"""The ways in which a connection may cut bytes into reads."""

import itertools

from hypothesis import strategies as st


def chunked(data: bytes | bytearray | memoryview) -> st.SearchStrategy[list[bytes]]:
    """``data`` as a list of reads, none of them empty, that joined give ``data`` again.

    Cut behind each line, anywhere, or into pieces of one size. The simplest is one read of
    everything; no data is no reads.
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ValueError(f"data is bytes, not {data!r}")
    whole = bytes(data)
    if len(whole) < 2:
        return st.just([whole] if whole else [])
    last = len(whole) - 1
    places = st.integers(1, last)
    line_ends = [place + 1 for place in range(last) if whole[place] == ord("\n")]
    # In this order, and each with as few choices as it can: two reads are simpler than many. The
    # line ends are a way of their own, so that a cut there stays there while the data shrink.
    ways = [
        st.just(list[int]()),
        st.just(line_ends),
        places.map(lambda place: [place]),
        places.map(lambda size: list(range(size, len(whole), size))),
        st.sets(places, max_size=min(last, 20)).map(sorted),
    ]
    return _cut(whole, st.one_of(ways))


@st.composite  # so that hypothesis shows the chunks, and not how they were made
def _cut(draw: st.DrawFn, data: bytes, places: st.SearchStrategy[list[int]]) -> list[bytes]:
    return [data[a:b] for a, b in itertools.pairwise([0, *draw(places), len(data)])]
