"""Whether a code of an MFA device proves who calls."""

import time
from collections.abc import Mapping
from typing import Any

from sandbox.emulator.sts_refusal import StsRefusal
from sandbox.one_time_code import STEP_SECONDS, one_time_code

_FAILED = "MultiFactorAuthentication failed"


def check_mfa_code(caller: Mapping[str, Any], serial: str, code: str) -> bool:
    """Check the code that a request to STS carries, as AWS does.

    Args:
        caller: Who calls, as the emulator's STS knows them.
        serial: ``SerialNumber`` of the request; empty if it has none.
        code: ``TokenCode`` of the request; empty if it has none.

    Returns:
        False if the request carries neither; True if the code is right, or was or will be within
        30 seconds.

    Raises:
        StsRefusal: The code is wrong, the device not enabled for the calling IAM user, or one of
            serial number and code is missing.
    """
    from ministack.services import iam

    if not serial and not code:
        return False
    if not serial or not code:
        raise StsRefusal(
            "AccessDenied",
            f"{_FAILED}, must provide both MFA serial number and one time pass code.",
        )
    device = iam._mfa_devices.get_scoped(caller["accountId"], None, serial)
    is_user = caller["principalType"] == "User"
    if not is_user or device is None or device["User"] != caller["principalName"]:
        raise StsRefusal(
            "AccessDenied",
            f"{_FAILED}, unable to validate MFA code.  Please verify your MFA serial number is "
            "valid and associated with this user.",
        )
    now = time.time()
    moments = (now - STEP_SECONDS, now, now + STEP_SECONDS)
    if code not in [one_time_code(device["Base32StringSeed"], moment) for moment in moments]:
        raise StsRefusal("AccessDenied", f"{_FAILED} with invalid MFA one time pass code. ")
    return True
