"""What the report says of a whole inventory."""

from dataclasses import replace

from access.records import Call, Contract, Inventory, RoleKind
from access.report.page import page
from access.report.remarks import Weight
from tests.access.report.sample_inventory import (
    ACCOUNTS,
    allow,
    policy,
    role,
    sample_inventory,
    trust,
)


def test_environments_keep_their_order_and_roles_stand_by_their_kind() -> None:
    first, second = page(sample_inventory()).environments

    assert (first.name, second.name) == tuple(ACCOUNTS)
    assert [one.role.kind.value for one in first.roles] == [
        "container-instance role",
        "task role",
        "task execution role",
        "operator role",
        "deployer role",
    ]


def test_a_role_without_an_environment_stands_under_its_account() -> None:
    one = replace(role("EcsService-dev-web/TaskRole/Role"), environment=None)
    found = page(Inventory(source="x", roles=(one,)))

    assert [environment.name for environment in found.environments] == ["account 111111111111"]
    assert "No tag environment, so it stands under its account." in [
        remark.text for remark in found.remarks
    ]


def test_what_is_wrong_comes_before_what_is_open_and_both_before_notes() -> None:
    found = page(sample_inventory())

    weights = [list(Weight).index(remark.weight) for remark in found.remarks]
    assert weights == sorted(weights)
    texts = {(remark.weight.value, remark.text) for remark in found.remarks}
    arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    assert {
        (
            "wrong",
            "May be taken by any account of AWS, but a trust policy names whom it lets in.",
        ),
        (
            "wrong",
            "Must be no wider than EcsService-dev-web/TaskRole/Role, but may s3:GetObject on *.",
        ),
        ("open", "No reason is given for 2 wildcards."),
        ("note", "No permissions boundary."),
        ("note", "Made elsewhere: what is shown is what it has to be."),
    } <= texts
    assert any(text.startswith("Must deny s3:ListBucket") for _, text in texts)
    assert any(arn in text for _, text in texts)


def test_one_remark_names_all_the_roles_that_it_is_true_of() -> None:
    (remark,) = [one for one in page(sample_inventory()).remarks if "boundary" in one.text]

    assert len(remark.roles) == 4


def test_an_undecided_answer_keeps_no_contract() -> None:
    one = role(
        "EcsService-dev-web/TaskRole/Role",
        policies=(
            policy(
                allow(["s3:GetObject"], Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
                where="P",
            ),
        ),
        contract=Contract(must_deny=(Call(action="s3:GetObject", resource="arn:aws:s3:::a/b"),)),
    )
    found = page(Inventory(source="x", roles=(one,)))

    assert (found.expectations, found.kept) == (1, 0)
    assert found.remarks[0].weight is Weight.WRONG
    assert "cannot be decided" in found.remarks[0].text


def test_a_rule_of_its_kind_that_a_role_breaks_is_wrong_with_statement_and_fix() -> None:
    found = page(_inventory_that_passes_a_role())

    (remark,) = [one for one in found.remarks if one.weight is Weight.WRONG]
    assert remark.text.startswith("May iam:PassRole on *, but ")
    assert [one.title for one in remark.roles] == ["EcsService-dev-web/TaskRole"]
    statement, fix = remark.details
    assert statement.startswith('Statement number 1 of P: {"Effect": "Allow", "Action":')
    assert fix.startswith("To do (passes-no-role): take iam:PassRole away")
    assert found.to_look_at == 2
    assert found.weights == "1 wrong, 1 open"


def test_what_is_accepted_is_a_note_with_its_reason() -> None:
    found = page(_inventory_that_passes_a_role("It starts the nightly jobs."))

    (remark,) = [one for one in found.remarks if "iam:PassRole" in one.text]
    assert remark.weight is Weight.NOTE
    assert remark.details == ("Accepted (passes-no-role): It starts the nightly jobs.",)


def _inventory_that_passes_a_role(reason: str | None = None) -> Inventory:
    one = role(
        "EcsService-dev-web/TaskRole/Role",
        kind=RoleKind.TASK,
        trust=trust(
            {"Service": "ecs-tasks.amazonaws.com"},
            {"StringEquals": {"aws:SourceAccount": ACCOUNTS["dev"]}},
        ),
        policies=(policy(allow(["iam:PassRole"]), where="P"),),
        reasons={"ecs-iam-roles::passes-no-role": reason} if reason else {},
    )
    return Inventory(source="x", roles=(one,))


def test_what_could_not_be_read_is_open_and_of_no_role() -> None:
    found = page(Inventory(source="x", roles=(), notes=("where ECS uses the roles is not known",)))

    (remark,) = found.remarks
    assert (remark.weight, remark.text, remark.roles) == (
        Weight.OPEN,
        "Where ECS uses the roles is not known.",
        (),
    )


def test_a_name_that_cloudformation_chooses_is_said_to_stand_for_it() -> None:
    made_up = role("EcsService-dev-web/TaskRole/Role", name="EcsService-dev-web-Role1234-EXAMPLE")
    named = role("EcsService-dev-web/TaskRole/Role")

    assert "EXAMPLE" in page(Inventory(source="x", roles=(made_up,))).computed_from
    assert "EXAMPLE" not in page(Inventory(source="x", roles=(named,))).computed_from


def test_expectations_are_counted_with_the_limit_of_another_environment() -> None:
    found = page(sample_inventory())

    assert (found.expectations, found.kept) == (7, 4)
    assert (found.wildcards, found.unexplained) == (8, 4)


def test_a_limit_is_kept_by_a_role_that_may_the_same() -> None:
    roles = tuple(
        replace(one, contract=Contract(no_wider_than="dev"))
        for one in sample_inventory().roles
        if "Deployers" in one.id
    )
    dev, prod = page(Inventory(source="x", roles=roles)).roles

    assert prod.no_wider is not None
    assert prod.no_wider.word == "kept"
    assert dev.no_wider is not None
    assert dev.no_wider.word == "kept"


def test_a_limit_is_broken_without_a_counterpart_unless_a_reason_is_given() -> None:
    one = role("EcsService-dev-web/TaskRole/Role", contract=Contract(no_wider_than="prod"))
    explained = replace(one, reasons={"ecs-iam-roles::no-wider-than": "It is new."})

    other = replace(one, reasons={"another-tool::no-wider-than-before": "Whatever."})

    for given, word in ((one, "broken"), (explained, "explained"), (other, "broken")):
        (found,) = page(Inventory(source="x", roles=(given,))).roles
        assert found.no_wider is not None
        assert found.no_wider.word == word


def test_environments_are_compared_in_meaning() -> None:
    (comparison,) = page(sample_inventory()).comparisons

    (only,) = comparison.different
    assert only.general_id == "EcsService-*-web/TaskRole/Role"
    assert only.only_first == ()
    assert [change.short for change in only.only_second] == ["may s3:GetObject on *"]
    assert len(comparison.same) == 4


def test_anchors_are_unique() -> None:
    one = role("EcsService-dev-web/TaskRole/Role")
    pages = page(Inventory(source="x", roles=(one, one, one))).roles

    assert len({found.anchor for found in pages}) == 3


def test_more_roles_than_a_picture_can_show_have_none() -> None:
    roles = tuple(role(f"EcsService-dev-web/Role{number}") for number in range(61))

    assert page(Inventory(source="x", roles=roles)).environments[0].picture is None
    assert page(Inventory(source="x", roles=roles[:60])).environments[0].picture is not None


def test_an_inventory_without_roles_has_a_report() -> None:
    assert page(Inventory(source="x", roles=())).environments == ()
