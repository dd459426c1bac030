"""The templates of the report."""

import re
from pathlib import Path

import jinja2

_FOLDER = Path(__file__).parent
_ARN = re.compile(r"^arn:[^:]*:[^:]*:[^:]*:[^:]*:")
_PART = re.compile(r"[^/:]+[/:]*|[/:]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def template(name: str) -> jinja2.Template:
    """Return the template; all that an HTML page prints is escaped.

    A page of Markdown escapes with the filter ``cell``.

    A name that the template uses and that nothing has is an error, not an empty text.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2", "svg.j2")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _cell
    environment.filters["arn_parts"] = _arn_parts
    environment.filters["path_parts"] = _path_parts
    return environment.get_template(name)


def _cell(text: object) -> str:
    """Escape what Markdown would read, and stay on one line: it may stand in a table."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def _arn_parts(text: str) -> tuple[str, str]:
    """Return what all ARNs of a service, region and account begin with, and the rest."""
    found = _ARN.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def _path_parts(text: str) -> list[str]:
    """Return the parts that a path, or the subject of a token, is best broken between."""
    return _PART.findall(text)


def text_of(name: str) -> str:
    """Return a file that stands beside the templates."""
    return (_FOLDER / name).read_text(encoding="utf-8")
