"""Logins: what the client says in the AUTH exchange (RFC 4954 4), one class a mechanism.

Pure. A login is tried only inside TLS, so none of them is the safer for hiding the password;
they differ in what servers ask for. None shows its secret in its repr.
"""

import hmac
from typing import Protocol

import attrs


class Login(Protocol):
    """What `Delivery` needs of a mechanism; write your own where these do not do."""

    @property
    def mechanism(self) -> str:
        """Its name, as the EHLO reply offers it, such as ``PLAIN``."""
        ...

    def initial(self) -> bytes | None:
        """The response that goes with AUTH, not yet in base64; None: the server speaks first."""
        ...

    def respond(self, challenge: bytes, step: int) -> bytes:
        """The response to the ``step``-th challenge, from 1; raises ``ValueError`` where the
        challenge makes no sense."""
        ...


@attrs.frozen
class Plain:
    """PLAIN (RFC 4616)."""

    user: str
    password: str = attrs.field(repr=False)
    mechanism = "PLAIN"

    def initial(self) -> bytes | None:
        """No authorisation identity, user and password, with NUL between them."""
        return f"\0{self.user}\0{self.password}".encode()

    def respond(self, challenge: bytes, step: int) -> bytes:
        """The same, where the server asks first."""
        return _once(self.initial(), step)


@attrs.frozen
class LoginLogin:
    """LOGIN: the old mechanism that Microsoft's servers ask for; never standardised."""

    user: str
    password: str = attrs.field(repr=False)
    mechanism = "LOGIN"

    def initial(self) -> bytes | None:
        """Nothing: some servers take no initial response here."""
        return None

    def respond(self, challenge: bytes, step: int) -> bytes:
        """First the user, then the password, whatever the prompts say."""
        if step > 2:
            raise ValueError("LOGIN has two challenges, not three")
        return (self.user if step == 1 else self.password).encode()


@attrs.frozen
class CramMd5:
    """CRAM-MD5 (RFC 2195)."""

    user: str
    password: str = attrs.field(repr=False)
    mechanism = "CRAM-MD5"

    def initial(self) -> bytes | None:
        """Nothing: the server speaks first."""
        return None

    def respond(self, challenge: bytes, step: int) -> bytes:
        """The user and the keyed hash of the challenge."""
        digest = hmac.new(self.password.encode(), challenge, "md5").hexdigest()
        return _once(f"{self.user} {digest}".encode(), step)


@attrs.frozen
class XOAuth2:
    """XOAUTH2, as Google and Microsoft document it; the token is had elsewhere."""

    user: str
    token: str = attrs.field(repr=False)
    mechanism = "XOAUTH2"

    def initial(self) -> bytes | None:
        """User and bearer token, each ended by a control-A."""
        return f"user={self.user}\1auth=Bearer {self.token}\1\1".encode()

    def respond(self, challenge: bytes, step: int) -> bytes:
        """Empty: a challenge here tells an error, and the refusal comes behind it."""
        return b"" if challenge else self.initial() or b""


def _once(response: bytes | None, step: int) -> bytes:
    if step > 1 or response is None:
        raise ValueError("one challenge is expected, not another")
    return response
