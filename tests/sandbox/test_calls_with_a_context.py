"""What has a context is decided at synthesis, and called by nobody."""

from sandbox.verification.calls import check_callable, made
from stacks.config import Expectation
from stacks.environments import DEV

_PLAIN = Expectation(action="s3:ListAllMyBuckets")
_IN_A_CONTEXT = Expectation(
    action="s3:ListBucket", resource="arn:aws:s3:::reports", context={"s3:prefix": "daily/"}
)


def test_a_call_with_a_context_is_not_made() -> None:
    assert made([_PLAIN, _IN_A_CONTEXT]) == [_PLAIN]


def test_a_call_with_a_context_needs_no_call_of_the_sandbox() -> None:
    check_callable("dev.services.web.must_allow[0]", _IN_A_CONTEXT, DEV)
