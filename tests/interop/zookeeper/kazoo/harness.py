"""
What the groups of cases share: `case` marks a function as one, and `run` runs all of a module, each below a znode of
its own, and prints a line of JSON for each: {"name", "ok", "detail", "ms"}.

Started with the addresses of the servers, separated by commas.
"""
import contextlib
import itertools
import json
import logging
import os
import signal
import sys
import time
import traceback

from kazoo.client import KazooClient

HOSTS = sys.argv[1].split(",")

# In seconds: a case that takes longer has failed.
CASE_LIMIT = 30
# In seconds: how long something may take that isn't told by an answer.
PATIENCE = 10

_cases = []
_fresh = itertools.count(1)
_open = []


def case(name):
    """Marks a function as a case. It is given a connected client, and a path that nobody else uses."""

    def mark(function):
        _cases.append((name, function))
        return function

    return mark


def connect(server=None, timeout=6, client_id=None):
    """A connected client, of the server with this number or of any. It is stopped at the end of the case."""
    hosts = ",".join(HOSTS) if server is None else HOSTS[server - 1]
    client = KazooClient(hosts, timeout=timeout, client_id=client_id)
    _open.append(client)
    client.start(timeout=PATIENCE)
    return client


def eventually(condition, what):
    """Waits until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.02)


def equal(got, expected):
    assert got == expected, f"expected {expected!r}, got {got!r}"


@contextlib.contextmanager
def raises(kind):
    try:
        yield
    except kind:
        return
    raise AssertionError(f"expected {kind.__name__}, and nothing was raised")


def dies_with(work):
    """
    Runs `work` with a client in a process of its own, and kills that: a client that is gone and has closed nothing.
    Returns the id of its session.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        client = KazooClient(",".join(HOSTS), timeout=1)
        client.start(timeout=PATIENCE)
        work(client)
        os.write(writing, str(client.client_id[0]).encode())
        time.sleep(CASE_LIMIT)
        os._exit(0)
    session = int(os.read(reading, 100))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(reading)
    os.close(writing)
    return session


def _too_long(_signal, _frame):
    raise TimeoutError(f"longer than {CASE_LIMIT} s")


def _stop_clients():
    while _open:
        client = _open.pop()
        with contextlib.suppress(Exception):
            client.stop()
            client.close()


def run():
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, _too_long)
    # A case forks before it has threads of its own to lose, so each has a client that was started in it.
    for name, function in _cases:
        began = time.monotonic()
        signal.alarm(CASE_LIMIT)
        problem = None
        try:
            client = connect()
            base = f"/kazoo-{os.getpid()}-{next(_fresh)}"
            client.create(base)
            function(client, base)
        except BaseException as error:
            line = traceback.extract_tb(error.__traceback__)[-1]
            problem = f"{type(error).__name__}: {error} ({os.path.basename(line.filename)}:{line.lineno}: {line.line})"
            for frame in traceback.extract_tb(error.__traceback__):
                if os.path.dirname(frame.filename) == os.path.dirname(os.path.abspath(__file__)):
                    problem += f"\n  at {os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}"
        finally:
            signal.alarm(0)
        with contextlib.suppress(TimeoutError):
            signal.alarm(CASE_LIMIT)
            _stop_clients()
        signal.alarm(0)
        ms = round((time.monotonic() - began) * 1000)
        print(json.dumps({"name": name, "ok": problem is None, "detail": problem, "ms": ms}), flush=True)
    # Threads of a client that can't be stopped don't keep the process.
    os._exit(0)
