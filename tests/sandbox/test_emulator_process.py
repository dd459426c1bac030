"""The emulator as a process: on loopback only, apart from any other, and gone in the end."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest
from botocore.exceptions import ClientError, SSLError

from sandbox.emulator_process import Emulator, running_emulator
from sandbox.identity import account_root
from sandbox.sandbox_error import SandboxError

_ROOT = Path(__file__).parent.parent.parent
_SECONDS = 60
_LISTENING = "0A"

_CRASHES = """
import os, sys
from pathlib import Path
from sandbox.emulator_process import running_emulator
with running_emulator(Path(sys.argv[1]), outside=os.environ) as emulator:
    print(emulator.process_group, flush=True)
    sys.stdin.read()
"""


def _gone(process_group: int) -> bool:
    try:
        os.killpg(process_group, 0)
    except ProcessLookupError:
        return True
    return False


def _listening_addresses(pid: int) -> set[str]:
    """Addresses that a process listens on, as the kernel tells."""
    sockets = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        # Others come and go in the meantime; one that listens stays.
        with suppress(FileNotFoundError):
            if match := re.fullmatch(r"socket:\[(\d+)\]", str(descriptor.readlink())):
                sockets.add(match[1])
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1] for row in rows if row[3] == _LISTENING and row[9] in sockets}


def _sandbox(tmp_path: Path, *, stdout: int | IO[str]) -> subprocess.Popen[str]:
    """The main job for dev, with a temporary folder of its own to be recognised by."""
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox", "dev", "--report", str(tmp_path / "report.json")],
        cwd=_ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=stdout,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that have the folder in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(folder) in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_listens_on_one_port_of_the_loopback_address_only(tmp_path: Path) -> None:
    with running_emulator(tmp_path, outside=os.environ) as emulator:
        addresses = _listening_addresses(emulator.process_group)

    port = int(emulator.endpoint.rsplit(":", 1)[1])
    loopback = socket.inet_aton("127.0.0.1")[::-1].hex().upper()
    assert addresses == {f"{loopback}:{port:04X}"}


def test_runs_nobodys_code(tmp_path: Path) -> None:
    with running_emulator(tmp_path, outside=os.environ) as emulator:
        functions = account_root(emulator, account="111111111111", region="eu-west-1").client(
            "lambda"
        )

        with pytest.raises(ClientError):
            functions.list_functions()


def test_two_at_once_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with (
        running_emulator(tmp_path / "one", outside=os.environ) as one,
        running_emulator(tmp_path / "two", outside=os.environ) as two,
    ):
        here = {"account": "111111111111", "region": "eu-west-1"}
        account_root(one, **here).client("iam").create_user(UserName="of-one")

        assert account_root(two, **here).client("iam").list_users()["Users"] == []
        with pytest.raises(SSLError):
            account_root(_with_certificate_of(one, two), **here).client("iam").list_users()


def _with_certificate_of(one: Emulator, two: Emulator) -> Emulator:
    return Emulator(endpoint=two.endpoint, authority=one.authority, process_group=two.process_group)


def test_is_gone_after_the_block(tmp_path: Path) -> None:
    with running_emulator(tmp_path, outside=os.environ) as emulator:
        assert not _gone(emulator.process_group)

    assert _gone(emulator.process_group)


def test_is_gone_after_an_error_in_the_block(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="in the block"),
        running_emulator(tmp_path, outside=os.environ) as emulator,
    ):
        raise RuntimeError("in the block")

    assert _gone(emulator.process_group)


def test_is_gone_after_a_crash_of_the_process_that_started_it(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _CRASHES, tmp_path],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    emulator = int(parent.stdout.readline())
    ends = os.pidfd_open(emulator)

    parent.kill()
    parent.wait()

    ended, _, _ = select.select([ends], [], [], _SECONDS)
    os.close(ends)
    parent.stdout.close()
    assert parent.stdin is not None
    parent.stdin.close()
    assert ended


def test_says_why_it_did_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.emulator_process._MODULE", "sandbox.no_such_module")

    with (
        pytest.raises(SandboxError, match=r"did not start.*\n(.*\n)*.*no_such_module"),
        running_emulator(tmp_path, outside=os.environ),
    ):
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_leaves_no_process_when_it_is_stopped_during_a_deployment(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = _sandbox(tmp_path, stdout=subprocess.PIPE)
    assert process.stdout is not None
    for line in process.stdout:
        if "cdk deploy" in line:
            break

    process.send_signal(number)
    rest = process.stdout.read()

    process.stdout.close()
    assert process.wait() == 2
    assert "Traceback" not in rest
    assert _processes_of(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
