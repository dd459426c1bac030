from typing import Any

import pytest

from constructs_lib import ConfigurationError, Operators

_ADA = "arn:aws:iam::123456789012:user/people/ada"
_TAGS = {"team": ("platform",)}


@pytest.mark.parametrize(
    "fields",
    [
        {"users": ("ada",)},
        {"users": (_ADA, "arn:aws:iam::210987654321:user/li")},
        {"users": ("ab", "a" * 64, "ada+ops=x,y.z@example-1_2")},
        {"roles": ("r", "arn:aws:iam::123456789012:role/aws-reserved/deploys")},
        {"permission_sets": ("P", "p" * 32)},
        {"accounts": ("111122223333",), "principal_tags": _TAGS},
        {"users": ("ada",), "accounts": ("111122223333",), "principal_tags": {"T": ("a", "b")}},
    ],
)
def test_whoever_is_named_passes(fields: dict[str, Any]) -> None:
    Operators(**fields).check("operators", partition="aws")


@pytest.mark.parametrize(
    ("fields", "are_users_only"),
    [
        ({"users": ("ada",)}, True),
        ({"users": ("ada",), "roles": ("ops",)}, False),
        ({"users": ("ada",), "permission_sets": ("Ops",)}, False),
        ({"users": ("ada",), "accounts": ("111122223333",)}, False),
    ],
)
def test_users_only_are_those_of_whom_aws_tells_the_mfa(
    fields: dict[str, Any], are_users_only: bool
) -> None:
    assert Operators(**fields).are_users_only is are_users_only


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, r"users: expected at least one user here, or one of roles, permission_sets or acc"),
        ({"users": "ada"}, r"users: expected a tuple of str, as in \(a, b\) or \(a,\), got 'ada'"),
        ({"users": ["ada"]}, r"users: expected a tuple of str"),
        ({"users": (None,)}, r"users: expected a tuple of str"),
        ({"users": None}, r"users: expected a tuple of str"),
        ({"users": ("ada", "")}, r"users\[1\]: expected the name of one IAM user"),
        ({"users": ("a",)}, r"users\[0\]: .* 2 to 64 characters"),
        ({"users": ("a" * 65,)}, r"users\[0\]: .* 2 to 64 characters"),
        ({"users": ("*",)}, r"users\[0\]: expected the name of one IAM user"),
        ({"users": ("ada*",)}, r"users\[0\]: expected the name of one IAM user"),
        ({"users": ("people/ada",)}, r"users\[0\]: expected the name of one IAM user"),
        ({"users": ("adä",)}, r"users\[0\]: expected the name of one IAM user"),
        ({"users": ("ada\n",)}, r"users\[0\]: expected the name of one IAM user"),
        ({"users": ("arn:aws:iam::123456789012:user/*",)}, r"users\[0\]: expected the name of"),
        ({"users": ("arn:aws:iam::123456789012:user/p*/a",)}, r"users\[0\]: expected the name of"),
        ({"users": ("arn:aws:iam::*:user/ada",)}, r"users\[0\]: expected the name of one IAM user"),
        (
            {"users": ("arn:aws:iam::123456789012:user/${aws:username}/ada",)},
            r"users\[0\]: expected the name of one IAM user",
        ),
        ({"users": ("arn:aws:iam::123456789012:role/ops",)}, r"users\[0\]: expected the name of"),
        (
            {"users": ("arn:aws:iam::123456789012:root",)},
            r"users\[0\]: .*\(an account goes into accounts, with principal_tags\), got",
        ),
        (
            {"roles": ("arn:aws:iam::123456789012:root",)},
            r"roles\[0\]: .*\(an account goes into accounts, with principal_tags\), got",
        ),
        ({"roles": ("*",)}, r"roles\[0\]: expected the name of one role of the account"),
        ({"roles": ("op?",)}, r"roles\[0\]: expected the name of one role of the account"),
        (
            {"roles": ("arn:aws:sts::123456789012:assumed-role/ops/ada",)},
            r"roles\[0\]: expected the name of one role of the account",
        ),
        (
            {"roles": ("AWSReservedSSO_Ops_0123456789abcdef",)},
            r"roles\[0\]: expected no role of a permission set, .* \(name the set in permission",
        ),
        (
            {"users": ("arn:aws-cn:iam::123456789012:user/li",)},
            r"users\[0\]: expected an ARN of the partition 'aws', got 'arn:aws-cn",
        ),
        (
            {
                "roles": (
                    "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/"
                    "AWSReservedSSO_Ops_0123456789abcdef",
                )
            },
            r"roles\[0\]: expected no role of a permission set",
        ),
        (
            {"users": ("ada",), "mfa_elsewhere_because": "At sign-in."},
            r"mfa_elsewhere_because: expected none for users, whose MFA the role asks for itself",
        ),
        ({"permission_sets": ("Ops*",)}, r"permission_sets\[0\]: expected the name of one perm"),
        ({"permission_sets": ("p" * 33,)}, r"permission_sets\[0\]: expected the name of one perm"),
        ({"accounts": ("12345678901",)}, r"accounts\[0\]: expected the 12 digits of one account"),
        ({"accounts": ("*",)}, r"accounts\[0\]: expected the 12 digits of one account"),
        ({"accounts": (123456789012,)}, r"accounts: expected a tuple of str"),
        (
            {"accounts": ("111122223333",)},
            r"principal_tags: expected the tags of those who are let in, or everybody in the acc",
        ),
        (
            {"users": ("ada",), "principal_tags": _TAGS},
            r"principal_tags: expected none without accounts \(the others are named\)",
        ),
        ({"users": ("ada",), "principal_tags": None}, r"principal_tags: expected Mapping"),
        ({"users": ("ada",), "mfa_elsewhere_because": True}, r"mfa_elsewhere_because: expected st"),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value),
)
def test_nobody_everybody_and_the_unnamed_are_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^operators\.{message}"):
        Operators(**fields).check("operators", partition="aws")


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ({"": ("a",)}, r": expected keys of 1 to 128 letters"),
        ({"k" * 129: ("a",)}, r": expected keys of 1 to 128 letters"),
        ({"team*": ("a",)}, r": expected keys of 1 to 128 letters"),
        ({"AWS:team": ("a",)}, r": expected keys without 'aws:', which are for AWS itself"),
        ({"team": ("a",), "Team": ("b",)}, r": expected each key once, whatever its case"),
        ({"team": ()}, r"\['team'\]: expected a tuple of at least one value"),
        ({"team": "a"}, r"\['team'\]: expected a tuple of at least one value, got 'a'"),
        ({"team": ("",)}, r"\['team'\]: expected values of 1 to 256 letters"),
        ({"team": ("v" * 257,)}, r"\['team'\]: expected values of 1 to 256 letters"),
        ({"team": ("*",)}, r"\['team'\]: expected values of 1 to 256 .*'_\.:/=\+-@', got '\*'"),
        ({"team": ("a", "b?")}, r"\['team'\]: expected values of 1 to 256 letters"),
        ({"team": ("${aws:username}",)}, r"\['team'\]: expected values of 1 to 256 letters"),
        ({"team": (1,)}, r"\['team'\]: expected values of 1 to 256 letters"),
    ],
)
def test_tags_that_iam_does_not_have_or_that_say_nothing_are_refused(
    tags: dict[str, Any], message: str
) -> None:
    operators = Operators(accounts=("111122223333",), principal_tags=tags)

    with pytest.raises(ConfigurationError, match=rf"^operators\.principal_tags{message}"):
        operators.check("operators", partition="aws")


def test_tags_can_have_letters_of_any_language() -> None:
    operators = Operators(
        accounts=("111122223333",), principal_tags={"k" * 128: ("v" * 256,), "Büro": ("Zürich",)}
    )

    operators.check("operators", partition="aws")
