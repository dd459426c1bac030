"""The code that a virtual MFA device shows."""

import base64
import hmac

STEP_SECONDS = 30
"""How long a device shows one code."""

_DIGITS = 6


def one_time_code(seed: str, moment: float) -> str:
    """Return the code of a moment.

    Source: RFC 6238 with SHA-1, six digits and 30 seconds, which is what AWS asks of an
    authenticator app ("Assign a virtual MFA device" in the IAM User Guide).

    Args:
        seed: The ``Base32StringSeed`` of the device, as text.
        moment: Seconds since 1970.
    """
    counter = int(moment // STEP_SECONDS).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(seed), counter, "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"
