"""As much of a certificate as an operator wants to see: names, issuer, validity.

The ssl module decodes a certificate only where it was verified, and the ones that were not
are those to look at. So the few fields are read here from DER (X.690, RFC 5280 4.1). The
bytes come from a server: what cannot be read gives None, never an exception.
"""

import datetime
import ipaddress

import attrs

_ATTRIBUTES = {
    b"\x55\x04\x03": "CN",
    b"\x55\x04\x06": "C",
    b"\x55\x04\x07": "L",
    b"\x55\x04\x08": "ST",
    b"\x55\x04\x0a": "O",
    b"\x55\x04\x0b": "OU",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01": "emailAddress",
}
_ALTERNATIVE_NAMES = b"\x55\x1d\x11"
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_UTC_TIME = 0x17
_BMP_STRING = 0x1E
_MAIL, _DNS, _ADDRESS = 0x81, 0x82, 0x87


@attrs.frozen
class Certificate:
    """What a certificate says of itself; nothing here was verified."""

    subject: str
    """Such as ``CN=mx.example.org, O=Example``; empty if it names nobody."""
    issuer: str
    not_before: datetime.datetime
    not_after: datetime.datetime
    names: tuple[str, ...]
    """Its subjectAltName: host names, IP addresses, mail addresses."""


def read_certificate(der: bytes) -> Certificate | None:
    """Read a certificate in DER; None if it cannot be read."""
    try:
        [(_, whole)] = _items(der)
        fields = _items(_items(whole)[0][1])
        if fields[0][0] == _VERSION:
            del fields[0]
        _serial, _algorithm, issuer, validity, subject, _key, *rest = fields
        start, end = (_time(tag, content) for tag, content in _items(validity[1]))
        return Certificate(_name(subject[1]), _name(issuer[1]), start, end, _alternatives(rest))
    except (ValueError, IndexError):
        return None


def _items(data: bytes) -> list[tuple[int, bytes]]:
    """The elements that stand one behind the other, each as its tag and its content."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length >= 0x80:  # then it is the number of the bytes that hold the length
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise ValueError("an element is longer than what holds it")
        found.append((tag, data[at : at + length]))
        at += length
    return found


def _name(data: bytes) -> str:
    parts: list[str] = []
    for _, several in _items(data):
        for _, pair in _items(several):
            (_, kind), (tag, value) = _items(pair)
            encoding = "utf-16-be" if tag == _BMP_STRING else "utf-8"
            name = _ATTRIBUTES.get(kind, f"0x{kind.hex()}")
            parts.append(f"{name}={value.decode(encoding, 'replace')}")
    return ", ".join(parts)


def _time(tag: int, content: bytes) -> datetime.datetime:
    text = content.decode("ascii")
    if tag == _UTC_TIME:  # two digits of the year: RFC 5280 4.1.2.5.1
        text = ("19" if text >= "50" else "20") + text
    return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.UTC)


def _alternatives(fields: list[tuple[int, bytes]]) -> tuple[str, ...]:
    for tag, content in fields:
        if tag != _EXTENSIONS:
            continue
        for _, extension in _items(_items(content)[0][1]):
            (_, kind), *_critical, (_, value) = _items(extension)
            if kind == _ALTERNATIVE_NAMES:
                names = _items(_items(value)[0][1])
                return tuple(_alternative(*name) for name in names)
    return ()


def _alternative(tag: int, content: bytes) -> str:
    if tag == _ADDRESS:
        return str(ipaddress.ip_address(content))
    if tag in (_DNS, _MAIL):
        return content.decode("utf-8", "replace")
    return f"0x{content.hex()}"
