"""Virtual MFA devices whose codes count.

The emulator's seeds are no Base32, and it enables a device with whatever codes. Source:
"CreateVirtualMFADevice" and "EnableMFADevice" in the IAM API reference. That AWS takes a code only
once is left out.
"""

import base64
import secrets
import time
from typing import Any

from sandbox.one_time_code import STEP_SECONDS, one_time_code

SUMMARY = "give a device a seed in Base32; enable it with two codes in a row of its own, only"

_SEED_BYTES = 40

_Request = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Give devices seeds, and check the codes that enable them."""
    from ministack.services import iam

    plain_create = iam._IAM_HANDLERS["CreateVirtualMFADevice"]
    plain_enable = iam._IAM_HANDLERS["EnableMFADevice"]

    def create(request: _Request) -> _Answer:
        before = set(iam._mfa_devices)
        answer: _Answer = plain_create(request)
        for serial in set(iam._mfa_devices) - before:
            device = iam._mfa_devices[serial]
            emulated = device["Base32StringSeed"]
            device["Base32StringSeed"] = base64.b32encode(secrets.token_bytes(_SEED_BYTES)).decode()
            status, headers, body = answer
            return status, headers, body.replace(_told(emulated), _told(device["Base32StringSeed"]))
        return answer

    def enable(request: _Request) -> _Answer:
        device = iam._mfa_devices.get(iam._p(request, "SerialNumber"))
        codes = [iam._p(request, f"AuthenticationCode{number}") for number in (1, 2)]
        if device is not None and not _in_a_row(device["Base32StringSeed"], codes):
            refusal: _Answer = iam._error(
                403, "InvalidAuthenticationCode", "Authentication code for device is not valid."
            )
            return refusal
        answer: _Answer = plain_enable(request)
        return answer

    iam._IAM_HANDLERS |= {"CreateVirtualMFADevice": create, "EnableMFADevice": enable}


def _told(seed: str) -> bytes:
    return base64.b64encode(seed.encode())


def _in_a_row(seed: str, codes: list[str]) -> bool:
    moments = [time.time() + STEP_SECONDS * step for step in (-2, -1, 0, 1, 2)]
    shown = [one_time_code(seed, moment) for moment in moments]
    return codes in [shown[at : at + 2] for at in range(len(shown) - 1)]
