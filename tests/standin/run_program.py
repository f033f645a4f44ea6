"""Runs one Pulumi program as `__main__`, its folder first among the places that modules come from."""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pulumi
from pulumi.runtime import reset_options, run_in_stack, set_all_config

_SAID = 32


def main() -> int:
    """The job comes on the standard input, since it holds the stack's secrets."""
    job = json.load(sys.stdin)
    reset_options(
        project=job["project"],
        stack=job["stack"],
        organization=job["organization"] or "organization",
        monitor_address=job["monitor"],
        engine_address=job["engine"],
        parallel=job["parallel"],
        preview=job["preview"],
    )
    set_all_config(job["config"], job["secrets"])
    folder = job["folder"]
    os.chdir(folder)
    sys.path[0] = folder
    program = os.path.join(folder, job["entry"]) if job["entry"] not in {"", "."} else folder
    sys.argv = [program]
    return _run(program, job["parallel"])


def _run(program: str, parallel: int) -> int:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(ThreadPoolExecutor(max_workers=max(parallel, 1) * 4))
    try:
        loop.run_until_complete(run_in_stack(_main_of(program)))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return _SAID
    except grpc.RpcError as error:
        return 0 if error.code() == grpc.StatusCode.UNAVAILABLE else _said(error)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 1
    except Exception as error:
        return _said(error)
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _main_of(program: str) -> Any:
    return lambda: runpy.run_path(program, run_name="__main__") and None


def _said(error: BaseException) -> int:
    trace = "".join(traceback.format_exception(error))
    pulumi.log.error(f"Program failed with an unhandled exception:\n{trace}")
    return _SAID


if __name__ == "__main__":
    sys.exit(main())
