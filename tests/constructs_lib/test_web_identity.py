import re

import pytest

from constructs_lib import ConfigurationError, GitHubWorkflow, WebIdentity

_GITLAB = {
    "issuer": "https://gitlab.com",
    "audience": "https://gitlab.com",
    "subjects": ("project_path:team/shop:ref_type:branch:ref:main",),
}


def _github(**changed: str | None) -> GitHubWorkflow:
    values = {"repository": "octo-org/shop", "environment": "prod"} | changed
    return GitHubWorkflow(**values)  # type: ignore[arg-type]  # tests pass what is refused


def test_a_job_in_an_environment_has_its_subject() -> None:
    assert _github().subject == "repo:octo-org/shop:environment:prod"


def test_a_job_on_a_branch_has_its_subject() -> None:
    workflow = _github(environment=None, branch="release/1.0")

    assert workflow.subject == "repo:octo-org/shop:ref:refs/heads/release/1.0"


def test_the_ids_of_a_repository_are_in_its_immutable_subject() -> None:
    workflow = _github(repository="octo-org@123456/shop@456789")

    workflow.check("deployer")
    assert workflow.subject == "repo:octo-org@123456/shop@456789:environment:prod"


def test_a_colon_in_an_environment_is_escaped_as_github_does() -> None:
    workflow = _github(environment="prod:eu")

    workflow.check("deployer")
    assert workflow.subject == "repo:octo-org/shop:environment:prod%3Aeu"


def test_a_github_workflow_is_a_web_identity_of_githubs_issuer() -> None:
    identity = _github().web_identity

    identity.check("deployer")
    assert identity == WebIdentity(
        issuer="https://token.actions.githubusercontent.com",
        audience="sts.amazonaws.com",
        subjects=("repo:octo-org/shop:environment:prod",),
    )


@pytest.mark.parametrize("branch", ["main", "release/1.0", "feature-x", "v1"])
def test_names_of_branches_are_accepted(branch: str) -> None:
    _github(environment=None, branch=branch).check("deployer")


@pytest.mark.parametrize(
    "repository",
    [
        "shop",
        "octo-org/",
        "/shop",
        "octo-org/*",
        "*/shop",
        "*",
        "octo-org/sho?",
        "octo-org/shop/more",
        "octo-org/shop:environment:prod",
        "octo-org/${shop}",
        "octo-org@1/shop",
        "octo-org/shop@2",
        "https://github.com/octo-org/shop",
    ],
)
def test_anything_but_one_repository_is_refused(repository: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^deployer\.repository: expected one repository without wildc"
    ):
        _github(repository=repository).check("deployer")


@pytest.mark.parametrize("environment", ["*", "prod*", "pro?", "${aws:username}", "", " prod"])
def test_anything_but_one_environment_is_refused(environment: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^deployer\.environment: expected the name of one environment"
    ):
        _github(environment=environment).check("deployer")


@pytest.mark.parametrize(
    "branch", ["*", "release/*", "mai?", "refs/heads/main", "${main}", "", "a..b", "/main", "a b"]
)
def test_anything_but_one_branch_is_refused(branch: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^deployer\.branch: expected the name of one branch without wi"
    ):
        _github(environment=None, branch=branch).check("deployer")


@pytest.mark.parametrize(("environment", "branch"), [(None, None), ("prod", "main")])
def test_neither_and_both_of_environment_and_branch_are_refused(
    environment: str | None, branch: str | None
) -> None:
    with pytest.raises(ConfigurationError, match=r"environment: expected this or branch, one of"):
        _github(environment=environment, branch=branch).check("deployer")


@pytest.mark.parametrize("audience", ["", "*", "sts.amazonaws.com ", "${aud}"])
def test_an_audience_that_is_none_is_refused(audience: str) -> None:
    expected = r"^deployer\.audience: expected 1 to 255 characters"
    with pytest.raises(ConfigurationError, match=expected):
        _github(audience=audience).check("deployer")
    with pytest.raises(ConfigurationError, match=expected):
        WebIdentity(**(_GITLAB | {"audience": audience})).check("deployer")  # type: ignore[arg-type]


def test_another_type_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"^deployer\.subjects: expected a tuple of str"):
        WebIdentity(**(_GITLAB | {"subjects": "repo:octo-org/shop"})).check("deployer")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "issuer",
    [
        "https://gitlab.com",
        "https://github.octo-org.example/_services/token",
        "https://octo.eu.auth0.com/",
        "https://localhost",
    ],
)
def test_an_issuer_may_have_a_path(issuer: str) -> None:
    WebIdentity(**(_GITLAB | {"issuer": issuer})).check("deployer")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "issuer",
    [
        "http://gitlab.com",
        "gitlab.com",
        "https://",
        "https://*.gitlab.com",
        "https://gitlab.com:8443",
        "https://gitlab.com?x=1",
        f"https://gitlab.com/{'x' * 240}",
    ],
)
def test_an_issuer_that_iam_refuses_is_refused(issuer: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^deployer\.issuer: expected 'https://' and a host"
    ):
        WebIdentity(**(_GITLAB | {"issuer": issuer})).check("deployer")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "subject", ["*", "project_path:team/*", "project_path:team/sho?", "${sub}", "", " a", "a\nb"]
)
def test_a_subject_that_others_match_is_refused(subject: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^deployer\.subjects\[0\]: expected one whole subject"
    ):
        WebIdentity(**(_GITLAB | {"subjects": (subject,)})).check("deployer")  # type: ignore[arg-type]


def test_a_subject_may_have_spaces() -> None:
    spaced = "organization:octo:project:Default Project:workspace:shop:run_phase:apply"

    WebIdentity(**(_GITLAB | {"subjects": (spaced,)})).check("deployer")  # type: ignore[arg-type]


def test_no_subject_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=re.escape("deployer.subjects: expected at least")):
        WebIdentity(**(_GITLAB | {"subjects": ()})).check("deployer")  # type: ignore[arg-type]


@pytest.mark.parametrize("subject", ["repo:octo/shop:pull_request", "repo:octo/shop", "octo"])
def test_a_subject_of_github_that_any_branch_has_is_refused(subject: str) -> None:
    identity = WebIdentity(
        issuer="https://token.actions.githubusercontent.com",
        audience="sts.amazonaws.com",
        subjects=("repo:octo/shop:ref:refs/tags/v1", subject),
    )

    with pytest.raises(
        ConfigurationError,
        match=r"^deployer\.subjects\[1\]: expected an environment or a branch in it",
    ):
        identity.check("deployer")
