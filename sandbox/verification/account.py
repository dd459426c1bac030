"""The account that an environment is deployed to."""

from sandbox.emulator_process import PARTITION, Emulator
from sandbox.identity import account_root
from sandbox.verification.assuming import Services


class Account:
    """One account and region of the emulator.

    Attributes:
        root: May do everything in the account.
        services: EC2 and ECS, when they assume a role.
    """

    def __init__(self, emulator: Emulator, *, account: str, region: str) -> None:
        """Speak for an account and region."""
        self.root = account_root(emulator, account=account, region=region)
        self.services = Services(emulator, account=account, region=region)
        self._account = account
        self._region = region

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of something in this account and region."""
        return f"arn:{PARTITION}:{service}:{self._region}:{self._account}:{resource}"

    def iam_arn(self, resource: str) -> str:
        """Return the ARN of something of IAM, which is in no region."""
        return f"arn:{PARTITION}:iam::{self._account}:{resource}"

    def cdk_role(self, purpose: str) -> str:
        """Return the ARN of a role that ``cdk bootstrap`` makes, as for ``deploy``."""
        return self.iam_arn(f"role/cdk-hnb659fds-{purpose}-role-{self._account}-{self._region}")

    def assets_object(self) -> str:
        """Return the ARN of an object in the bucket from which the CDK deploys."""
        bucket = f"cdk-hnb659fds-assets-{self._account}-{self._region}"
        return f"arn:{PARTITION}:s3:::{bucket}/sandbox"
