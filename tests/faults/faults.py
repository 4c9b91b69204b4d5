# The faults: each breaks one thing of a server under load, looks whether the promise held, and tells what it cost.
"""A fault takes (folder of our programs, model, directory for its files) and returns a short text, or raises Broken."""

import contextlib
import os
import random
import resource
import signal
import socket
import subprocess
import time

from harness import last_line, our_server
from load import PATIENCE, Load, ask, read_to_end, request

CLIENTS = 8
UNAFFECTED = "-"  # there is no such thing under this model
ENOUGH = 100  # answers that show that service goes on


class Broken(Exception):
    """A promise that was not kept, in one line."""


class NotPermitted(Exception):
    """The fault cannot be brought about here; why, in one line."""


def promise(holds, what):
    if not holds:
        raise Broken(what)


def await_true(condition, what, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not condition():
        promise(time.monotonic() < deadline, f"never came true: {what}")
        time.sleep(0.01)


def await_answers(load, more=ENOUGH):
    """Until the load has had that many more answers."""
    enough = load.answered + more
    await_true(lambda: load.answered >= enough, f"{more} more answers")


def lost(count, load):
    return f"{count} of {len(load.fates)}"


# --- what a server cannot have ----------------------------------------------------------------------------------------

def lowest_free_descriptor(pid):
    used = {int(name) for name in os.listdir(f"/proc/{pid}/fd")}
    return next(number for number in range(len(used) + 1) if number not in used)


@contextlib.contextmanager
def no_more_descriptors(pids):
    before = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in pids}
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (lowest_free_descriptor(pid), before[pid][1]))
    try:
        yield
    finally:
        for pid, limit in before.items():
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limit)


def no_descriptors(folder, model, directory):
    with our_server(folder, model, directory) as server, contextlib.ExitStack() as scarcity:
        pids = server.worker_pids()
        scarcity.enter_context(no_more_descriptors(pids))
        with Load(server.port, CLIENTS) as load:
            await_true(lambda: server.sum("connections", "accept_faults") >= 5, "5 faults of accept()")
            without = load.answered
            scarcity.close()  # they are to be had again
            await_answers(load)
        promise(without == 0, f"{without} answers without a descriptor to be had")
        promise(load.broken == 0, f"{load.broken} clients were lost")
        promise(server.worker_pids() == pids, "a worker died")
        return lost(0, load)


@contextlib.contextmanager
def injected(pids, calls, how, directory):
    """System calls of these processes fail as `how` tells, by strace, from its attaching to its end."""
    command = ["strace", "-f", "-o", os.devnull, "-e", f"trace={calls}", "-e", f"inject={calls}:{how}"]
    for pid in pids:
        command += ["-p", str(pid)]
    with open(directory / "strace.log", "wb") as log:
        tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log)
    try:
        await_true(lambda: tracer.poll() is not None or all(map(is_traced, pids)), "strace has attached")
        if tracer.poll() is not None:
            raise NotPermitted(last_line((directory / "strace.log").read_text()))
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def is_traced(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in status)


def no_threads(folder, model, directory):
    if model != "thread":
        return UNAFFECTED
    with our_server(folder, model, directory) as server:
        pids = server.worker_pids()
        with Load(server.port, CLIENTS) as load:
            with injected(pids, "clone,clone3", "error=ENOMEM", directory):
                await_true(lambda: load.count(503) >= 20, "20 times 503")
            await_answers(load)
        turned_away = server.sum("connections", "turned_away")
        promise(load.count(503) + load.broken == turned_away,
                f"{load.count(503)} times 503 and {load.broken} lost, but {turned_away} turned away")
        promise(server.worker_pids() == pids, "a worker died")
        return lost(turned_away, load)


# --- system calls that fail -------------------------------------------------------------------------------------------

def broken_pipes(folder, model, directory):
    with our_server(folder, model, directory) as server:
        pids = server.worker_pids()
        with Load(server.port, CLIENTS) as load:
            with injected(pids, "sendto", "error=EPIPE:when=1+3", directory):
                await_true(lambda: load.broken >= 20, "20 replies that could not be written")
            await_answers(load)
        aborted = server.sum("connections", "ended", "aborted")
        promise(aborted == load.broken, f"{load.broken} replies were lost, but {aborted} counted")
        promise(server.worker_pids() == pids, "a worker died")
        return lost(load.broken, load)


def aborted_connections(folder, model, directory):
    with our_server(folder, model, directory) as server:
        pids = server.worker_pids()
        with Load(server.port, CLIENTS) as load:
            with injected(pids, "accept4", "error=ECONNABORTED:when=1+2", directory):
                await_answers(load)
            await_answers(load)
        promise(load.broken == 0, f"{load.broken} clients were lost")
        promise(server.worker_pids() == pids, "a worker died")
        return lost(0, load)


# --- processes that die or hang ---------------------------------------------------------------------------------------

