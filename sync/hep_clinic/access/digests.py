"""Secrets as they are kept: what somebody must show stands in the file only as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode


def new_secret() -> str:
    """256 bits, as text that travels in a header."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def derived(secret: str, salt: str, purpose: str) -> str:
    """Another secret, the same each time: made of one that is not kept and a salt that is."""
    made = hmac.new(bytes.fromhex(salt), f"{purpose}\n{secret}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()
