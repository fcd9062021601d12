"""Certificates for tests, made when they are needed: no key lies in the package.

Needs the package cryptography, which the extra ``testing`` brings.
"""

import datetime
import ipaddress
import ssl
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from cryptography import x509

NAMES = ("localhost", "127.0.0.1")


@attrs.frozen
class Certificate:
    """A certificate with its key, both PEM."""

    pem: str
    key: str = attrs.field(repr=False)

    def server_context(self) -> ssl.SSLContext:
        """For the server: it shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # ssl reads keys from files only; the folder is ours alone and gone at once.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "certificate.pem"
            path.write_text(self.key + self.pem)
            context.load_cert_chain(path)
        return context

    def client_context(self) -> ssl.SSLContext:
        """For the client: it trusts this certificate, and nothing else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.pem)
        return context


def self_signed(*names: str, expired: bool = False) -> Certificate:
    """A new certificate for these names and IP addresses; without any, for those of loopback.

    It holds for a day; one that is ``expired`` did so until yesterday. Raises ``ImportError``
    without the package cryptography.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    names = names or NAMES
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    day = datetime.timedelta(days=1)
    begin = datetime.datetime.now(datetime.UTC) - (2 * day if expired else day / 24)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + day)
        .add_extension(x509.SubjectAlternativeName([_general(n) for n in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    return Certificate(certificate.public_bytes(pem).decode(), secret.decode())


def _general(name: str) -> "x509.GeneralName":
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
