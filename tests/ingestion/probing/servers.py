"""A loopback server that answers what a test tells it to, down to broken bytes."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = Callable[[socket.socket, str], None]


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Server:
    """Answers each connection with `answer(connection, head of the request)` in a thread; keeps the heads."""

    def __init__(self, answer: Answer) -> None:
        self.heads: list[str] = []
        self.open_now = 0
        self.most_open = 0
        self._answer = answer
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = connection.recv(8192).decode(errors="replace")
            with self._lock:
                self.heads.append(head)
                self.open_now += 1
                self.most_open = max(self.most_open, self.open_now)
            try:
                self._answer(connection, head)
            finally:
                with self._lock:
                    self.open_now -= 1


@contextmanager
def server(answer: Answer | bytes) -> Iterator[Server]:
    def send(connection: socket.socket, _head: str) -> None:
        assert isinstance(answer, bytes)
        connection.sendall(answer)

    running = Server(send if isinstance(answer, bytes) else answer)
    try:
        yield running
    finally:
        running.close()


def path_of(head: str) -> str:
    return head.split(" ", 2)[1]
