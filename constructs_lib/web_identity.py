"""Whom an identity provider of OpenID Connect has to name before a role is taken."""

import re
from dataclasses import dataclass

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError

_LONGEST_ISSUER = 255
# The last is the path: without a query, and without the port that AWS refuses.
_ISSUER = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)*(/[A-Za-z0-9._~/-]*)?")
_AUDIENCE = re.compile(r"[^\s*?$]{1,255}")
# IAM reads '${...}' as a variable, and '*' and '?' as anything.
_SUBJECT = re.compile(r"[^\s*?$]([^\r\n*?$]*[^\s*?$])?")


@dataclass(frozen=True, kw_only=True, slots=True)
class WebIdentity:
    """What the token of a CI system has to say: who signed it, for whom, and about whom.

    For a CI system that is not GitHub, as GitLab or Buildkite, and for what ``GitHubWorkflow`` does
    not know: GitHub Enterprise Server, or subjects that an organisation has customized.
    """

    issuer: str
    """The ``iss`` of its tokens, as in ``https://gitlab.com``; a path may follow."""

    audience: str
    """The ``aud`` of its tokens, as the CI system is told to ask for it."""

    subjects: tuple[str, ...]
    """Each a whole ``sub``, as in ``project_path:team/shop:ref_type:branch:ref:main``.

    Upper and lower case count.
    """

    @property
    def host(self) -> str:
        """The issuer as IAM names it in ARNs and condition keys: without ``https://``."""
        return self.issuer.removeprefix("https://")

    @property
    def web_identity(self) -> "WebIdentity":
        """Itself, so that it can stand where a ``GitHubWorkflow`` does."""
        return self

    def check(self, where: str) -> None:
        """Refuse what would let in anybody, or nobody.

        Raises:
            ConfigurationError: A value of another type; an issuer that is no ``https://`` URL, or
                one that AWS refuses; no audience; no subject, or one with ``*``, ``?`` or ``$``.
        """
        check_types(where, self)
        check_issuer(f"{where}.issuer", self.issuer)
        check_audience(f"{where}.audience", self.audience)
        if not self.subjects:
            raise ConfigurationError(
                f"{where}.subjects", expected="at least one, or any could come", got=self.subjects
            )
        for position, subject in enumerate(self.subjects):
            if is_of_any_branch(self.host, subject):
                raise ConfigurationError(
                    f"{where}.subjects[{position}]",
                    expected="an environment or a branch in it, as GitHubWorkflow has it (the run "
                    "of any branch and of any pull request has this one)",
                    got=subject,
                )
            if not _SUBJECT.fullmatch(subject):
                raise ConfigurationError(
                    f"{where}.subjects[{position}]",
                    expected="one whole subject, without '*', '?' or '$' (name each)",
                    got=subject,
                )


def is_of_any_branch(host: str, subject: str) -> bool:
    """Whether a subject of GitHub Actions says nothing of the branch or of the environment.

    Source: "OpenID Connect reference" of the GitHub Actions documentation.

    Args:
        host: The issuer, without ``https://``.
        subject: The whole ``sub``.
    """
    of_github = host.lower() == "token.actions.githubusercontent.com"
    return of_github and (subject.endswith(":pull_request") or subject.count(":") < 2)


def check_issuer(where: str, issuer: str) -> None:
    """Refuse an issuer that IAM would refuse.

    Source: "Url" of CreateOpenIDConnectProvider in the IAM API reference.

    Raises:
        ConfigurationError: No URL of up to 255 characters that begins with ``https://``, or one
            with a port or a query.
    """
    if len(issuer) > _LONGEST_ISSUER or not _ISSUER.fullmatch(issuer):
        raise ConfigurationError(
            where,
            expected="'https://' and a host in lower case, which a path may follow, up to "
            f"{_LONGEST_ISSUER} characters, without a port or a query",
            got=issuer,
        )


def check_audience(where: str, audience: str) -> None:
    """Refuse an audience that IAM would refuse, or that any token has.

    Source: "ClientIDList" of CreateOpenIDConnectProvider in the IAM API reference.

    Raises:
        ConfigurationError: No text of 1 to 255 characters without spaces and wildcards.
    """
    if not _AUDIENCE.fullmatch(audience):
        raise ConfigurationError(
            where,
            expected="1 to 255 characters without '*', '?', '$' or spaces, as in "
            "'sts.amazonaws.com'",
            got=audience,
        )
