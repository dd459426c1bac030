"""What the sandbox shows to a person."""

import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sandbox.report import Check, RoleReport
from sandbox.verification.calls import ALLOWED, DENIED

_NARROWEST = 120
_WHAT_TO_DO = (
    "If a task role is meant to allow a call, say so in must_allow of its service "
    "(stacks/environments.py); otherwise mend its permissions."
)


class Terminal:
    """Progress, line by line, and the tables at the end; plain text when piped."""

    def __init__(self, console: Console) -> None:
        """Write to a console from now on."""
        if not console.is_terminal:
            console.width = max(console.width, _NARROWEST)
        self._console = console
        self._start = time.monotonic()

    def say(self, who: str, what: str) -> None:
        """Say what is being done, and after how many seconds."""
        elapsed = time.monotonic() - self._start
        line = Text.assemble((f"{elapsed:5.1f} s  ", "dim"), (f"{who:<9} ", "bold"), what)
        self._console.print(line, soft_wrap=True)

    def show(self, reports: Sequence[RoleReport]) -> None:
        """Show a table for each environment, then what failed."""
        for environment, roles in groupby(reports, key=lambda report: report.environment):
            self._console.print()
            self._console.print(_table(environment, list(roles)))
        failures = [(report, one) for report in reports for one in report.checks if not one.passed]
        total = sum(len(report.checks) for report in reports)
        self._console.print()
        for report, check in failures:
            on = f" on {check.resource}" if check.resource else ""
            message = (
                f"{report.environment}, {report.kind}: {_whole(check)}{on}: "
                f"expected {check.expected}, got {check.observed}"
            )
            self._console.print(Text.assemble(("FAILED ", "bold red"), message), soft_wrap=True)
        if any(_is_forbidden_call(report, check) for report, check in failures):
            self._console.print(_WHAT_TO_DO)
        arns = {report.arn for report in reports}
        passed = f"{total - len(failures)} of {total} checks passed; roles: {len(arns)}"
        self._console.print(Text(passed, "bold red" if failures else "bold green"))


def _table(environment: str, reports: Sequence[RoleReport]) -> Table:
    account = reports[0].arn.split(":")[4]
    table = Table(
        title=f"{environment}, account {account}",
        title_style="bold",
        box=box.ROUNDED,
        show_lines=True,
        expand=True,
    )
    table.add_column("Role, who may assume it, where it is attached", ratio=4, overflow="fold")
    table.add_column("Checks and probes, with the row of the job", ratio=5, overflow="fold")
    for report in reports:
        who = Text.assemble(
            (f"{report.kind}\n", "bold"),
            f"{report.name}\n",
            ("assumed by ", "dim"),
            f"{report.assumed_by}\n",
            ("taken with " if report.taken_with else "attached as ", "dim"),
            report.taken_with or report.attached_to,
        )
        table.add_row(who, _checks(report.checks))
    return table


def _checks(checks: Sequence[Check]) -> Table:
    """Lay out one line for each check: outcome, row of the job, what; what is long hangs."""
    lines = Table.grid(padding=(0, 1, 0, 0))
    for style, width in (("bold", 4), ("bold", 4)):
        lines.add_column(style=style, width=width)
    lines.add_column(overflow="fold")
    for is_passed, row, what in _lines(checks):
        mark = Text("ok", "green") if is_passed else Text("FAIL", "bold red")
        lines.add_row(mark, f"\\[{row}]" if row else "", Text(what))
    return lines


def _lines(checks: Sequence[Check]) -> Iterator[tuple[bool, int | None, str]]:
    for group, members in groupby(checks, key=lambda check: check.group):
        of_group = list(members)
        failed = [check for check in of_group if not check.passed]
        if group is not None and not failed:
            number = "1 check" if len(of_group) == 1 else f"{len(of_group)} checks"
            yield True, None, f"{group}: {number}"
        else:
            for check in of_group if group is None else failed:
                yield check.passed, check.row, _in_words(check)


def _in_words(check: Check) -> str:
    on = f" on {_short(check.resource)}" if check.resource else ""
    is_probe = check.expected in (ALLOWED, DENIED)
    outcome = f": {check.observed}" if is_probe or not check.passed else ""
    return f"{_whole(check)}{on}{outcome}"


def _whole(check: Check) -> str:
    """What was looked at, with what it belongs to if that is shown one by one."""
    return check.what if check.group is None else f"{check.group}: {check.what}"


def _is_forbidden_call(report: RoleReport, check: Check) -> bool:
    return report.kind.startswith("task role") and check.expected == DENIED


def _short(arn: str) -> str:
    """Leave out what the heading of the table says already: partition, account and region."""
    return arn.split(":", 5)[5]
