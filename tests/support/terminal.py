#!/usr/bin/python3
# Runs a command at a terminal of its own, as a job of a shell that passes SIGHUP on to it.
"""usage: terminal.py foreground|background|nohup COMMAND [ARGUMENT...]

What the command prints comes out here. The terminal goes away with this program.
"""

import os
import pty
import signal
import sys


def become_job(how, command, ready):
    os.read(ready, 1)  # which ends when the shell can pass signals on
    signal.signal(signal.SIGHUP, signal.SIG_IGN if how == "nohup" else signal.SIG_DFL)
    os.execv(command[0], command)


def be_a_shell(how, command):
    """What an interactive one does with its job, as far as signals go."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    ready, shell_is_ready = os.pipe()
    job = os.fork()
    if job == 0:
        os.close(shell_is_ready)
        become_job(how, command, ready)
    os.setpgid(job, job)
    if how != "background":
        os.tcsetpgrp(0, job)
    signal.signal(signal.SIGHUP, lambda *_: (os.killpg(job, signal.SIGHUP), os._exit(0)))
    os.close(shell_is_ready)
    while True:
        signal.pause()


def relay(master):
    while True:
        try:
            os.write(1, os.read(master, 4096))
        except OSError:  # the other side has closed
            return


def main():
    how, *command = sys.argv[1:]
    child, master = pty.fork()
    if child == 0:
        be_a_shell(how, command)
    relay(master)


main()
