from collections.abc import Callable

from constructs_lib.iam.pass_role import pass_role_statement
from constructs_lib.iam.statement_mistakes import statement_mistakes

_ROLE = "arn:aws:iam::123456789012:role/tasks"


def test_passes_one_role_to_one_service(allows: Callable[..., bool]) -> None:
    statement = pass_role_statement(_ROLE, "ecs-tasks.amazonaws.com", partition="aws")

    def may_pass(role: str, service: str) -> bool:
        return allows([statement], "iam:PassRole", role, {"iam:PassedToService": service})

    assert may_pass(_ROLE, "ecs-tasks.amazonaws.com")
    assert not may_pass(f"{_ROLE}-of-others", "ecs-tasks.amazonaws.com")
    assert not may_pass(_ROLE, "lambda.amazonaws.com")


def test_says_nothing_that_iam_would_not_know() -> None:
    assert (
        statement_mistakes(pass_role_statement(_ROLE, "ecs.amazonaws.com", partition="aws")) == []
    )
