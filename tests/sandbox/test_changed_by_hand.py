"""The step of the main job that changes roles by hand sees what is not found or not put back."""

from dataclasses import replace
from typing import Any

import pytest

from access.drift.find_drift import Findings
from sandbox import changed_by_hand
from sandbox.changed_by_hand import change_by_hand, put_back
from sandbox.current_drift import current_drift
from sandbox.deployment import Deployment
from stacks.config import EnvironmentConfig
from tests.sandbox.conftest import silent


def test_every_change_is_found_and_put_back(dev: Deployment) -> None:
    (report,) = change_by_hand(dev, say=silent)

    assert report.kind == "container-instance role, changed by hand"
    assert len(report.checks) == 5
    assert [check for check in report.checks if not check.passed] == []
    assert report.checks[1].expected.count(" on ") == 3
    assert report.checks[1].expected == report.checks[2].expected


def test_a_change_that_is_not_found_is_seen(
    dev: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(deployment: Deployment, environment: EnvironmentConfig) -> Findings:
        found = current_drift(deployment, environment)
        kept = tuple(one for one in found.drifts if one.kind != "policy added")
        put_right.extend(one for one in found.drifts if one not in kept)
        return replace(found, drifts=kept)

    put_right: list[Any] = []
    monkeypatch.setattr(changed_by_hand, "current_drift", blind)

    (report,) = change_by_hand(dev, say=silent)
    put_back(dev.account(dev.environments[0]).root.client("iam"), put_right[0])

    assert [check.what.split(" finds ")[1] for check in report.checks if not check.passed] == [
        "each change by hand, and nothing else",
        "all of it after a `cdk deploy` of the same template",
    ]


def test_what_is_not_put_back_is_seen(dev: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[Any] = []
    monkeypatch.setattr(changed_by_hand, "put_back", lambda _, drift: left.append(drift))

    (report,) = change_by_hand(dev, say=silent)
    for drift in left:
        put_back(dev.account(dev.environments[0]).root.client("iam"), drift)

    assert [check.what.split(" finds ")[1] for check in report.checks if not check.passed] == [
        "nothing after its commands to put it back",
        "nothing after another `cdk deploy`",
    ]
