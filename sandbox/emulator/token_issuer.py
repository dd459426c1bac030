"""The sandbox in the place of every OpenID Connect issuer.

Each issuer has a key of its own, which only this process knows: a token that was not made here, or
that was changed, is not verified. The emulator reaches no network, so it asks no issuer for keys.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

_HEADER = {"alg": "RS256", "typ": "JWT"}

_keys: dict[str, RSAPrivateKey] = {}


def issue_token(claims: Mapping[str, Any]) -> str:
    """Sign the claims with the key of the issuer that they name in ``iss``."""
    key = _keys.setdefault(claims["iss"], generate_private_key(65537, 2048))
    signed = f"{_encoded(json.dumps(_HEADER).encode())}.{_encoded(json.dumps(claims).encode())}"
    return f"{signed}.{_encoded(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def verified_claims(token: str) -> dict[str, Any]:
    """Return the claims of a token that its issuer has signed.

    Raises:
        ValueError: It is no token, or not signed by the issuer that it names.
    """
    try:
        header, payload, signature = token.split(".")
        claims = json.loads(_decoded(payload))
        if json.loads(_decoded(header))["alg"] != _HEADER["alg"]:
            raise ValueError("not signed with RS256")
        _keys[claims["iss"]].public_key().verify(
            _decoded(signature), f"{header}.{payload}".encode(), PKCS1v15(), SHA256()
        )
    except (InvalidSignature, KeyError, TypeError, binascii.Error) as error:
        raise ValueError("not signed by its issuer") from error
    return dict(claims)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
