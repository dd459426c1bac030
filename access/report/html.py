"""The report as one HTML file."""

import base64
import hashlib

from access.records import Inventory
from access.report.level_letters import LEVEL_WORDS
from access.report.page import page
from access.report.templates import template, text_of


def report_html(inventory: Inventory) -> str:
    """Return a page that needs nothing else: no other file, no script, no network.

    The same inventory gives the same page. Its content security policy allows its own style sheet
    and nothing more, so that nothing in a policy or a name could ever run.

    Raises:
        AccessError: A policy that IAM would refuse.
    """
    style = text_of("style.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return template("page.html.j2").render(
        page=page(inventory),
        level_words=LEVEL_WORDS,
        style=style,
        style_digest=digest,
    )
