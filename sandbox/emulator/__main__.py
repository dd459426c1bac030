"""Serves the emulator on a socket that the parent process has opened.

Not for people: ``sandbox.emulator_process`` starts it. It runs MiniStack's ASGI app, because
MiniStack's own ``main`` also listens on port 443.
"""

import argparse
import asyncio
import logging
import os
import signal
import threading

from hypercorn.asyncio import serve
from hypercorn.config import Config

from sandbox.emulator.additions import install_additions
from sandbox.emulator.control import with_control_paths


def main() -> None:
    """Install the additions and serve until the parent kills it, or is gone."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.emulator", description=__doc__)
    parser.add_argument("--socket", type=int, required=True, help="descriptor that listens")
    parser.add_argument("--parent", type=int, required=True, help="pipe that ends with the parent")
    parser.add_argument("--certificate", required=True, help="PEM file with chain")
    parser.add_argument("--key", required=True, help="PEM file")
    arguments = parser.parse_args()

    threading.Thread(target=_end_with_parent, args=(arguments.parent,), daemon=True).start()
    install_additions()
    asyncio.run(_serve(arguments))


def _end_with_parent(pipe: int) -> None:
    """Kill all that the sandbox started, once the parent is gone: they are one process group."""
    os.read(pipe, 1)
    os.killpg(0, signal.SIGKILL)


async def _serve(arguments: argparse.Namespace) -> None:
    from ministack.app import app

    config = Config()
    # A deployment takes longer than the 5 seconds of the default, and a connection that is closed
    # just when a client asks again is an error there.
    config.keep_alive_timeout = 3600
    config.bind = [f"fd://{arguments.socket}"]
    config.certfile, config.keyfile = arguments.certificate, arguments.key
    config.loglevel = "WARNING"
    logging.getLogger("hypercorn.access").disabled = True

    await serve(with_control_paths(app), config, shutdown_trigger=asyncio.Event().wait)


if __name__ == "__main__":
    main()
