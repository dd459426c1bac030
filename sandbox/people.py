"""People who call AWS with credentials of their own, in whatever account."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity, account_root
from sandbox.one_time_code import STEP_SECONDS, one_time_code

TAKE_ANY_ROLE: Mapping[str, Any] = {
    "Effect": "Allow",
    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
    "Resource": "*",
}
"""Lets somebody take every role that trusts them, and nothing else."""


class Person:
    """An IAM user with an access key and an MFA device.

    Attributes:
        arn: ARN of the user.
        name: Name of the user.
        identity: Calls AWS with the access key: without MFA, as long-term credentials are.
        mfa_serial: ARN of the enabled device.
    """

    def __init__(
        self, *, arn: str, name: str, identity: Identity, mfa_serial: str, mfa_seed: str
    ) -> None:
        """Describe the user; ``person`` creates one."""
        self.arn = arn
        self.name = name
        self.identity = identity
        self.mfa_serial = mfa_serial
        self._mfa_seed = mfa_seed

    def token_code(self, *, steps: int = 0) -> str:
        """Return what the device shows now, or so many times 30 seconds later."""
        return one_time_code(self._mfa_seed, time.time() + STEP_SECONDS * steps)

    def mfa(self) -> dict[str, str]:
        """Return what ``AssumeRole`` and ``GetSessionToken`` take as proof of MFA."""
        return {"SerialNumber": self.mfa_serial, "TokenCode": self.token_code()}

    def wrong_mfa(self) -> dict[str, str]:
        """Return the device with a code that it shows neither now nor soon."""
        soon = {self.token_code(steps=steps) for steps in range(-3, 4)}
        codes = (f"{number:06}" for number in range(len(soon) + 1))
        return {
            "SerialNumber": self.mfa_serial,
            "TokenCode": next(code for code in codes if code not in soon),
        }


@contextmanager
def person(
    emulator: Emulator,
    *,
    name: str,
    account: str,
    region: str,
    permissions: Sequence[Mapping[str, Any]] = (TAKE_ANY_ROLE,),
    path: str = "/",
    tags: Mapping[str, str] | None = None,
    source_ip: str | None = None,
) -> Iterator[Person]:
    """Create an IAM user with an access key and an enabled MFA device; gone afterwards.

    Args:
        emulator: Where.
        name: Of the user; the device has it, too.
        account: Whose user: the environment's own account or any other.
        region: Where the user calls AWS.
        permissions: Statements of the user's only policy; those to take any role if left out, none
            at all if empty.
        path: Of the user's ARN; none if left out.
        tags: Of the user; none if left out.
        source_ip: Address that AWS sees the user call from; the loopback's if left out.
    """
    iam = account_root(emulator, account=account, region=region).client("iam")
    told = [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
    arn = iam.create_user(UserName=name, Path=path, Tags=told)["User"]["Arn"]
    key = iam.create_access_key(UserName=name)["AccessKey"]
    if permissions:
        document = {"Version": "2012-10-17", "Statement": list(permissions)}
        iam.put_user_policy(UserName=name, PolicyName="Own", PolicyDocument=json.dumps(document))
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    serial, seed = device["SerialNumber"], device["Base32StringSeed"].decode()
    now = time.time()
    iam.enable_mfa_device(
        UserName=name,
        SerialNumber=serial,
        AuthenticationCode1=one_time_code(seed, now - STEP_SECONDS),
        AuthenticationCode2=one_time_code(seed, now),
    )
    identity = Identity(
        emulator,
        region=region,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        source_ip=source_ip,
    )
    try:
        yield Person(arn=arn, name=name, identity=identity, mfa_serial=serial, mfa_seed=seed)
    finally:
        iam.deactivate_mfa_device(UserName=name, SerialNumber=serial)
        iam.delete_virtual_mfa_device(SerialNumber=serial)
        if permissions:
            iam.delete_user_policy(UserName=name, PolicyName="Own")
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.delete_user(UserName=name)
