"""Everybody whom an operator role names, for the time of a verification."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.emulator_process import PARTITION, Emulator
from sandbox.identity import Identity, account_root
from sandbox.people import TAKE_ANY_ROLE, Person, person
from stacks.config import EnvironmentConfig, OperatorConfig

_CHOSEN_BY_AWS = "0123456789abcdef"


@dataclass(frozen=True, kw_only=True, slots=True)
class Taker:
    """Somebody who takes an operator role, or would like to."""

    who: str
    identity: Identity
    arn: str
    """Who STS says that they are."""
    name: str
    """What the source identity says of them."""
    person: Person | None = None
    """The IAM user, with an MFA device; who comes with a role is asked for no MFA."""
    is_named: bool = False
    """Whether the role names the user, and so holds them to that name."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Of the user or role."""

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
                {"Key": key, "Value": value} for key, value in session_tags(operator).items()
            ]
        return asked


def session_tags(operator: OperatorConfig) -> dict[str, str]:
    """Return tags that the role takes, one value for each."""
    return {
        key: "sandbox" if values[0] == "*" else values[0]
        for key, values in operator.rules.session_tags.items()
    }


def address(operator: OperatorConfig) -> str | None:
    """Return an address that the role can be taken from; None if any will do."""
    networks = operator.rules.networks
    return networks[0].split("/")[0] if networks else None


@contextmanager
def takers(
    emulator: Emulator, environment: EnvironmentConfig, operator: OperatorConfig
) -> Iterator[list[Taker]]:
    """Create everybody whom the role names; gone afterwards."""
    operators, region, source_ip = operator.operators, environment.region, address(operator)
    with ExitStack() as stack:
        found = []
        for named in operators.users:
            account, path, name = _parts(named, environment)
            user = stack.enter_context(
                person(emulator, name=name, account=account, region=region, path=path)
            )
            found.append(
                Taker(
                    who=f"the user {named}",
                    identity=user.identity,
                    arn=user.arn,
                    name=name,
                    person=user,
                    is_named=True,
                )
            )
        for named in operators.roles:
            account, path, name = _parts(named, environment)
            found.append(
                stack.enter_context(
                    role_taker(
                        *(emulator, f"the role {named}"),
                        name=name,
                        path=path,
                        account=account,
                        region=region,
                    )
                )
            )
        found += [
            stack.enter_context(
                permission_set_taker(emulator, f"permission set {named}", named, environment)
            )
            for named in operators.permission_sets
        ]
        for account in operators.accounts:
            tags = {key: values[0] for key, values in operators.principal_tags.items()}
            user = stack.enter_context(
                person(
                    *(emulator,),
                    name=f"tagged-for-{environment.name}",
                    account=account,
                    region=region,
                    tags=tags,
                )
            )
            found.append(
                Taker(
                    who=f"a tagged user of {account}",
                    identity=user.identity,
                    arn=user.arn,
                    name=user.name,
                    person=user,
                    tags=tags,
                )
            )
        # Credentials of a role come from a call of the root, whose address is the loopback's.
        yield [replace(one, identity=one.identity.calling_from(source_ip)) for one in found]


def _parts(named: str, environment: EnvironmentConfig) -> tuple[str, str, str]:
    """Return account, path and name of a user or role, as its config names it."""
    if not named.startswith("arn:"):
        return environment.account, "/", named
    account, resource = named.split(":", 5)[4:]
    _, *folders, name = resource.split("/")
    return account, "/".join(["", *folders, ""]), name


@contextmanager
def permission_set_taker(
    emulator: Emulator, who: str, name: str, environment: EnvironmentConfig
) -> Iterator[Taker]:
    """Create the role that IAM Identity Center makes for a permission set; gone afterwards."""
    with role_taker(
        *(emulator, who),
        name=f"AWSReservedSSO_{name}_{_CHOSEN_BY_AWS}",
        path=f"/aws-reserved/sso.amazonaws.com/{environment.region}/",
        account=environment.account,
        region=environment.region,
    ) as taker:
        yield taker


@contextmanager
def role_taker(
    emulator: Emulator,
    who: str,
    *,
    name: str,
    account: str,
    region: str,
    path: str = "/",
) -> Iterator[Taker]:
    """Create a role that may take any other, and return who has it; gone afterwards."""
    root = account_root(emulator, account=account, region=region)
    iam, policy = root.client("iam"), "TakeAnyRole"
    own = {"AWS": f"arn:{PARTITION}:iam::{account}:root"}
    trust = {"Effect": "Allow", "Principal": own, "Action": "sts:AssumeRole"}
    arn = iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=_document(trust))[
        "Role"
    ]["Arn"]
    try:
        iam.put_role_policy(
            RoleName=name, PolicyName=policy, PolicyDocument=_document(TAKE_ANY_ROLE)
        )
        session = root.client("sts").assume_role(RoleArn=arn, RoleSessionName="sandbox")
        credentials = session["Credentials"]
        yield Taker(
            who=who,
            identity=Identity(
                emulator,
                region=region,
                aws_access_key_id=credentials["AccessKeyId"],
                aws_secret_access_key=credentials["SecretAccessKey"],
                aws_session_token=credentials["SessionToken"],
            ),
            arn=session["AssumedRoleUser"]["Arn"],
            name="somebody",
        )
    finally:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
        iam.delete_role(RoleName=name)


def _document(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
