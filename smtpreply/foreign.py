"""What other protocols say first: a prefix that no reply can begin with, and whose it is.

A client that reached the wrong port hears one of these; to name it saves an hour of search.
"""

_FOREIGN = (
    (b"\x15\x03", "a TLS alert"),
    (b"\x16\x03", "a TLS handshake"),
    (b"SSH-", "SSH"),
    (b"HTTP/", "HTTP"),
    (b"<html", "HTML"),
    (b"<!DOCTYPE", "HTML"),
    (b"+OK", "POP3"),
    (b"-ERR", "POP3"),
    (b"* OK", "IMAP"),
    (b"* PREAUTH", "IMAP"),
    (b"* BYE", "IMAP"),
    (b"RFB ", "VNC"),
    (b"AMQP", "AMQP"),
    (b"\xff\xfb", "Telnet"),
    (b"\xff\xfc", "Telnet"),
    (b"\xff\xfd", "Telnet"),
    (b"\xff\xfe", "Telnet"),
    (b"0\x0c\x02", "LDAP"),
    (b"0\x84\x00", "LDAP"),
    (b"\xf2\xf2\xf0", "EBCDIC text"),
    (b"\xf2\xf5\xf0", "EBCDIC text"),
)
_BY_FIRST: dict[int, list[tuple[bytes, str]]] = {}
for _prefix, _name in _FOREIGN:
    _BY_FIRST.setdefault(_prefix[0], []).append((_prefix, _name))


def protocol_of(seen: bytes) -> tuple[bytes, str] | None:
    """The prefix and the protocol that these bytes begin with; None if no other is known.

    ``seen`` is the beginning of a line and not empty.
    """
    for prefix, name in _BY_FIRST.get(seen[0], ()):
        if seen.startswith(prefix):
            return prefix, name
    return None
