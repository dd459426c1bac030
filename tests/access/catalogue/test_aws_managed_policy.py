from pathlib import Path

import pytest

from access.catalogue.aws_managed_policy import aws_managed_policy

_ROOT = Path(__file__).parents[3]
_HERE = _ROOT / "access" / "catalogue" / "aws_managed_policies"
_SANDBOX = _ROOT / "sandbox" / "emulator" / "aws_managed_policies"


def test_they_are_those_of_the_sandbox() -> None:
    def files(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json")}

    assert files(_HERE) == files(_SANDBOX)
    assert files(_HERE)


@pytest.mark.parametrize(
    "name", ["AmazonSSMManagedInstanceCore", "service-role/AmazonEC2ContainerServiceforEC2Role"]
)
def test_one_that_is_here_is_known(name: str) -> None:
    document = aws_managed_policy(f"arn:aws:iam::aws:policy/{name}")

    assert document is not None
    assert document["Statement"]


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore",
        "arn:aws:iam::111111111111:policy/AmazonSSMManagedInstanceCore",
    ],
)
def test_any_other_is_not(arn: str) -> None:
    assert aws_managed_policy(arn) is None
