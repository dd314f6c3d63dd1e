"""Sessions: opened, carried elsewhere, and over."""
import time

from kazoo.client import KazooClient
from kazoo.exceptions import NoNodeError
from kazoo.protocol.states import EventType, KazooState

from harness import HOSTS, PATIENCE, case, connect, dies_with, equal, eventually, raises, run


@case("open: a session has an id of its own")
def _(client, base):
    ids = {connect(server).client_id[0] for server in (1, 2, 3, 1, 2, 3)}
    equal(len(ids), 6)
    assert 0 not in ids, ids


@case("open: a password of sixteen bytes")
def _(client, base):
    equal(len(client.client_id[1]), 16)


@case("open: requests through a chroot stay below it")
def _(client, base):
    below = KazooClient(HOSTS[0] + base)
    below.start(timeout=PATIENCE)
    try:
        equal(below.create("/a", b"1"), "/a")
        equal(client.get(f"{base}/a")[0], b"1")
    finally:
        below.stop()
        below.close()


@case("close: its ephemerals go at once, and only its own")
def _(client, base):
    other = connect()
    other.create(f"{base}/gone", ephemeral=True)
    client.create(f"{base}/kept", ephemeral=True)
    other.create(f"{base}/no-ephemeral")
    other.stop()
    client.sync(base)
    equal(sorted(client.get_children(base)), ["kept", "no-ephemeral"])


@case("re-attach: at another server it is the same session, with its ephemerals")
def _(client, base):
    first = connect(1)
    first.create(f"{base}/a", ephemeral=True)
    second = connect(2, client_id=first.client_id)
    equal(second.client_id[0], first.client_id[0])
    second.sync(base)
    equal(second.exists(f"{base}/a").ephemeralOwner, first.client_id[0])
    second.set(f"{base}/a", b"mine")
    second.stop()
    client.sync(base)
    equal(client.exists(f"{base}/a"), None)


@case("re-attach: the old connection is closed")
def _(client, base):
    first, states = connect(1), []
    first.add_listener(states.append)
    connect(1, client_id=first.client_id)
    eventually(lambda: KazooState.SUSPENDED in states, "the old connection is suspended")


@case("re-attach: with a wrong password it gets a new session and not this one")
def _(client, base):
    other = connect()
    other.create(f"{base}/a", ephemeral=True)
    stranger = connect(client_id=(other.client_id[0], b"x" * 16))
    assert stranger.client_id[0] != other.client_id[0]
    assert client.exists(f"{base}/a")


@case("re-attach: a closed session is over")
def _(client, base):
    other = connect()
    old = other.client_id
    other.stop()
    assert connect(client_id=old).client_id[0] != old[0]


@case("expiry: whoever falls silent loses its session and its ephemerals")
def _(client, base):
    events = []

    def work(doomed):
        doomed.create(f"{base}/a", ephemeral=True)
        doomed.create(f"{base}/b-", ephemeral=True, sequence=True)
        doomed.create(f"{base}/kept")

    dies_with(work)
    client.sync(base)
    client.exists(f"{base}/a", watch=events.append)
    eventually(lambda: client.get_children(base) == ["kept"], "the ephemerals are gone")
    eventually(lambda: events, "the watch is told")
    equal((events[0].type, events[0].path), (EventType.DELETED, f"{base}/a"))


@case("expiry: not before its time")
def _(client, base):
    session_timeout = 1
    began = time.monotonic()
    dies_with(lambda doomed: doomed.create(f"{base}/a", ephemeral=True))
    client.sync(base)
    died = time.monotonic()
    eventually(lambda: client.exists(f"{base}/a") is None, "the ephemeral is gone")
    assert time.monotonic() - began > session_timeout * 0.9, f"{time.monotonic() - died} s after its last word"


@case("pings: who has nothing to say stays")
def _(client, base):
    quiet = connect(timeout=1)
    quiet.create(f"{base}/a", ephemeral=True)
    time.sleep(2.5)
    assert quiet.exists(f"{base}/a")
    equal(quiet.exists(f"{base}/a").ephemeralOwner, quiet.client_id[0])


@case("restart: the library's client comes back as somebody new")
def _(client, base):
    other = connect()
    other.create(f"{base}/a", ephemeral=True)
    before = other.client_id[0]
    other.restart()
    assert other.client_id[0] != before
    other.sync(base)
    with raises(NoNodeError):
        other.get(f"{base}/a")


if __name__ == "__main__":
    run()
