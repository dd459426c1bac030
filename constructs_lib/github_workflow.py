"""Which workflow of GitHub Actions may take a role."""

import re
from dataclasses import dataclass

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.web_identity import WebIdentity, check_audience

_ISSUER = "https://token.actions.githubusercontent.com"
_OWNER, _NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", r"[A-Za-z0-9._-]{1,100}"
_REPOSITORY = re.compile(rf"{_OWNER}/{_NAME}|{_OWNER}@[0-9]+/{_NAME}@[0-9]+")
_ENVIRONMENT = re.compile(r"[^\s*?$/\\]([^\r\n*?$\\]{0,253}[^\s*?$\\])?")
# What git takes in the name of a branch, less '$', which IAM reads as the start of a variable.
_BRANCH = re.compile(
    r"(?!.*(\.\.|//|@\{|/\.|\.lock(/|$)))[^\s~^:?*\[\\$/.][^\s~^:?*\[\\$]*(?<![/.])"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class GitHubWorkflow:
    """The workflows of one repository, as far as they run in one environment or on one branch.

    Beside ``environment``, a job needs no branch: the protection rules of that environment say
    which branches may deploy to it, and who has to approve. Whoever can write to the repository
    can run a job in an environment without rules.

    The run for a pull request has the subject ``repo:...:pull_request``, whether it comes from a
    fork or not: it is never let in by a branch. A job of it that names the environment is up to
    the rules of the environment.

    Sources: "OpenID Connect reference" of the GitHub Actions documentation.
    """

    repository: str
    """``owner/name`` in the case that GitHub shows, or ``owner@id/name@id``.

    GitHub writes the ids into the subject for repositories that were made, renamed or moved after
    15 July 2026, and for those that opt in ("immutable subject claims"). With the ids, nobody who
    registers the name anew is let in. ``gh api repos/<owner>/<name> --jq '.owner.id, .id'`` shows
    them.
    """

    environment: str | None = None
    """The environment that the job names; not needed with a branch."""

    branch: str | None = None
    """The branch that the workflow runs on, as in ``main``; not needed with an environment."""

    audience: str = "sts.amazonaws.com"
    """What the workflow asks the token for; what ``configure-aws-credentials`` does if left out."""

    @property
    def issuer(self) -> str:
        """Who signs the tokens of GitHub's own Actions."""
        return _ISSUER

    @property
    def subject(self) -> str:
        """The whole ``sub`` of its tokens."""
        if self.environment is not None:
            # The one character that GitHub escapes.
            return f"repo:{self.repository}:environment:{self.environment.replace(':', '%3A')}"
        return f"repo:{self.repository}:ref:refs/heads/{self.branch}"

    @property
    def web_identity(self) -> WebIdentity:
        """The same, as for any other provider."""
        return WebIdentity(issuer=self.issuer, audience=self.audience, subjects=(self.subject,))

    def check(self, where: str) -> None:
        """Refuse what any repository or any branch could match, and what GitHub does not have.

        Raises:
            ConfigurationError: A value of another type; no ``owner/name``; neither or both of
                environment and branch; a wildcard; no audience.
        """
        check_types(where, self)
        if not _REPOSITORY.fullmatch(self.repository):
            raise ConfigurationError(
                f"{where}.repository",
                expected="one repository without wildcards, 'owner/name' or 'owner@id/name@id'",
                got=self.repository,
            )
        if (self.environment is None) == (self.branch is None):
            raise ConfigurationError(
                f"{where}.environment",
                expected="this or branch, one of them (a job in an environment has a subject "
                "without its branch)",
                got=(self.environment, self.branch),
            )
        if self.environment is not None and not _ENVIRONMENT.fullmatch(self.environment):
            raise ConfigurationError(
                f"{where}.environment",
                expected="the name of one environment, 1 to 255 characters without '*', '?' or '$'",
                got=self.environment,
            )
        if self.branch is not None and (
            not _BRANCH.fullmatch(self.branch) or self.branch.startswith("refs/")
        ):
            raise ConfigurationError(
                f"{where}.branch",
                expected="the name of one branch without wildcards and without 'refs/heads/'",
                got=self.branch,
            )
        check_audience(f"{where}.audience", self.audience)
