"""One deployed role of a person, another account or a deployer, and the means to try it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sandbox.emulator_process import Emulator
from sandbox.identity import Identity
from sandbox.report import Check
from sandbox.verification.access.session import Door
from sandbox.verification.account import Account
from sandbox.verification.calls import ALLOWED, DENIED, probe
from sandbox.verification.live_role import LiveRole
from stacks.config import EnvironmentConfig, Expectation


@dataclass(frozen=True, kw_only=True, slots=True)
class AtTheDoor:
    """A role, and where it is."""

    emulator: Emulator
    account: Account
    environment: EnvironmentConfig
    role: LiveRole

    @property
    def region(self) -> str:
        """Where STS is called."""
        return self.environment.region

    @property
    def door(self) -> Door:
        """Its trust policy, tried by calling STS."""
        return Door(self.emulator, self.role, region=self.region)

    def evaluated(
        self, who: str, expected: str, *, caller_arn: str, context: Mapping[str, str]
    ) -> Check:
        """Evaluate the deployed trust policy with a context that no call can bring about here."""
        status, answer = self.emulator.ask(
            "/_sandbox/trust",
            {
                "role_arn": self.role.arn,
                "caller_arn": caller_arn,
                "region": self.region,
                "context": dict(context),
            },
        )
        observed = f"error {answer}" if status != 200 else ALLOWED if answer["trusts"] else DENIED
        return Check(what=f"taken by {who}", expected=expected, observed=observed)

    def expectations(
        self, session: Identity, must_allow: Sequence[Expectation], must_deny: Sequence[Expectation]
    ) -> Iterator[Check]:
        """Make the calls that the configuration says of the role."""
        for one in must_allow:
            yield probe(session, one.action, one.resource, ALLOWED)
        for one in must_deny:
            yield probe(session, one.action, one.resource, DENIED)
