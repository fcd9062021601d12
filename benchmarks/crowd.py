"""A server for many clients at once, in a process of its own: ``python -m benchmarks.crowd N``.

It prints its port, and greets nobody before N have connected, so that all N sessions are open at
the same time; then the next N. It answers what `benchmarks.session` scripts, and ends with its
standard input.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

OFFERS = ("mx.example.org", "PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8")
GREETING = "220 mx.example.org ESMTP"
EHLO = "\n".join([*(f"250-{offer}" for offer in OFFERS[:-1]), f"250 {OFFERS[-1]}"])
ANSWERS = {
    "EHLO": EHLO,
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 End data with <CR><LF>.<CR><LF>",
    ".": "250 2.0.0 Ok: queued as 4XYZ12",
    "QUIT": "221 2.0.0 Bye",
}
_WIRE = {
    verb.encode(): text.replace("\n", "\r\n").encode() + b"\r\n" for verb, text in ANSWERS.items()
}


class _Server:
    def __init__(self, together: int) -> None:
        self._together = together
        self._here = 0
        self._go = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        go = self._go
        self._here += 1
        if self._here == self._together:
            self._here, self._go = 0, asyncio.Event()
            go.set()
        try:
            await go.wait()
            writer.write(GREETING.encode() + b"\r\n")
            while line := await reader.readline():
                verb = line[:4].upper()
                writer.write(_WIRE.get(verb, b"500 what?\r\n"))
                if verb == b"DATA":
                    await reader.readuntil(b"\r\n.\r\n")
                    writer.write(_WIRE[b"."])
                elif verb == b"QUIT":
                    break
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # it hung up
        finally:
            writer.close()


async def _main(together: int) -> None:
    server = await asyncio.start_server(
        _Server(together).serve, "127.0.0.1", 0, backlog=2 * together
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextmanager
def crowd_server(together: int) -> Iterator[tuple[str, int]]:
    """Start it; where it listens."""
    command = [sys.executable, "-m", "benchmarks.crowd", str(together)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield "127.0.0.1", int(process.stdout.readline())
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
