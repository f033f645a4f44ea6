"""A front of DynamoDB: it passes calls on over HTTP, notes them, and may be slow, busy or gone for some of them."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PASSED_ON = ("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")
_BUSY = "The level of configured provisioned throughput for the table was exceeded."


class Front:
    """What a front does besides passing on."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.operations: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.error: Callable[[str, int], str] = lambda _, __: ""
        """The code of an error for an operation that is asked for the nth time; empty to pass it on."""
        self.before: Callable[[str], object] = lambda _: None
        """What happens before a call is passed on."""
        self.address = ""

    def answer(self, operation: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Answer a call: status and body."""
        self.operations[operation] += 1
        self.requests.append((operation, json.loads(body)))
        self.before(operation)
        code = self.error(operation, self.operations[operation])
        if code:
            return 400, json.dumps({"__type": f"com.amazon#{code}", "message": _BUSY}).encode()
        request = urllib.request.Request(self.target, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@contextmanager
def front(target: str) -> Iterator[Front]:
    """A front on a free port of this machine."""
    made = Front(target)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
            status, answer = made.answer(operation, body, headers)
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except (BrokenPipeError, ConnectionResetError):
                pass  # who asked has gone

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
