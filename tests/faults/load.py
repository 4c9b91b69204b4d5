# Clients that ask without a pause, each request on a connection of its own, and note what became of every one.

import collections
import contextlib
import socket
import threading
import time

PATIENCE = 30  # seconds, for a reply that must come

Fate = collections.namedtuple("Fate", "connected status")  # when the handshake was over (or None); status 0: no reply


def status_of(reply):
    """Of a whole reply whose connection ended behind it; 0 when it is not whole."""
    head, blank, body = reply.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    lengths = [int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")]
    whole = bool(blank) and lengths == [len(body)]
    return int(lines[0].split()[1]) if whole else 0


def read_to_end(connection):
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def request(target, close=True):
    end = "Connection: close\r\n" if close else ""
    return f"GET {target} HTTP/1.1\r\nHost: lab\r\n{end}\r\n".encode()


def ask(port, target):
    """One request on a new connection, and its fate."""
    connected = None
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connected = time.monotonic()
            connection.sendall(request(target))
            return Fate(connected, status_of(read_to_end(connection)))
    except (ConnectionError, TimeoutError):
        return Fate(connected, 0)


class Load:
    """Runs from its `with` to the end of that."""

    def __init__(self, port, clients=8, target="/io?ms=2"):
        self.fates = []
        self._port, self._target = port, target
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask_on) for _ in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask_on(self):
        while not self._over.is_set():
            fate = ask(self._port, self._target)
            self.fates.append(fate)  # a list may be appended to by many threads
            if fate.connected is None:
                time.sleep(0.01)  # refused: a server that is gone need not be asked without a pause

    def count(self, *statuses):
        return sum(fate.status in statuses for fate in list(self.fates))

    @property
    def answered(self):
        return self.count(200)

    @property
    def broken(self):
        return self.count(0)
