"""What a probe finds, one value a finding, for a person and as JSON.

Everything here came from a server, so all text goes through `printable` before it is shown;
the JSON holds it as it came. A finding with ``failed`` makes the exit code 1.
"""

import datetime
import ssl
import sys
from collections.abc import Iterable
from typing import Any

import attrs

from smtpreply.adapters.verification import Verification
from smtpreply.capabilities import Capabilities, Capability
from smtpreply.cli.certificate import Certificate, read_certificate
from smtpreply.cli.demo import lines_of as lines_of_exchange
from smtpreply.cli.diagnosing import as_record
from smtpreply.cli.diagnosing import lines_of as lines_of_diagnosis
from smtpreply.cli.output import Line, dump, jsonable, wrapped, write
from smtpreply.diagnosis import Diagnosis, diagnose
from smtpreply.dialogue import Exchange
from smtpreply.printable import printable
from smtpreply.reference import find_keyword
from smtpreply.tables.rows import KeywordRow

_SHOWN = 200  # characters of one name or detail that a server chose


@attrs.frozen
class Finding:
    """One thing found: what it is, its JSON, its lines."""

    kind: str
    record: dict[str, Any]
    lines: tuple[Line, ...]
    failed: bool = False


@attrs.define
class Report:
    """Prints findings as they come, and remembers whether one of them was a failure."""

    as_json: bool
    failed: bool = False

    def tell(self, finding: Finding) -> None:
        """Print one."""
        self.failed = self.failed or finding.failed
        if self.as_json:
            dump({"finding": finding.kind, **finding.record})
        else:
            write(finding.lines)
        sys.stdout.flush()  # a slow server's answers are seen as they come


def connection(address: str, port: int, unreached: list[tuple[str, OSError]]) -> Finding:
    """Where the client is connected, and which addresses did not answer."""
    failed = [{"address": tried, "error": _reason(error)} for tried, error in unreached]
    lines = [
        (f"No connection to {f['address']}: {printable(f['error'])}", "yellow") for f in failed
    ]
    lines.append((f"Connected to {address}, port {port}.", "bold"))
    return Finding("connection", {"address": address, "port": port, "unreached": failed}, (*lines,))


def answer(exchange: Exchange) -> Finding:
    """A command, its reply, what it means and advises."""
    diagnosis = diagnose(exchange.reply, context=exchange.context)
    record = {"command": exchange.command, "unasked": exchange.is_unasked, **as_record(diagnosis)}
    return Finding("answer", record, (*lines_of_exchange(exchange),))


def keywords(offered: Capabilities, before: Capabilities | None) -> Finding:
    """What the server offers; with ``before``, only what TLS has changed."""
    if before is None:
        lines = [*_titled("It offers:" if offered.offered else "It offers no keywords.")]
        lines += [line for one in offered.offered for line in _keyword("", one)]
        return Finding("keywords", {"offered": [_named(one) for one in offered.offered]}, (*lines,))
    appeared = [one for one in offered.offered if one not in before.offered]
    gone = [one for one in before.offered if one not in offered.offered]
    record = {"offered": [_named(one) for one in offered.offered]}
    record |= {"appeared": [_named(one) for one in appeared], "gone": [_named(one) for one in gone]}
    changed = appeared or gone
    lines = [*_titled("Under TLS, against before:" if changed else "TLS changes no keyword.")]
    lines += [line for one in appeared for line in _keyword("+ ", one)]
    lines += [line for one in gone for line in _keyword("- ", one, is_offered=False)]
    return Finding("keywords", record, (*lines,))


def encryption(connected: ssl.SSLSocket, *, verified: bool, now: datetime.datetime) -> Finding:
    """Protocol, cipher and certificate of a TLS connection."""
    cipher, _, bits = connected.cipher() or ("unknown", "", 0)
    certificate = read_certificate(connected.getpeercert(binary_form=True) or b"")
    record = {
        "protocol": connected.version(),
        "cipher": cipher,
        "bits": bits,
        "verified": verified,
        "certificate": None if certificate is None else _certificate_record(certificate),
    }
    lines = [*_titled(f"TLS: {connected.version()}, {cipher}, {bits} bits")]
    lines += wrapped(f"certificate: {'verified' if verified else 'NOT verified'}", hang=4)
    if certificate is None:
        lines += wrapped("It cannot be read.", "  ", "yellow")
    else:
        lines += _certificate_lines(certificate, now)
    return Finding("tls", record, (*lines,))


