"""What the constructs call their roles is what whoever reads the assembly knows."""

from access.records import RoleKind
from constructs_lib.iam import role_kind


def test_the_constructs_and_the_reader_have_the_same_kinds() -> None:
    written = {one.name: one.value for one in role_kind.RoleKind}

    assert {one.name: one.value for one in RoleKind} == written | {"OTHER": "role"}
