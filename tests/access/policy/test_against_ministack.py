"""The evaluator and MiniStack's, which others wrote, on random cases.

Where they part, the difference is one of those that ``ministack_differences`` knows: asked around
it, MiniStack says the same; and where the guide leaves something open, it says both.
"""

from collections import Counter

from ministack.core import iam_evaluator

from access.policy.compiled_policy import compile_policy
from access.policy.decision import Outcome
from access.policy.evaluate import evaluate
from access.policy.request import OtherKeys, Request
from tests.access.policy.ministack_differences import DIFFERENCES, with_right_values
from tests.access.policy.random_policies import ACCOUNT, Case, Document, random_case

_CASES = 8000


def _ours(case: Case) -> frozenset[bool]:
    """The answers that are possible: both, if it is undecided."""
    decision = evaluate(
        Request(
            action=case.action,
            resource=case.resource,
            context=case.context,
            other_keys=OtherKeys.ABSENT,
        ),
        policies=[compile_policy(one, where="identity") for one in case.policies],
        boundary=compile_policy(case.boundary, where="boundary") if case.boundary else None,
        session=compile_policy(case.session, where="session") if case.session else None,
    )
    return {
        Outcome.ALLOWED: frozenset({True}),
        Outcome.DENIED: frozenset({False}),
        Outcome.UNDECIDED: frozenset({True, False}),
    }[decision.outcome]


def _theirs(case: Case) -> bool:
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
        principal_type="User",
        principal_account=ACCOUNT,
        action=case.action,
        resource_arn=case.resource,
        region="eu-west-1",
        source_ip="192.0.2.7",
        secure_transport=True,
        service_context={
            key.lower(): values[0] if len(values) == 1 else values
            for key, values in with_right_values(case).context.items()
        },
    )
    limits = [[_parsed(one)] for one in (case.boundary, case.session) if one]
    result = iam_evaluator.evaluate(context, [_parsed(one) for one in case.policies], *limits)
    return bool(result.decision == "Allow")


def _parsed(document: Document) -> list[iam_evaluator.ParsedStatement]:
    parsed: list[iam_evaluator.ParsedStatement] = iam_evaluator.parse_policy_document(document)
    for statement in parsed:
        if isinstance(statement.conditions, list):
            statement.conditions = _AllTests(statement.conditions)
    return parsed


class _AllTests(dict[str, dict[str, object]]):
    """Tests of which several can have the same operator and key."""

    def __init__(self, tests: list[tuple[str, str, object]]) -> None:
        super().__init__({str(number): {} for number in range(len(tests))})
        self._tests = tests

    def items(self) -> object:  # type: ignore[override]
        return [(name, {key: value}) for name, key, value in self._tests]


def _all_theirs(cases: list[Case]) -> frozenset[bool]:
    return frozenset(_theirs(case) for case in cases)


def _explained_by(case: Case, ours: frozenset[bool]) -> tuple[str, ...]:
    for difference in DIFFERENCES:
        if _all_theirs(difference.variants(case)) == ours:
            return (difference.name,)
    cases = [case]
    names = []
    for difference in DIFFERENCES:
        variants = [variant for one in cases for variant in difference.variants(one)]
        if len(variants) > len(cases) or _all_theirs(variants) != _all_theirs(cases):
            names.append(difference.name)
        cases = variants
    return tuple(names) if _all_theirs(cases) == ours else ()


def test_every_disagreement_with_ministack_is_one_that_the_guide_explains() -> None:
    classes: Counter[str] = Counter()
    answers: Counter[frozenset[bool]] = Counter()
    unexplained = []
    for seed in range(_CASES):
        case = random_case(seed)
        ours = _ours(case)
        answers[ours] += 1
        if ours == {_theirs(case)}:
            continue
        names = _explained_by(case, ours)
        classes.update(names)
        if not names:
            unexplained.append(seed)

    print(f"\n{_CASES} cases: {sorted(map(str, answers.items()))}")
    for name, count in classes.most_common():
        print(f"{count:6} {name}")
    assert unexplained == []
    assert set(classes) == {difference.name for difference in DIFFERENCES}
    assert min(answers[frozenset({allowed})] for allowed in (True, False)) > _CASES / 10
