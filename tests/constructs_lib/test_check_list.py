import pytest

from constructs_lib import ConfigurationError
from constructs_lib.check_list import check_list


@pytest.mark.parametrize("values", [[], ["a", "b"], ("a",)])
def test_lists_pass(values: object) -> None:
    check_list("here", values, str)


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        ("web", str, r"here: expected a list of str, as in \[\.\.\.\], got 'web'"),
        (None, str, r"here: expected a list of str, as in \[\.\.\.\], got None"),
        (7, (int, str), r"here: expected a list of int or str"),
        (["a", 1], str, r"here\[1\]: expected str, got 1"),
    ],
)
def test_one_value_and_a_value_of_another_kind_are_refused(
    values: object, kind: type | tuple[type, ...], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"^{message}"):
        check_list("here", values, kind)
