"""The stand-in for pulumi-language-python: runs the program of a folder, in a fresh process each time.

The engine starts it as a plugin, with its own address as the last argument, and reads the port from the first line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import (
    LanguageRuntimeServicer,
    language_pb2,
    language_pb2_grpc,
    plugin_pb2,
)

Context: TypeAlias = Any  # grpc ships no types

_RUNNER = Path(__file__).with_name("run_program.py")
SAID = 32
"""The exit status of a program whose failure the engine has heard of already."""


class Language(LanguageRuntimeServicer):
    """Answers the engine."""

    def __init__(self, engine: str) -> None:
        self._engine = engine

    def Handshake(self, request: Any, context: Context) -> language_pb2.LanguageHandshakeResponse:
        """The engine's address comes with newer engines here."""
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Context) -> plugin_pb2.PluginInfo:
        """Some version."""
        return plugin_pb2.PluginInfo(version="1.0.0")

    def About(self, request: Any, context: Context) -> language_pb2.AboutResponse:
        """The Python that programs run with."""
        return language_pb2.AboutResponse(executable=sys.executable, version=sys.version.split()[0])

    def GetRequiredPackages(self, request: Any, context: Context) -> Any:
        """None: what a program needs is here."""
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request: Any, context: Context) -> Any:
        """None: what a program needs is here."""
        return language_pb2.GetRequiredPluginsResponse()

    def GetProgramDependencies(self, request: Any, context: Context) -> Any:
        """None that anybody asks for."""
        return language_pb2.GetProgramDependenciesResponse()

    def Cancel(self, request: Any, context: Context) -> empty_pb2.Empty:
        """The program ends with the engine."""
        return empty_pb2.Empty()

    def Run(self, request: Any, context: Context) -> language_pb2.RunResponse:
        """Run the program; its output goes where this process's goes."""
        job = {
            "engine": self._engine,
            "monitor": request.monitor_address,
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization,
            "parallel": request.parallel,
            "preview": request.dryRun,
            "config": dict(request.config),
            "secrets": list(request.configSecretKeys),
            "folder": request.info.program_directory or request.pwd,
            "entry": request.info.entry_point or request.program,
        }
        command = [sys.executable, str(_RUNNER)]
        # What the program may not see is not on the command line either: everybody can read that.
        ended = subprocess.run(command, input=json.dumps(job), text=True, cwd=request.pwd, check=False)
        if ended.returncode == SAID:
            return language_pb2.RunResponse(bail=True)
        error = f"Program exited with non-zero exit code: {ended.returncode}" if ended.returncode else ""
        return language_pb2.RunResponse(error=error)


def serving(engine: str) -> tuple[Any, int]:
    """A started server and its port, on this machine only."""
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Language(engine), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    os.environ.pop("PULUMI_DEBUG_LANGUAGES", None)
    return server, int(port)
