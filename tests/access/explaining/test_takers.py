from typing import Any

import pytest

from access.explaining.takers import takers


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ({"Principal": {"Service": "ec2.amazonaws.com"}}, "ec2.amazonaws.com"),
        ({"Principal": {"AWS": ["a", "b"]}}, "a, b"),
        ({"Principal": {"AWS": "*"}}, "anybody"),
        ({"Principal": "*"}, "anybody"),
        ({"NotPrincipal": {"AWS": "a"}}, "anybody but a"),
        ({"Effect": "Deny", "Principal": {"AWS": "a"}}, "never a"),
        ({}, "nobody"),
        (
            {
                "Principal": {"AWS": "a"},
                "Condition": {
                    "StringEquals": {"k": ["x", "y"], "l": "z"},
                    "Bool": {"aws:MultiFactorAuthPresent": True},
                },
            },
            "a, if StringEquals k x or y and StringEquals l z "
            "and Bool aws:MultiFactorAuthPresent true",
        ),
        ({"Principal": {"AWS": "a"}, "Action": "sts:AssumeRoleWithSAML"}, "a"),
        (
            {"Principal": {"AWS": "a"}, "Action": ["sts:TagSession", "sts:SetSourceIdentity"]},
            "a (only sts:TagSession, sts:SetSourceIdentity)",
        ),
        ({"Principal": {"AWS": "a"}, "Action": ["sts:TagSession", "sts:AssumeRole"]}, "a"),
    ],
)
def test_a_statement_says_who_and_under_which_conditions(
    statement: dict[str, Any], line: str
) -> None:
    written = {"Effect": "Allow", "Action": "sts:AssumeRole", **statement}

    assert takers({"Statement": [written]}) == (line,)
    assert takers({"Statement": written}) == (line,)


def test_an_empty_trust_policy_lets_nobody_in() -> None:
    assert takers({"Statement": []}) == ()
