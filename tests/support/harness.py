# What tests in Python share: our server under every model, programs that end with the test, a table.

import argparse
import collections
import contextlib
import http.client
import importlib.util
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

SKIPPED = 77
START_LIMIT = 20  # seconds, for a program to listen
STOP_LIMIT = 12  # seconds, longer than our server drains
MODELS = {
    "process": ("--model", "process", "--workers", "2"),
    "thread": ("--model", "thread"),
    "async": ("--model", "async"),
    "hybrid": ("--model", "async", "--workers", "2"),
}

Counts = collections.namedtuple("Counts", "started finished lost accepted refused restarts")


class Invalid(Exception):
    """The test cannot go on; told in one line."""


# --- programs ---------------------------------------------------------------------------------------------------------

def own_environment(**more):
    """Nothing of what configures our programs or a proxy for clients reaches what we start."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("LAB_", "LOADGEN_")) and not name.lower().endswith("_proxy")}
    return {**kept, **more}


def last_line(text):
    return (text.strip().splitlines() or ["it said nothing"])[-1]


def stop(process):
    process.terminate()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running(command, log):
    """A program, from its start to its end; what it writes to stderr goes to `log`."""
    with open(log, "wb") as stderr:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
                                   env=own_environment())
    try:
        yield process
    finally:
        stop(process)
        process.stdout.close()


def free_ports(count):
    """Distinct ports that nobody listens on just now."""
    with contextlib.ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in sockets]


# --- our server -------------------------------------------------------------------------------------------------------

class Server:
    """Our server under one model, ready to serve."""

    def __init__(self, model, process, url, admin):
        self.model = model
        self.url = url
        self.port = int(url.rsplit(":", 1)[1])
        self.pid = process.pid
        self.wait = process.wait
        self._admin = admin.removeprefix("http://")

    def counts(self):
        """The sums over all workers since the start."""
        stats = self.stats()
        requests = [row["requests"] for row in stats["workers"]]
        connections = [row["connections"] for row in stats["workers"]]
        return Counts(*(sum(row[name] for row in requests) for name in ("started", "finished", "lost")),
                      sum(row["accepted"] for row in connections),
                      sum(row["ended"]["refused"] for row in connections), stats["restarts"])

    def sum(self, *path):
        """Of the rows of /stats, what stands under these names; 0 where a row does not have it."""
        total = 0
        for row in self.stats()["workers"]:
            for name in path[:-1]:
                row = row[name]
            total += row.get(path[-1], 0)
        return total

    def worker_pids(self):
        """Of those that live."""
        return [row["pid"] for row in self.stats()["workers"] if row["pid"]]

    def stats(self):
        with contextlib.closing(http.client.HTTPConnection(self._admin, timeout=START_LIMIT)) as connection:
            connection.request("GET", "/stats")
            return json.load(connection.getresponse())


def readiness(process, log):
    readable, _, _ = select.select([process.stdout], [], [], START_LIMIT)
    line = process.stdout.readline().decode() if readable else ""
    found = re.search(r"^listening .*\burl=(\S+) admin=(\S+)", line)
    if not found:
        raise Invalid(f"our server does not start: {last_line(log.read_text())}")
    return found.groups()


@contextlib.contextmanager
def our_server(folder, model, directory, *options, models=MODELS):
    log = directory / "server.log"
    command = [folder / "server", *models[model], "--port", "0", "--admin-port", "0", "--log-level", "warn", *options]
    with running(command, log) as process:
        yield Server(model, process, *readiness(process, log))


# --- the test itself --------------------------------------------------------------------------------------------------

def shown(data, most=400):
    """Bytes as a person can read them, on one line."""
    text = repr(data[:most])[1:]
    return text if len(data) <= most else f"{text} and {len(data) - most} bytes more"


def print_table(rows):
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for first, *others in rows:
        print("  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:]))]))


def read_arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--bin", required=True, type=pathlib.Path, metavar="DIR", help="where our server is")
    return parser.parse_args()


def missing(programs, modules):
    return [name for name in programs if not shutil.which(name)] + \
        [f"python3-{name}" for name in modules if not importlib.util.find_spec(name)]


def run_test(description, programs, modules, check):
    """check(folder, directory) gives the number of faults. Exit status: 0 when there is none, 1, or 77 when skipped."""
    arguments = read_arguments(description)
    os.environ["PATH"] += ":/usr/sbin"  # where Debian keeps servers
    if absent := missing(programs, modules):
        print(f"skipped: not installed: {', '.join(absent)}; ./lab setup peers installs them")
        sys.exit(SKIPPED)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds, and so ends what was started
    try:
        with tempfile.TemporaryDirectory(prefix="lab-peers-") as directory:
            faults = check(arguments.bin.resolve(), pathlib.Path(directory))
    except Invalid as fault:
        sys.exit(f"FAULT {fault}")
    print(f"{faults} faults")
    sys.exit(1 if faults else 0)
