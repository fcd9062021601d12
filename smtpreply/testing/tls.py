"""The server's side of TLS over two buffers in memory, without a socket.

So the player decides which bytes go out encrypted and which in clear, and the drivers move
bytes and nothing else.
"""

import contextlib
import ssl

SIZE = 65536

INTERNAL_ERROR = b"\x15\x03\x03\x00\x02\x02\x50"
"""A fatal alert, internal_error (RFC 8446 6): how a handshake fails on a broken server."""


class Tls:
    """TLS on one connection. Its methods raise ``ssl.SSLError`` for what is no TLS."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self.closed = False
        """Whether the client has said goodbye."""

    def shake_hands(self, data: bytes) -> bool:
        """Go on with the handshake; whether it is done. See `take` for what to answer."""
        self._incoming.write(data)
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def decrypt(self, data: bytes) -> bytes:
        """What the client said."""
        self._incoming.write(data)
        said = bytearray()
        with contextlib.suppress(ssl.SSLWantReadError):
            while chunk := self._object.read(SIZE):
                said += chunk
            self.closed = True
        return bytes(said)

    def encrypt(self, data: bytes) -> bytes:
        """What goes out for these bytes."""
        if data:
            self._object.write(data)
        return self.take()

    def goodbye(self) -> bytes:
        """The end of what the server says (close_notify)."""
        with contextlib.suppress(ssl.SSLError):  # it does not wait for the client's
            self._object.unwrap()
        return self.take()

    def take(self) -> bytes:
        """What waits to go out: parts of a handshake, an alert."""
        return self._outgoing.read()
