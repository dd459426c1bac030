from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from sandbox.report import Check, RoleReport
from sandbox.terminal import Terminal


def _report(*checks: Check) -> RoleReport:
    return RoleReport(
        environment="dev",
        kind="task role of web",
        name="Web-1A2B",
        arn="arn:aws:iam::111111111111:role/Web-1A2B",
        assumed_by="ecs-tasks.amazonaws.com",
        attached_to="taskRoleArn of dev-web:1",
        checks=checks,
    )


def _probe(observed: str) -> Check:
    return Check(
        what="s3:PutObject",
        expected="denied",
        observed=observed,
        resource="arn:aws:s3:::bucket/key",
        row=7,
    )


@pytest.fixture
def piped() -> StringIO:
    return StringIO()


@pytest.fixture
def terminal(piped: StringIO) -> Terminal:
    return Terminal(Console(file=piped, highlight=False))


def test_table_names_role_principal_carrier_and_outcome(
    terminal: Terminal, piped: StringIO
) -> None:
    terminal.show([_report(_probe("denied"))])

    for text in (
        "dev, account 111111111111",
        "task role of web",
        "Web-1A2B",
        "assumed by ecs-tasks.amazonaws.com",
        "attached as taskRoleArn of dev-web:1",
        "ok   [7]  s3:PutObject on bucket/key: denied",
        "1 of 1 checks passed; roles: 1",
    ):
        assert text in piped.getvalue()


def _of_group(observed: str) -> Check:
    return replace(_probe(observed), row=None, group="agent, spot draining off")


def test_probes_of_a_group_are_one_line(terminal: Terminal, piped: StringIO) -> None:
    terminal.show([_report(_of_group("denied"), _of_group("denied"))])

    assert "ok        agent, spot draining off: 2 checks" in piped.getvalue()
    assert "s3:PutObject" not in piped.getvalue()
    assert "2 of 2 checks passed" in piped.getvalue()


def test_a_failed_probe_of_a_group_is_shown(terminal: Terminal, piped: StringIO) -> None:
    terminal.show([_report(_of_group("denied"), _of_group("allowed"))])

    shown = " ".join(piped.getvalue().replace("│", " ").split())
    assert "FAIL agent, spot draining off: s3:PutObject on" in shown
    assert "1 of 2 checks passed" in piped.getvalue()


def test_failure_is_one_line_that_names_the_probe(terminal: Terminal, piped: StringIO) -> None:
    terminal.show([_report(_probe("allowed"))])

    assert (
        "FAILED dev, task role of web: s3:PutObject on arn:aws:s3:::bucket/key: "
        "expected denied, got allowed\n" in piped.getvalue()
    )
    assert "0 of 1 checks passed" in piped.getvalue()


def test_piped_output_has_no_control_characters(terminal: Terminal, piped: StringIO) -> None:
    terminal.say("dev", "cdk bootstrap")
    terminal.show([_report(_probe("allowed"))])

    assert "\x1b" not in piped.getvalue()
