"""Why a finding about a construct is accepted."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, finding: str, reason: str) -> None:
    """Accept what the CDK, CloudFormation's validation or cdk-nag says of a construct.

    Args:
        construct: With all that is in it.
        finding: Its id, as the report has it.
        reason: For whoever asks.
    """
    Validations.of(construct).acknowledge(Acknowledgment(id=finding, reason=reason))


def acknowledge_named_zones(construct: IConstruct) -> None:
    """Accept that a template names availability zones."""
    acknowledge(
        construct,
        "CloudFormation-Validate::W3010",
        "The environment names its zones, so that synthesis looks nothing up.",
    )
