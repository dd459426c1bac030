"""The sandbox's own certificate."""

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate for the loopback address, and the authority that signed it."""

    authority: Path
    chain: Path
    key: Path


def make_certificate(folder: Path) -> Certificate:
    """Make an authority and a certificate of its own, which nothing else trusts.

    The emulator needs TLS because the bucket that ``cdk bootstrap`` makes denies plain HTTP.
    """
    authority = trustme.CA()
    server = authority.issue_cert("127.0.0.1")
    certificate = Certificate(
        authority=folder / "authority.pem",
        chain=folder / "certificate.pem",
        key=folder / "key.pem",
    )
    authority.cert_pem.write_to_path(str(certificate.authority))
    for number, part in enumerate(server.cert_chain_pems):
        part.write_to_path(str(certificate.chain), append=number > 0)
    server.private_key_pem.write_to_path(str(certificate.key))
    return certificate
