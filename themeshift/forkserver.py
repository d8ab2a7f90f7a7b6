"""Where do kernels come from that start at once?

A kernel spends most of its start loading modules. Here one process loads them for all kernels of
a run; each kernel is a fork of it, in the state in which loading modules left it, and knows
nothing of the kernels before it (as multiprocessing's start method "forkserver" makes processes).
Systems without process descriptors (other than Linux) start each kernel on its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner


def supported() -> bool:
    """Tell whether this system can fork kernels and wait for their ends."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


class ForkServer:
    """A process that loads modules once and forks kernels; ends when left."""

    def __init__(self, imports: str, root: Path, environment: dict[str, str]) -> None:
        """Start the process: ``imports`` are the statements that it carries out, ``root`` the
        folder it runs in, ``environment`` all variables that it and its kernels have.
        """
        self._process = subprocess.Popen(
            [sys.executable, __file__], cwd=root, env=environment, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._ask(imports)

    def _ask(self, request: object) -> None:
        """Send a line. Raises ``RuntimeError`` when the process has ended."""
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise RuntimeError("the process that forks kernels has ended") from error

    def fork(self, arguments: list[str], folder: str) -> int:
        """Return the process id of a new kernel with these arguments, at work in ``folder``.

        Raises ``RuntimeError`` when there is none.
        """
        self._ask({"arguments": arguments, "folder": folder})
        answer = self._process.stdout.readline().strip()
        if not answer.isdigit():
            raise RuntimeError("the process that forks kernels has ended")
        return int(answer)

    def close(self) -> None:
        """End the process; kernels that still run end soon after it."""
        with self._process, contextlib.suppress(OSError):
            self._process.stdin.close()


class Forked:
    """A process that is no child of this one; answers as ``subprocess.Popen`` does."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        """Open the process of this id. Raises ``RuntimeError`` when it has ended."""
        self.pid = pid
        try:
            self._descriptor = os.pidfd_open(pid)
        except ProcessLookupError as error:
            raise RuntimeError("it ended as soon as it was forked") from error

    def __del__(self) -> None:
        """Close the descriptor."""
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def poll(self) -> int | None:
        """Return None while the process runs, then 0: how it ended is not known."""
        return 0 if select.select([self._descriptor], [], [], 0)[0] else None

    def wait(self) -> int:
        """Wait until the process has ended."""
        select.select([self._descriptor], [], [])
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the process. Raises ``ProcessLookupError`` when it has ended."""
        signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        """Kill the process."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Provides kernels of a ``ForkServer``, in the way of Jupyter's own provisioner."""

    def __init__(self, server: ForkServer, **traits: Any) -> None:
        """Take the server; ``traits`` are those of a provisioner."""
        super().__init__(**traits)
        self._server = server

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Fork a kernel with the arguments of the command that would start one."""
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.cwd = options["cwd"]
        self.pid = await asyncio.to_thread(self._server.fork, arguments, str(self.cwd))
        self.process = Forked(self.pid)
        self.pgid = self.pid  # each leads a group of its own
        return self.connection_info


def serve() -> None:
    """Load what the first line names, then fork a kernel for each further line."""
    # Read when ipykernel loads: a kernel ends when the process it comes from is gone.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    from ipykernel.kernelapp import IPKernelApp

    statements = json.loads(sys.stdin.readline() or '""')
    with contextlib.suppress(Exception):  # goes wrong again, and is told, in the cell that imports
        exec(statements, {})  # noqa: S102 - nothing but import statements
    gc.freeze()  # what is loaded is no garbage; kernels need not look through it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for kernels here
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become_kernel(IPKernelApp, **json.loads(line))
        print(pid, flush=True)


def _become_kernel(app: Any, arguments: list[str], folder: str) -> None:
    """Be a kernel, and end as one."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)  # requests and answers are the parent's
    os.dup2(2, 1)
    os.chdir(folder)
    sys.argv[1:] = arguments
    app.launch_instance(arguments)
    sys.exit()


if __name__ == "__main__":
    # The modules in this file's folder are those of the package, not to be loaded by bare names.
    sys.path[:] = [place for place in sys.path if place != str(Path(__file__).parent)]
    serve()
