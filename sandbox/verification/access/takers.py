"""Everybody whom an operator role names, for the time of a verification."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.emulator_process import PARTITION, Emulator
from sandbox.identity import Identity, account_root
from sandbox.people import TAKE_ANY_ROLE, Person, person
from stacks.config import EnvironmentConfig, OperatorConfig

_CHOSEN_BY_AWS = "0123456789abcdef"


@dataclass(frozen=True, kw_only=True, slots=True)
class Taker:
    """Somebody whom an operator role names."""

    who: str
    identity: Identity
    name: str
    """What the source identity says of them."""
    person: Person | None = None
    """The IAM user, with an MFA device; none if they come with a role."""

    def asks(self, operator: OperatorConfig) -> dict[str, object]:
        """Return what they send to STS, so that every rule of the role is met."""
        rules = operator.rules
        asked: dict[str, object] = {"RoleSessionName": self.name}
        if rules.source_identity:
            asked["SourceIdentity"] = self.name
        if rules.mfa and self.person is not None:
            asked |= self.person.mfa()
        if rules.session_tags:
            asked["Tags"] = [
                {"Key": key, "Value": "sandbox" if values[0] == "*" else values[0]}
                for key, values in rules.session_tags.items()
            ]
        return asked


@contextmanager
def takers(
    emulator: Emulator, environment: EnvironmentConfig, operator: OperatorConfig
) -> Iterator[list[Taker]]:
    """Create everybody whom the role names; gone afterwards."""
    operators, region = operator.operators, environment.region
    networks = operator.rules.networks
    source_ip = networks[0].split("/")[0] if networks else None
    with ExitStack() as stack:
        found = []
        for named in operators.users:
            account, name = _account_and_name(named, environment)
            user = stack.enter_context(
                person(emulator, name=name, account=account, region=region, source_ip=source_ip)
            )
            found.append(
                Taker(who=f"the user {name}", identity=user.identity, name=name, person=user)
            )
        for named in operators.roles:
            account, name = _account_and_name(named, environment)
            identity = stack.enter_context(
                role_session(emulator, name=name, account=account, region=region)
            )
            found.append(Taker(who=f"the role {name}", identity=identity, name="somebody"))
        for named in operators.permission_sets:
            identity = stack.enter_context(
                role_session(
                    emulator,
                    name=f"AWSReservedSSO_{named}_{_CHOSEN_BY_AWS}",
                    path=f"/aws-reserved/sso.amazonaws.com/{region}/",
                    account=environment.account,
                    region=region,
                )
            )
            found.append(Taker(who=f"permission set {named}", identity=identity, name="somebody"))
        for account in operators.accounts:
            tags = {key: values[0] for key, values in operators.principal_tags.items()}
            user = stack.enter_context(
                person(emulator, name="tagged", account=account, region=region, tags=tags)
            )
            found.append(
                Taker(
                    who=f"a tagged user of {account}",
                    identity=user.identity,
                    name="tagged",
                    person=user,
                )
            )
        yield found


def _account_and_name(named: str, environment: EnvironmentConfig) -> tuple[str, str]:
    if named.startswith("arn:"):
        return named.split(":")[4], named.rpartition("/")[2]
    return environment.account, named


@contextmanager
def role_session(
    emulator: Emulator, *, name: str, account: str, region: str, path: str = "/"
) -> Iterator[Identity]:
    """Create a role that may take any other, and return its permissions; gone afterwards."""
    root = account_root(emulator, account=account, region=region)
    iam, policy = root.client("iam"), "TakeAnyRole"
    own = {"AWS": f"arn:{PARTITION}:iam::{account}:root"}
    trust = {"Effect": "Allow", "Principal": own, "Action": "sts:AssumeRole"}
    arn = iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=_document(trust))[
        "Role"
    ]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=_document(TAKE_ANY_ROLE))
    credentials = root.client("sts").assume_role(RoleArn=arn, RoleSessionName="sandbox")[
        "Credentials"
    ]
    try:
        yield Identity(
            emulator,
            region=region,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
    finally:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
        iam.delete_role(RoleName=name)


def _document(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
