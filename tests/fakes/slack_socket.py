"""Slack's end of Socket Mode on loopback: one WebSocket at a time, on which envelopes go out and answers come back."""

from __future__ import annotations

import base64
import hashlib
import json
import queue
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class SlackSocket:
    """Waits for the app to connect; ``answers`` holds what it has said, by envelope."""

    def __init__(self) -> None:
        """Listening, with nobody connected."""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._server.getsockname()[1]}/link"
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.connected = threading.Event()
        self.connections = 0
        self._line: socket.socket | None = None

    def tell(self, kind: str, payload: Mapping[str, Any], envelope: str) -> dict[str, Any]:
        """Send an envelope and wait for its answer."""
        self.send(TEXT, json.dumps({"type": kind, "envelope_id": envelope, "payload": payload}).encode())
        answer = self.answers.get(timeout=20)
        assert answer["envelope_id"] == envelope
        return answer

    def send(self, opcode: int, body: bytes = b"") -> None:
        """Send one frame."""
        assert self.connected.wait(20)
        assert self._line is not None
        size = len(body)
        head = bytes([0x80 | opcode, size]) if size < 126 else bytes([0x80 | opcode, 126]) + struct.pack(">H", size)
        self._line.sendall(head + body)

    def serve(self) -> None:
        """Take one connection after another until closed."""
        with suppress(OSError):
            while True:
                line, _address = self._server.accept()
                self._line = line
                self._line = line
                with suppress(OSError, EOFError):
                    self._greet(line)
                    self.connections += 1
                    self.connected.set()
                    self._listen(line)
                self.connected.clear()
                line.close()

    def close(self) -> None:
        """Hang up and listen no more."""
        for end in (self._line, self._server):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _greet(self, line: socket.socket) -> None:
        asked = b""
        while not asked.endswith(b"\r\n\r\n"):
            asked += _some(line, 1)
        lines = [part.partition(b": ") for part in asked.split(b"\r\n")]
        key = next(value for name, _colon, value in lines if name.lower() == b"sec-websocket-key")
        accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())  # noqa: S324  The protocol says so.
        line.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )

    def _listen(self, line: socket.socket) -> None:
        while True:
            opcode, size = _some(line, 2)
            size &= 0x7F
            if size == 126:
                (size,) = struct.unpack(">H", _some(line, 2))
            mask = _some(line, 4)
            body = bytes(byte ^ mask[at % 4] for at, byte in enumerate(_some(line, size)))
            if opcode & 0xF == TEXT:
                self.answers.put(json.loads(body))
            elif opcode & 0xF == PING:
                self.send(PONG, body)
            elif opcode & 0xF == CLOSE:
                return


@contextmanager
def slack_socket() -> Iterator[SlackSocket]:
    """A running end."""
    end = SlackSocket()
    thread = threading.Thread(target=end.serve)
    thread.start()
    try:
        yield end
    finally:
        end.close()
        thread.join(5)


def _some(line: socket.socket, count: int) -> bytes:
    """Exactly so many bytes; raises EOFError when the other end has hung up."""
    found = b""
    while len(found) < count:
        part = line.recv(count - len(found))
        if not part:
            raise EOFError
        found += part
    return found
