import pytest
from aws_cdk import Stack
from aws_cdk.assertions import Template

from constructs_lib import ConfigurationError, WebIdentityProvider

_ISSUER = "https://token.actions.githubusercontent.com"


def test_is_made_by_cloudformation_itself(stack: Stack) -> None:
    provider = WebIdentityProvider(
        stack, "Provider", issuer=_ISSUER, audiences=["sts.amazonaws.com"]
    )

    (resource,) = Template.from_stack(stack).to_json()["Resources"].values()
    assert resource == {
        "Type": "AWS::IAM::OIDCProvider",
        "Properties": {"Url": _ISSUER, "ClientIdList": ["sts.amazonaws.com"]},
    }
    assert list(stack.resolve(provider.provider_arn)) == ["Fn::GetAtt"]


def test_an_audience_that_is_named_twice_counts_once(stack: Stack) -> None:
    WebIdentityProvider(stack, "Provider", issuer=_ISSUER, audiences=["one", "two", "one"])

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::OIDCProvider", {"ClientIdList": ["one", "two"]}
    )


def test_an_issuer_that_iam_refuses_is_refused(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"Provider\.issuer: expected 'https://'"):
        WebIdentityProvider(stack, "Provider", issuer="http://example.com", audiences=["one"])


@pytest.mark.parametrize("audiences", [[], [f"a{number}" for number in range(101)]])
def test_no_and_too_many_audiences_are_refused(stack: Stack, audiences: list[str]) -> None:
    with pytest.raises(ConfigurationError, match=r"Provider\.audiences: expected 1 to 100"):
        WebIdentityProvider(stack, "Provider", issuer=_ISSUER, audiences=audiences)


def test_an_audience_that_any_token_has_is_refused(stack: Stack) -> None:
    with pytest.raises(ConfigurationError, match=r"Provider\.audiences\[1\]: expected 1 to 255"):
        WebIdentityProvider(stack, "Provider", issuer=_ISSUER, audiences=["one", "*"])
