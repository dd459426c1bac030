"""The cases that were worked out from the IAM user guide before there was an evaluator."""

import json
from pathlib import Path
from typing import Any

import pytest

from access.policy.compiled_policy import compile_policy
from access.policy.decision import Outcome
from access.policy.evaluate import evaluate
from access.policy.request import OtherKeys, Request

_CASES = json.loads(Path(__file__).with_name("iam_evaluation_cases.json").read_text())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_the_answer_is_that_of_the_guide(case: dict[str, Any]) -> None:
    boundary = case["boundary"]
    decision = evaluate(
        Request(
            action=case["action"],
            resource=case["resource"],
            context={
                key: value if isinstance(value, list) else [value]
                for key, value in case["ctx"].items()
            },
            other_keys=OtherKeys.ABSENT,
        ),
        policies=[compile_policy(one, where="identity") for one in case["identity"]],
        boundary=compile_policy(boundary[0], where="boundary") if boundary else None,
    )

    assert decision.outcome is (Outcome.ALLOWED if case["expect"] else Outcome.DENIED)


def test_there_are_all_cases() -> None:
    assert len(_CASES) == 45
