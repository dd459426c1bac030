"""The report as Markdown."""

from access.records import Inventory
from access.report.level_letters import LEVEL_WORDS
from access.report.page import page
from access.report.templates import template


def report_markdown(inventory: Inventory) -> str:
    """Return the report for a pull request, a wiki or a terminal.

    The same inventory gives the same text.

    Raises:
        AccessError: A policy that IAM would refuse.
    """
    return template("page.md.j2").render(page=page(inventory), level_words=LEVEL_WORDS)
