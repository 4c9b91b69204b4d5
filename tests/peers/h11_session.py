# Conversations of h11 with our server: a parser that raises at whatever RFC 9112 forbids.

import collections
import contextlib
import socket

import h11

PATIENCE = 30  # seconds, for what the server has to say
FAULTS = (h11.ProtocolError, AssertionError, OSError)  # what a conversation raises when it goes wrong
HOST = ("Host", "peer")
END = h11.EndOfMessage()

Reply = collections.namedtuple("Reply", "status headers body")


def expect(holds, what):
    if not holds:
        raise AssertionError(what)


class Session:
    """One connection. Methods raise one of FAULTS."""

    def __init__(self, port):
        self.http = h11.Connection(h11.CLIENT)
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)

    def close(self):
        self._socket.close()

    def send(self, *events):
        self.send_raw(b"".join(self.http.send(event) for event in events))

    def send_raw(self, data):
        self._socket.sendall(data)

    def event(self):
        while (event := self.http.next_event()) is h11.NEED_DATA:
            self.http.receive_data(self._socket.recv(1 << 16))
        return event

    def reply(self):
        response = self.event()
        expect(isinstance(response, h11.Response), f"not a final reply but {response}")
        body = b""
        while isinstance(event := self.event(), h11.Data):
            body += event.data
        expect(isinstance(event, h11.EndOfMessage), f"a body ends with {event}")
        return Reply(response.status_code, dict(response.headers), body)

    def ends(self):
        """Nothing more comes, and the connection is closed."""
        event = self.event()
        expect(isinstance(event, h11.ConnectionClosed), f"not closed, but {event}")


def session(port):
    return contextlib.closing(Session(port))


def request(method, target, *headers):
    return h11.Request(method=method, target=target, headers=[HOST, *headers])


def keep_alive(port):
    with session(port) as client:
        for size in (1, 100_000, 1000):
            client.send(request("GET", f"/bytes?n={size}"), END)
            reply = client.reply()
            expect(reply.status == 200 and reply.body == b"x" * size, f"{size} bytes asked for, came {reply}"[:400])
            client.http.start_next_cycle()  # raises unless both sides mean to go on


def head(port):
    with session(port) as client:
        client.send(request("HEAD", "/bytes?n=1000"), END)
        reply = client.reply()
        expect(reply.status == 200 and reply.headers[b"content-length"] == b"1000" and not reply.body, f"{reply}")
        client.http.start_next_cycle()
        client.send(request("GET", "/hello"), END)
        expect(client.reply().status == 200, "no good reply after that to HEAD")


def chunked_upload(port):
    pieces = [b"some", b"b" * 70_000, b"more"]
    with session(port) as client:
        client.send(request("POST", "/echo", ("Transfer-Encoding", "chunked")))
        for piece in pieces:
            client.send(h11.Data(data=piece))
        client.send(h11.EndOfMessage(headers=[("X-Sum", "1")]))
        reply = client.reply()
        expect(reply.status == 200 and reply.body == b"".join(pieces), f"another body: {reply}"[:400])
        client.http.start_next_cycle()


def hundred_continue(port):
    with session(port) as client:
        client.send(request("POST", "/echo", ("Content-Length", "5"), ("Expect", "100-continue")))
        event = client.event()
        expect(isinstance(event, h11.InformationalResponse) and event.status_code == 100, f"not a 100 but {event}")
        client.send(h11.Data(data=b"hello"), END)
        expect(client.reply().body == b"hello", "another body")
        client.http.start_next_cycle()


def hundred_refused(port):
    with session(port) as client:
        client.send(request("POST", "/echo", ("Content-Length", "3000000"), ("Expect", "100-continue")))
        expect_refusal(client, 413, "a body of 3 MB, announced")


def pipelined(port):
    """All at once; as h11 does not do this itself, each reply has a parser of its own."""
    sizes = (10, 100_000, 1, 1000)
    parsers = [h11.Connection(h11.CLIENT) for _ in sizes]
    with session(port) as client:
        client.send_raw(b"".join(parser.send(request("GET", f"/bytes?n={size}")) + parser.send(END)
                                 for parser, size in zip(parsers, sizes)))
        rest = b""
        for parser, size in zip(parsers, sizes):
            client.http = parser
            if rest:
                parser.receive_data(rest)
            reply = client.reply()
            expect(reply.body == b"x" * size, f"{size} bytes asked for, came {reply}"[:400])
            rest, _ = parser.trailing_data
        expect(not rest, f"more than was asked for: {rest[:400]}")


def expect_refusal(client, status, what):
    """An error that ends the connection, and says so."""
    reply = client.reply()
    expect(reply.status == status, f"{what}: not {status} but {reply}")
    expect(reply.headers.get(b"connection") == b"close", f"{what}: no 'Connection: close' in {reply}")
    expect(reply.body and b"content-type" in reply.headers, f"{what}: without a word: {reply}")
    client.ends()


REFUSED = {
    b"GET /hello HTTP/1.1\r\n\r\n": 400,
    b"GET /hello HTTP/1.1\r\nHost: peer\r\nX : a\r\n\r\n": 400,
    b"GET /hello HTTP/1.1\nHost: peer\n\n": 400,
    b"GET /hello HTTP/2.0\r\nHost: peer\r\n\r\n": 505,
    b"BREW /hello HTTP/1.1\r\nHost: peer\r\n\r\n": 501,
    b"POST /echo HTTP/1.1\r\nHost: peer\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    b"POST /echo HTTP/1.1\r\nHost: peer\r\nTransfer-Encoding: gzip\r\n\r\n": 501,
    b"POST /echo HTTP/1.1\r\nHost: peer\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n": 400,
    b"POST /echo HTTP/1.1\r\nHost: peer\r\nContent-Length: 3000000\r\n\r\nsome of it": 413,
    b"POST /echo HTTP/1.1\r\nHost: peer\r\nExpect: more\r\nContent-Length: 4\r\n\r\nbody": 417,
    b"GET /" + b"q" * 20_000 + b" HTTP/1.1\r\nHost: peer\r\n\r\n": 414,
    b"GET /hello HTTP/1.1\r\nHost: peer\r\nX: " + b"x" * 20_000 + b"\r\n\r\n": 431,
}


def refused(port):
    for data, status in REFUSED.items():
        with session(port) as client:
            client.http.send(request("GET", "/hello"))  # so that h11 waits for a reply
            client.http.send(END)
            client.send_raw(data)
            expect_refusal(client, status, f"{data[:100]}")


def errors_that_keep(port):
    """What is wrong with a sound request is no reason to close."""
    with session(port) as client:
        for method, target, status in (("GET", "/nowhere", 404), ("DELETE", "/hello", 405), ("HEAD", "/nowhere", 404),
                                       ("GET", "/io?ms=x", 400), ("GET", "/hello", 200)):
            client.send(request(method, target), END)
            reply = client.reply()
            expect(reply.status == status, f"{method} {target}: not {status} but {reply}")
            client.http.start_next_cycle()


SESSIONS = {
    "keep-alive": keep_alive,
    "HEAD": head,
    "chunked upload": chunked_upload,
    "100-continue": hundred_continue,
    "100-continue refused": hundred_refused,
    "pipelined": pipelined,
    "refused": refused,
    "errors that keep": errors_that_keep,
}