def verification(found: Verification) -> Finding:
    """What is known of an address now."""
    record = {
        "address": found.address,
        "status": found.status.value,
        "how": found.how.value,
        "catch_all": found.catch_all,
        "cautions": [caution.name for caution in found.cautions],
    }
    lines = [("", ""), *wrapped(str(found), "", "bold", hang=3)]
    if found.catch_all:
        lines += wrapped("An address that cannot exist was accepted too.", "   ", "yellow")
    for caution in found.cautions:
        lines += wrapped(f"mind: {caution.name}: {caution.value}", "   ", "yellow", hang=6)
    return Finding("address", record, (*lines,))


def note(text: str, *, failed: bool = False) -> Finding:
    """Something the operator should know of how the probe went."""
    style = "bold red" if failed else "yellow"
    return Finding("note", {"text": text}, (("", ""), *wrapped(text, "", style)), failed)


def trouble(diagnosis: Diagnosis | None, detail: str) -> Finding:
    """What came in the place of an answer."""
    record = {"detail": detail}
    lines: list[Line] = [("", "")]
    if diagnosis is None:
        lines += wrapped(f"Failed: {printable(detail, _SHOWN)}", "", "bold red")
        return Finding("failure", record, (*lines,), failed=True)
    what, *rest = lines_of_diagnosis(diagnosis)
    lines.append((f"Failed: {what[0]}", "bold red"))
    lines += wrapped(f"detail:  {printable(detail, _SHOWN)}", hang=9)
    return Finding("failure", {**record, **as_record(diagnosis)}, (*lines, *rest), failed=True)


def _titled(text: str) -> Iterable[Line]:
    yield "", ""
    yield from wrapped(text, "", "bold")


def _row(one: Capability) -> KeywordRow | None:
    # The old form AUTH=LOGIN is a keyword of its own, and means AUTH.
    return find_keyword(one.keyword) or find_keyword(one.keyword.partition("=")[0])


def _keyword(sign: str, one: Capability, *, is_offered: bool = True) -> Iterable[Line]:
    row = _row(one)
    words = printable(" ".join((one.keyword, *one.parameters)), _SHOWN)
    title = (
        "not in our tables; a keyword that is not known does no harm" if row is None else row.title
    )
    yield from wrapped(f"{sign}{words}: {title}", "  ", "green" if row else "", hang=4)
    if row is not None and is_offered:
        first = row.meaning.partition(". ")[0].rstrip(".")
        yield from wrapped(f"{first}.", "      ", "dim")


def _named(one: Capability) -> dict[str, Any]:
    row = _row(one)
    return {
        "keyword": one.keyword,
        "parameters": list(one.parameters),
        "title": None if row is None else row.title,
        "meaning": None if row is None else row.meaning,
    }


def _certificate_record(certificate: Certificate) -> dict[str, Any]:
    return {
        **jsonable(certificate),
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
    }


def _certificate_lines(certificate: Certificate, now: datetime.datetime) -> Iterable[Line]:
    days = (certificate.not_after - now).days
    when = f"{days} days left" if days >= 0 else "EXPIRED"
    if certificate.not_before > now:
        when = "NOT YET VALID"
    start, end = (
        f"{moment:%Y-%m-%d}" for moment in (certificate.not_before, certificate.not_after)
    )
    self_signed = " (itself)" if certificate.issuer == certificate.subject else ""
    facts = {
        "subject": certificate.subject or "(nobody)",
        "issuer": certificate.issuer + self_signed,
        "valid": f"{start} to {end}, {when}",
        "names": ", ".join(certificate.names) or "(none: no client can match it to a host)",
    }
    for name, value in facts.items():
        yield from wrapped(f"{name + ':':9}{printable(value, 1000)}", "  ", hang=9)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
