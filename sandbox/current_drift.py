"""How the roles of a deployed environment differ from its templates."""

from typing import Any

from access.drift.find_drift import Findings, find_drift
from access.reading.aws_account import AwsAccount
from sandbox.deployment import Deployment
from sandbox.identity import account_root
from stacks.config import EnvironmentConfig


def current_drift(deployment: Deployment, environment: EnvironmentConfig) -> Findings:
    """Return what ``python -m access drift --environment`` tells of it."""

    def client(service: str, region: str) -> Any:
        root = account_root(deployment.emulator, account=environment.account, region=region)
        return root.client(service)

    account = AwsAccount(number=environment.account, region=environment.region, client=client)
    return find_drift(deployment.assembly, account, environment=environment.name)
