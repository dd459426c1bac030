"""Who may take one role and not another."""

from collections.abc import Iterator

from access.meaning.actions import is_open
from access.meaning.change import Change, Wording
from access.meaning.conditions import in_words
from access.meaning.folded import Circumstances, Findings
from access.meaning.implies import contradicts, implies
from access.meaning.trust_rule import TrustRule, Who

_Rules = tuple[TrustRule, ...]


def trust_changes(old: _Rules, new: _Rules, words: Wording) -> tuple[Change, ...]:
    """Return whom ``new`` lets take the role and ``old`` does not, sorted.

    A principal, an action or a condition that is certainly covered by the old statements does not
    show. ``NotPrincipal`` is covered only by the same, or by everybody.
    """
    found = Findings()
    for rule in new:
        if rule.allows:
            for one in _principals(rule):
                for action in sorted(rule.actions.known | set(rule.actions.open)):
                    for circumstances, source in _verdicts(rule, one, action, old, new, words):
                        found.add(circumstances, source.statement, [action])
    return found.changes(words)


def _principals(rule: TrustRule) -> tuple[Who, ...]:
    if rule.is_complement:
        # All of them at once; only the same statement, or everybody, covers it.
        return (Who("AWS", f"everybody but {', '.join(map(str, sorted(rule.who)))}"),)
    return tuple(sorted(rule.who))


def _verdicts(
    rule: TrustRule, one: Who, action: str, old: _Rules, new: _Rules, words: Wording
) -> Iterator[tuple[Circumstances, TrustRule]]:
    if any(implies(rule.condition, deny.condition) for deny in _denying(new, one, action)):
        return
    similar = [allow for allow in old if allow.allows and _covers(allow, rule, one, action)]
    if not any(implies(rule.condition, allow.condition) for allow in similar):
        yield (
            Circumstances(
                what=words.taken,
                resource=str(one),
                conditions=in_words(rule.condition),
                without=_dropped(rule, similar),
            ),
            rule,
        )
        return
    kept = {deny.meaning for deny in new}
    for deny in old:
        if not deny.allows and deny.meaning not in kept and _is_free(rule, one, action, deny, new):
            yield (
                Circumstances(
                    what=words.take_freed,
                    resource=str(one),
                    conditions=in_words(deny.condition),
                ),
                deny,
            )


def _is_free(rule: TrustRule, one: Who, action: str, deny: TrustRule, new: _Rules) -> bool:
    """Whether some of what a statement refused is refused no longer."""
    if contradicts(rule.condition, deny.condition) or not deny.actions.touches(action):
        return False
    given = rule.condition | deny.condition
    parts = deny.actions.meeting(action) if is_open(action) else (action,)
    return any(
        not any(
            implies(given, still.condition)
            for who in (one, other)
            for named in (action, part)
            for still in _denying(new, who, named)
        )
        for other in deny.meeting(one)
        for part in parts
    )


def _denying(rules: _Rules, one: Who, action: str) -> list[TrustRule]:
    return [
        rule
        for rule in rules
        if not rule.allows
        and rule.actions.covers(action)
        and (rule.names(one) or Who(one.kind, one.account or "") in rule.who)
        and not rule.is_complement
    ]


def _covers(allow: TrustRule, rule: TrustRule, one: Who, action: str) -> bool:
    same = allow.is_complement and rule.is_complement and allow.who == rule.who
    return allow.actions.covers(action) and (same or allow.names(one))


def _dropped(rule: TrustRule, similar: list[TrustRule]) -> str:
    lacking = [
        in_words(t for t in allow.condition if not implies(rule.condition, frozenset({t})))
        for allow in similar
    ]
    return min(lacking, key=lambda text: (len(text), text), default="")