def killed_workers(folder, model, directory):
    kills = 5
    with our_server(folder, model, directory) as server:
        with Load(server.port, CLIENTS) as load:
            for times in range(1, kills + 1):
                await_answers(load, 20)
                os.kill(random.choice(server.worker_pids()), signal.SIGKILL)
                await_true(lambda n=times: server.sum("restarts") == n, "the worker is back")
            await_answers(load)
        counted = server.sum("connections", "lost")
        # Who dies right behind accept() has not counted it.
        promise(load.broken <= counted + kills * CLIENTS, f"{load.broken} clients were lost, but {counted} counted")
        requests = [server.sum("requests", name) for name in ("started", "finished", "lost")]
        promise(requests[0] == requests[1] + requests[2], f"counts do not add up: {requests}")
        # Who dies right behind a reply has not counted it as finished.
        promise(load.answered <= requests[1] + requests[2], f"{load.answered} answers, but {requests} counted")
        return lost(load.broken, load)


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
        return [int(child) for child in children.read().split()]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return ") Z " not in stat.read()
    except OSError:
        return False


def killed_supervisor(folder, model, directory):
    with our_server(folder, model, directory) as server:
        children = children_of(server.pid)
        with Load(server.port, CLIENTS) as load:
            await_answers(load)
            os.kill(server.pid, signal.SIGKILL)
            await_true(lambda: not any(map(is_alive, children)), "all its children are gone")
        with socket.socket() as successor:
            successor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            successor.bind(("127.0.0.1", server.port))  # nobody holds the port
            successor.listen()
        return "all"


def hung_worker(folder, model, directory):
    with our_server(folder, model, directory, "--chaos", "--hang-timeout", "70001ms") as server:
        with socket.create_connection(("127.0.0.1", server.port), 90) as victim:
            began = time.monotonic()
            victim.sendall(request("/hang"))
            promise(read_to_end(victim) == b"", "the hung request was answered")
            took = time.monotonic() - began
        await_true(lambda: server.stats()["workers_ready"] == server.stats()["workers_wanted"], "all workers are back")
        promise(server.sum("hung") == 1 and server.sum("requests", "lost") == 1, "it was not counted")
        promise(ask(server.port, "/hello").status == 200, "service did not return")
        return f"1, {took:.0f} s"


def full_disk(folder, model, directory):
    with our_server(folder, model, directory, "--access-log", "/dev/full") as server:
        with Load(server.port, CLIENTS) as load:
            await_answers(load)
        lines = server.sum("access_lines_lost")
        promise(load.broken == 0, f"{load.broken} clients were lost")
        promise(lines == load.answered, f"{load.answered} answers, but {lines} lines counted as lost")
        return f"{lines} lines"


# --- signals ----------------------------------------------------------------------------------------------------------

class Guests:
    """Clients that are there when the signal comes: idle ones, one that pipelines, a silent one, some that nobody has
    accepted yet."""

    def __init__(self, port):
        def connect():
            return socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._idle = [connect() for _ in range(2)]
        for one in self._idle:
            one.sendall(request("/hello", close=False))
            one.recv(65536)
        self._pipelined = connect()
        self._pipelined.sendall(request("/io?ms=300", close=False) + request("/hello", close=False) * 3)
        self._silent = connect()
        self._queued = [connect() for _ in range(8)]
        for one in self._queued:
            one.sendall(request("/io?ms=50"))
        self.asked = 4 + 8 + 1  # requests that are here, or will be: the silent one's handshake was before the signal

    def leave(self):
        """How many requests were answered."""
        self._silent.sendall(request("/hello"))
        replies = b"".join(read_to_end(one) for one in (self._pipelined, *self._queued, self._silent))
        for one in self._idle:
            promise(read_to_end(one) == b"", "an idle connection was not closed quietly")
        for one in (*self._idle, *self._queued, self._pipelined, self._silent):
            one.close()
        return replies.count(b"HTTP/1.1 200")


def drain(folder, model, directory):
    with our_server(folder, model, directory) as server:
        with Load(server.port, CLIENTS) as load:
            await_answers(load)
            guests = Guests(server.port)
            signalled = time.monotonic()
            os.kill(server.pid, signal.SIGTERM)
            answered = guests.leave()
            code = server.wait(PATIENCE)
        here = [fate.status for fate in load.fates if fate.connected and fate.connected < signalled]
        gone = guests.asked - answered + sum(status != 200 for status in here)
        promise(gone == 0, f"{gone} requests that were here before the signal were lost")
        promise(code == 0, f"the exit code was {code}")
        return f"{gone} of {guests.asked + len(here)}"


def await_replaced(server, times):
    await_true(lambda: all(row["generation"] == times and row["state"] == "ready" and "retiring" not in row
                           for row in server.stats()["workers"]), "all workers are new")


def replacement(folder, model, directory):
    with our_server(folder, model, directory) as server:
        with Load(server.port, CLIENTS) as load:
            for times in range(1, 4):
                await_answers(load)
                os.kill(server.pid, signal.SIGHUP)
                await_replaced(server, times)
            await_answers(load)
        promise(load.broken == 0, f"{load.broken} clients were lost")
        return lost(0, load)


def no_successor(folder, model, directory):
    with our_server(folder, model, directory) as server:
        pids = server.worker_pids()
        with Load(server.port, CLIENTS) as load:
            with no_more_descriptors([server.pid]):  # nor for those whom it forks
                os.kill(server.pid, signal.SIGHUP)
                await_true(lambda: "are kept" in (directory / "server.log").read_text(), "the successor has died")
                await_answers(load)
            promise(server.worker_pids() == pids, "a worker was replaced by one that cannot start")
            os.kill(server.pid, signal.SIGHUP)
            await_replaced(server, 1)
            await_answers(load)
        promise(load.broken == 0, f"{load.broken} clients were lost")
        return lost(0, load)
