"""A text of a policy, with its wildcards and policy variables."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from access.policy.certainty import MAYBE, NO, YES, Certainty
from access.policy.facts import UNKNOWN, Facts

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_CONTENT = re.compile(r"\s*(?P<key>[^\s,'][^,']*?)\s*(?:,\s*'(?P<default>[^']*)'\s*)?")
_SPECIAL = {"*", "?", "$"}


class Wildcard(Enum):
    """What stands for other characters."""

    ANY_TEXT = "*"
    ANY_CHARACTER = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    """A policy variable: the value of a condition key."""

    key: str
    """In lower case."""

    default: str | None


Token = str | Wildcard | Variable


class Pattern:
    """A text that matches other texts, as far as the request's variables are known.

    A variable without a value makes a text that equals nothing (IAM user guide, "Policy variables
    with no value"); the characters that a variable brings in are no wildcards.
    """

    __slots__ = ("_regex", "_tokens", "has_variables", "has_wildcards", "ignores_case", "text")

    def __init__(self, text: str, *, wildcards: bool, variables: bool, ignores_case: bool) -> None:
        """Read a text.

        Raises:
            ValueError: A ``${`` that is not closed, or that is no variable; says what is expected.
        """
        self.text = text
        self.ignores_case = ignores_case
        cased = text.lower() if ignores_case else text
        self._tokens = tuple(_tokens(cased, wildcards=wildcards, variables=variables))
        self.has_variables = any(isinstance(token, Variable) for token in self._tokens)
        self.has_wildcards = any(isinstance(token, Wildcard) for token in self._tokens)
        self._regex = None if self.has_variables else compiled(self._tokens)

    @property
    def regex(self) -> str:
        """Source of the regular expression of a text without variables."""
        return _regex(self._tokens)

    @property
    def literal(self) -> str | None:
        """The only text that it matches, in lower case if it ignores case; None if others do."""
        if self.has_variables or self.has_wildcards:
            return None
        return "".join(token for token in self._tokens if isinstance(token, str))

    def matches(self, value: str, facts: Facts) -> Certainty:
        """Whether it matches; ``MAYBE`` if a variable's value is not known."""
        cased = value.lower() if self.ignores_case else value
        if self._regex is not None:
            return YES if self._regex.fullmatch(cased) else NO
        tokens, certainty = self._resolved(facts)
        if certainty == NO or not compiled(tokens).fullmatch(cased):
            return NO
        return certainty

    def is_void(self, facts: Facts) -> bool:
        """Whether one of its variables certainly has no value."""
        return self.has_variables and self._resolved(facts)[1] == NO

    def _resolved(self, facts: Facts) -> tuple[tuple[Token, ...], Certainty]:
        tokens: list[Token] = []
        certainty = YES
        for token in self._tokens:
            if not isinstance(token, Variable):
                tokens.append(token)
                continue
            values = facts.get(token.key)
            if values is None:
                values = None if token.default is None else (token.default,)
            if values is None:
                return (), NO
            if values is UNKNOWN or len(values) != 1:
                # A multivalued key is no variable (guide, "Policy variables"): this is open.
                tokens.append(Wildcard.ANY_TEXT)
                certainty = MAYBE
            else:
                tokens.append(values[0].lower() if self.ignores_case else values[0])
        return tuple(tokens), certainty


@lru_cache(maxsize=8192)
def compiled(tokens: tuple[Token, ...]) -> re.Pattern[str]:
    """Compile tokens without variables."""
    return re.compile(_regex(tokens), re.DOTALL)


def _regex(tokens: tuple[Token, ...]) -> str:
    """Leave no way to go back: time grows with the length of the text, however many ``*``."""
    pieces = [""]
    for token in tokens:
        if token is Wildcard.ANY_TEXT:
            pieces.append("")
        else:
            pieces[-1] += re.escape(token) if isinstance(token, str) else "."
    if len(pieces) == 1:
        return pieces[0]
    first, *middle, last = pieces
    return first + "".join(f"(?>.*?{piece})" for piece in middle if piece) + f".*{last}"


def _tokens(text: str, *, wildcards: bool, variables: bool) -> list[Token]:
    if not variables:
        return _with_wildcards(text, wildcards)
    tokens: list[Token] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        tokens += _with_wildcards(_without_brace(text[end : found.start()]), wildcards)
        tokens.append(_variable(found[1]))
        end = found.end()
    return tokens + _with_wildcards(_without_brace(text[end:]), wildcards)


def _without_brace(text: str) -> str:
    if "${" in text:
        raise ValueError("'${' to be closed, as in '${aws:username}' (a dollar sign is '${$}')")
    return text


def _variable(content: str) -> Token:
    if content in _SPECIAL:
        return content
    found = _CONTENT.fullmatch(content)
    if found is None:
        raise ValueError("a policy variable as '${aws:username}' or '${aws:username, 'default'}'")
    return Variable(found["key"].lower(), found["default"])


def _with_wildcards(text: str, wildcards: bool) -> list[Token]:
    if not wildcards:
        return [text] if text else []
    pieces = [piece for piece in re.split(r"([*?])", text) if piece]
    return [Wildcard(piece) if piece in "*?" else piece for piece in pieces]
