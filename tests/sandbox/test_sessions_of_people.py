"""Who gets a role, and under which conditions: MFA, source identity, tags, networks, accounts."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity
from sandbox.one_time_code import one_time_code
from sandbox.people import Person, person
from tests.sandbox.small_account import REGION, SmallAccount

_OTHER = "300000000001"
_THIRD = "300000000002"
_TAKE = "sts:AssumeRole"
_SOURCE = "sts:SetSourceIdentity"
_TAG = "sts:TagSession"


@pytest.fixture
def alice(emulator: Emulator, account: SmallAccount) -> Iterator[Person]:
    tags = {"team": "orders"}
    with person(emulator, name="alice", account=account.number, region=REGION, tags=tags) as one:
        yield one


@pytest.fixture
def bob(emulator: Emulator, account: SmallAccount) -> Iterator[Person]:
    with person(emulator, name="bob", account=account.number, region=REGION) as one:
        yield one


@pytest.fixture
def stranger(emulator: Emulator) -> Iterator[Person]:
    with person(emulator, name="stranger", account=_OTHER, region=REGION) as one:
        yield one


class Role:
    def __init__(
        self,
        account: SmallAccount,
        principal: str,
        condition: Mapping[str, Any] | None = None,
        *,
        actions: tuple[str, ...] = (_TAKE,),
        hours: int = 1,
        permissions: tuple[Mapping[str, Any], ...] = (),
        name: str = "role",
    ) -> None:
        iam = account.client("iam")
        trust = _document(
            {
                "Effect": "Allow",
                "Principal": {"AWS": principal},
                "Action": list(actions),
                "Condition": condition or {},
            }
        )
        self.arn = iam.create_role(
            RoleName=name,
            Path="/people/",
            AssumeRolePolicyDocument=trust,
            MaxSessionDuration=hours * 3600,
        )["Role"]["Arn"]
        if permissions:
            document = _document(*permissions)
            iam.put_role_policy(RoleName=name, PolicyName="Own", PolicyDocument=document)

    def take(self, who: Identity, **asked: Any) -> Any:
        request = {"RoleArn": self.arn, "RoleSessionName": "session", **asked}
        return who.client("sts").assume_role(**request)

    def refusal(self, who: Identity, **asked: Any) -> str:
        with pytest.raises(ClientError) as refused:
            self.take(who, **asked)
        error = refused.value.response["Error"]
        return f"{error['Code']}: {error['Message']}"


def _document(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _session(emulator: Emulator, answer: Any) -> Identity:
    given = answer["Credentials"]
    return Identity(
        emulator,
        region=REGION,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


_MFA = {
    "Bool": {"aws:MultiFactorAuthPresent": "true"},
    "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
}
_NAMED = {"StringEquals": {"sts:SourceIdentity": "${aws:username}"}}
_ALLOWED = {"Effect": "Allow", "Resource": "*"}


# -- MFA


def test_codes_are_those_of_the_rfc() -> None:
    seed = base64.b32encode(b"12345678901234567890").decode()

    assert one_time_code(seed, 59) == "287082"
    assert one_time_code(seed, 1111111109) == "081804"


def test_clock_of_a_device_may_be_half_a_minute_ahead(account: SmallAccount, alice: Person) -> None:
    role = Role(account, alice.arn, _MFA)
    device = {"SerialNumber": alice.mfa_serial}

    assert role.take(alice.identity, **device, TokenCode=alice.token_code(steps=1))
    early = alice.token_code(steps=4)
    assert "invalid MFA" in role.refusal(alice.identity, **device, TokenCode=early)


def test_mfa_lets_a_user_in(account: SmallAccount, alice: Person) -> None:
    assert Role(account, alice.arn, _MFA).take(alice.identity, **alice.mfa())


def test_long_term_keys_carry_no_mfa(account: SmallAccount, alice: Person) -> None:
    role = Role(account, alice.arn, _MFA)
    absent = Role(account, alice.arn, {"Null": {"aws:MultiFactorAuthPresent": "true"}}, name="two")

    assert role.refusal(alice.identity).startswith("AccessDenied: User: ")
    assert absent.take(alice.identity)


def test_mfa_that_was_used_too_long_ago_is_refused(account: SmallAccount, alice: Person) -> None:
    role = Role(account, alice.arn, {"NumericLessThan": {"aws:MultiFactorAuthAge": "0"}})

    assert role.refusal(alice.identity, **alice.mfa()).startswith("AccessDenied")


def test_wrong_code_is_refused_even_where_no_mfa_is_asked_for(
    account: SmallAccount, alice: Person
) -> None:
    refusal = Role(account, alice.arn).refusal(alice.identity, **alice.wrong_mfa())

    assert "AccessDenied: MultiFactorAuthentication failed with invalid MFA one time" in refusal


def test_device_of_somebody_else_is_refused(
    account: SmallAccount, alice: Person, bob: Person
) -> None:
    refusal = Role(account, alice.arn).refusal(alice.identity, **bob.mfa())

    assert "unable to validate MFA code" in refusal


def test_code_without_device_is_refused(account: SmallAccount, alice: Person) -> None:
    refusal = Role(account, alice.arn).refusal(alice.identity, TokenCode=alice.token_code())

    assert "must provide both" in refusal


def test_session_of_a_user_carries_mfa(
    emulator: Emulator, account: SmallAccount, alice: Person
) -> None:
    role = Role(account, alice.arn, _MFA)
    sts = alice.identity.client("sts")

    assert role.take(_session(emulator, sts.get_session_token(**alice.mfa())))
    assert "AccessDenied" in role.refusal(_session(emulator, sts.get_session_token()))
    with pytest.raises(ClientError, match="invalid MFA one time pass code"):
        sts.get_session_token(**alice.wrong_mfa())


def test_session_of_a_role_carries_no_mfa(
    emulator: Emulator, account: SmallAccount, alice: Person
) -> None:
    taking = {**_ALLOWED, "Action": _TAKE}
    first = Role(account, alice.arn, _MFA, permissions=(taking,))
    second = Role(account, first.arn, _MFA, name="second")

    session = _session(emulator, first.take(alice.identity, **alice.mfa()))
    assert "AccessDenied" in second.refusal(session)


def test_device_is_enabled_with_its_own_codes_only(account: SmallAccount) -> None:
    iam = account.client("iam")
    iam.create_user(UserName="carol")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="carol")["VirtualMFADevice"][
        "SerialNumber"
    ]
    with pytest.raises(ClientError, match="InvalidAuthenticationCode"):
        iam.enable_mfa_device(
            UserName="carol",
            SerialNumber=serial,
            AuthenticationCode1="000000",
            AuthenticationCode2="000000",
        )

    assert iam.list_mfa_devices(UserName="carol")["MFADevices"] == []


# -- source identity


def test_source_identity_is_told_and_stays(
    emulator: Emulator, account: SmallAccount, alice: Person
) -> None:
    both = (_TAKE, _SOURCE)
    chaining = ({**_ALLOWED, "Action": list(both)},)
    first = Role(account, alice.arn, _NAMED, actions=both, permissions=chaining)
    inherits = {"StringEquals": {"aws:SourceIdentity": "alice"}}
    second = Role(account, first.arn, inherits, actions=both, name="second")
    silent = Role(account, first.arn, name="silent")

    taken = first.take(alice.identity, SourceIdentity="alice")
    session = _session(emulator, taken)

    assert taken["SourceIdentity"] == "alice"
    assert second.take(session)["SourceIdentity"] == "alice"
    assert _SOURCE in second.refusal(session, SourceIdentity="bob")
    assert _SOURCE in silent.refusal(session)


def test_source_identity_of_somebody_else_is_refused(account: SmallAccount, alice: Person) -> None:
    role = Role(account, alice.arn, _NAMED, actions=(_TAKE, _SOURCE))

    assert _TAKE in role.refusal(alice.identity, SourceIdentity="bob")
    assert _TAKE in role.refusal(alice.identity)


def test_trust_has_to_allow_a_source_identity(account: SmallAccount, alice: Person) -> None:
    role = Role(account, alice.arn)

    assert _SOURCE in role.refusal(alice.identity, SourceIdentity="alice")


def test_caller_has_to_be_allowed_a_source_identity(
    emulator: Emulator, account: SmallAccount
) -> None:
    only = {**_ALLOWED, "Action": _TAKE}
    place: Any = {"account": account.number, "region": REGION, "permissions": [only]}
    with person(emulator, name="dave", **place) as dave:
        role = Role(account, dave.arn, actions=(_TAKE, _SOURCE))

        assert role.take(dave.identity)
        assert _SOURCE in role.refusal(dave.identity, SourceIdentity="dave")


def test_permissions_can_ask_for_a_source_identity(
    emulator: Emulator, account: SmallAccount
) -> None:
    named = {**_ALLOWED, "Action": ["sts:*"], "Condition": _NAMED}
    place: Any = {"account": account.number, "region": REGION, "permissions": [named]}
    with person(emulator, name="erin", **place) as erin:
        role = Role(account, erin.arn, actions=(_TAKE, _SOURCE))

        assert role.take(erin.identity, SourceIdentity="erin")
        assert "AccessDenied" in role.refusal(erin.identity, SourceIdentity="alice")


# -- variables and the principal


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("${aws:username}", "alice"),
        ("${aws:PrincipalTag/team}", "orders"),
        ("${aws:PrincipalTag/nobody, 'alice'}", "alice"),
        ("by-${aws:username}", "by-alice"),
    ],
)
def test_variables_have_the_values_of_the_caller(
    account: SmallAccount, alice: Person, value: str, name: str
) -> None:
    role = Role(account, alice.arn, {"StringEquals": {"sts:RoleSessionName": value}})

    assert role.take(alice.identity, RoleSessionName=name)
    assert "AccessDenied" in role.refusal(alice.identity, RoleSessionName="bob")


def test_user_id_is_a_variable(account: SmallAccount, alice: Person) -> None:
    role = Role(account, alice.arn, {"StringEquals": {"sts:RoleSessionName": "${aws:userid}"}})
    user_id = account.client("iam").get_user(UserName="alice")["User"]["UserId"]

    assert role.take(alice.identity, RoleSessionName=user_id)
    assert "AccessDenied" in role.refusal(alice.identity, RoleSessionName="alice")


def test_variable_without_a_value_matches_nothing(account: SmallAccount, alice: Person) -> None:
    value = "${aws:PrincipalTag/nobody}*"
    alone = Role(account, alice.arn, {"StringLike": {"sts:RoleSessionName": value}})
    either = {"StringLike": {"sts:RoleSessionName": [value, "ali*"]}}

    assert "AccessDenied" in alone.refusal(alice.identity, RoleSessionName="alice")
    assert Role(account, alice.arn, either, name="two").take(
        alice.identity, RoleSessionName="alice"
    )


def test_principal_of_a_session_is_its_role(
    emulator: Emulator, account: SmallAccount, alice: Person
) -> None:
    first = Role(account, alice.arn, permissions=({**_ALLOWED, "Action": _TAKE},))
    root = f"arn:aws:iam::{account.number}:root"
    like = f"arn:aws:iam::{account.number}:role/people/rol?"
    second = Role(account, root, {"ArnLike": {"aws:PrincipalArn": like}}, name="second")

    assert second.take(_session(emulator, first.take(alice.identity)))
    assert "AccessDenied" in second.refusal(alice.identity)


def test_user_as_a_principal_is_that_user_alone(
    account: SmallAccount, alice: Person, bob: Person
) -> None:
    role = Role(account, alice.arn)

    assert role.take(alice.identity)
    assert "AccessDenied" in role.refusal(bob.identity)


# -- other accounts


def test_external_id_lets_another_account_in_and_no_third(
    emulator: Emulator, account: SmallAccount, stranger: Person
) -> None:
    wanted = {"StringEquals": {"sts:ExternalId": "secret"}}
    role = Role(account, f"arn:aws:iam::{_OTHER}:root", wanted)
    with person(emulator, name="third", account=_THIRD, region=REGION) as third:
        assert "AccessDenied" in role.refusal(third.identity, ExternalId="secret")

    assert role.take(stranger.identity, ExternalId="secret")
    assert "AccessDenied" in role.refusal(stranger.identity)
    assert "AccessDenied" in role.refusal(stranger.identity, ExternalId="wrong")


def test_user_of_another_account_needs_the_permission(
    emulator: Emulator, account: SmallAccount
) -> None:
    place: Any = {"account": _OTHER, "region": REGION}
    with person(emulator, name="powerless", permissions=[], **place) as powerless:
        role = Role(account, powerless.arn)

        assert "AccessDenied" in role.refusal(powerless.identity)


def test_another_account_needs_the_permission_to_tag(
    emulator: Emulator, account: SmallAccount, stranger: Person
) -> None:
    role = Role(account, f"arn:aws:iam::{_OTHER}:root", actions=(_TAKE, _TAG))
    tags = {"Tags": [{"Key": "ticket", "Value": "1"}]}
    only = {**_ALLOWED, "Action": _TAKE}
    place: Any = {"account": _OTHER, "region": REGION, "permissions": [only]}
    with person(emulator, name="tagless", **place) as tagless:
        assert _TAG in role.refusal(tagless.identity, **tags)

    assert role.take(stranger.identity, **tags)


def test_organisation_of_the_caller_counts(
    emulator: Emulator, account: SmallAccount, stranger: Person
) -> None:
    # An account of the emulator has an organisation of its own as soon as it asks for it.
    organizations = SmallAccount(emulator, _OTHER).client("organizations")
    organization = organizations.describe_organization()["Organization"]["Id"]
    root = f"arn:aws:iam::{_OTHER}:root"
    within = {"StringEquals": {"aws:PrincipalOrgID": organization}}
    outside = {"StringEquals": {"aws:PrincipalOrgID": "o-0000000000"}}

    assert Role(account, root, within).take(stranger.identity)
    assert "AccessDenied" in Role(account, root, outside, name="two").refusal(stranger.identity)


# -- where, when, how long


def test_address_of_the_caller_counts(
    emulator: Emulator, account: SmallAccount, alice: Person
) -> None:
    role = Role(account, alice.arn, {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})
    iam = account.client("iam")
    key = iam.create_access_key(UserName="alice")["AccessKey"]

    def calling_from(address: str) -> Identity:
        return Identity(
            emulator,
            region=REGION,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
            source_ip=address,
        )

    assert role.take(calling_from("198.51.100.7"))
    assert "AccessDenied" in role.refusal(calling_from("203.0.113.7"))
    assert "AccessDenied" in role.refusal(alice.identity)
    iam.delete_access_key(UserName="alice", AccessKeyId=key["AccessKeyId"])


@pytest.mark.parametrize(
    ("condition", "is_allowed"),
    [
        ({"StringEquals": {"aws:PrincipalTag/team": "orders"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/team": "web"}}, False),
        ({"StringEquals": {"aws:RequestedRegion": REGION}}, True),
        ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, False),
        ({"DateLessThan": {"aws:CurrentTime": "2100-01-01T00:00:00Z"}}, True),
        ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, False),
        ({"DateGreaterThan": {"aws:CurrentTime": "2100-01-01T00:00:00Z"}}, False),
    ],
)
def test_tags_region_and_time_count(
    account: SmallAccount, alice: Person, condition: dict[str, Any], is_allowed: bool
) -> None:
    role = Role(account, alice.arn, condition)

    if is_allowed:
        assert role.take(alice.identity)
    else:
        assert "AccessDenied" in role.refusal(alice.identity)


@pytest.mark.parametrize(
    ("tags", "is_allowed"),
    [
        ({"ticket": "OPS-1"}, True),
        ({"ticket": "2"}, False),
        ({"ticket": "OPS-1", "more": "1"}, False),
        ({}, False),
    ],
)
def test_tags_of_the_session_count(
    account: SmallAccount, alice: Person, tags: dict[str, str], is_allowed: bool
) -> None:
    condition = {
        "StringLike": {"aws:RequestTag/ticket": "OPS-*"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["ticket"]},
    }
    role = Role(account, alice.arn, condition, actions=(_TAKE, _TAG))
    asked = {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    if is_allowed:
        assert role.take(alice.identity, **asked)
    else:
        assert "AccessDenied" in role.refusal(alice.identity, **asked)


def test_session_is_no_longer_than_the_role_allows(account: SmallAccount, alice: Person) -> None:
    role = Role(account, alice.arn, hours=2)

    assert role.take(alice.identity, DurationSeconds=7200)
    assert role.refusal(alice.identity, DurationSeconds=7201) == (
        "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for "
        "this role."
    )


def test_chained_session_ends_after_an_hour(
    emulator: Emulator, account: SmallAccount, alice: Person
) -> None:
    first = Role(account, alice.arn, permissions=({**_ALLOWED, "Action": _TAKE},))
    second = Role(account, first.arn, hours=12, name="second")
    session = _session(emulator, first.take(alice.identity))

    assert second.take(session, DurationSeconds=3600)
    assert "ValidationError" in second.refusal(session, DurationSeconds=3601)


def test_a_refused_caller_learns_nothing_of_the_duration(
    account: SmallAccount, alice: Person, bob: Person
) -> None:
    role = Role(account, alice.arn)

    assert "AccessDenied" in role.refusal(bob.identity, DurationSeconds=43200)


# -- the boundary


def test_boundary_takes_away_what_the_policy_gives(
    emulator: Emulator, account: SmallAccount, alice: Person
) -> None:
    everything = {**_ALLOWED, "Action": "*"}
    no_users = {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}
    iam = account.client("iam")
    boundary = iam.create_policy(
        PolicyName="Boundary", PolicyDocument=_document(everything, no_users)
    )["Policy"]["Arn"]
    role = Role(account, alice.arn, permissions=(everything,))
    unbounded = _session(emulator, role.take(alice.identity))
    unbounded.client("iam").create_user(UserName="before")
    iam.put_role_permissions_boundary(RoleName="role", PermissionsBoundary=boundary)

    bounded = _session(emulator, role.take(alice.identity))
    with pytest.raises(ClientError, match=r"AccessDenied.*iam:CreateUser"):
        bounded.client("iam").create_user(UserName="after")
    assert bounded.client("s3").list_buckets()["Buckets"] == []
