"""Watches: who is told what, once."""
from kazoo.exceptions import NodeExistsError, NoNodeError
from kazoo.protocol.states import EventType

from harness import case, connect, equal, eventually, raises, run


class Told:
    """A watch that keeps what it was told."""

    def __init__(self):
        self.events = []

    def __call__(self, event):
        self.events.append((event.type, event.path))

    def expect(self, *events):
        eventually(lambda: len(self.events) >= len(events), f"{events}, told {self.events}")
        equal(self.events, list(events))


@case("data: told once, of the next write")
def _(client, base):
    other, told = connect(), Told()
    client.get(base, watch=told)
    other.set(base, b"1")
    told.expect((EventType.CHANGED, base))
    other.set(base, b"2")
    client.sync(base)
    client.get(base)
    told.expect((EventType.CHANGED, base))


@case("data: told of the deletion")
def _(client, base):
    told = Told()
    client.create(f"{base}/a")
    client.get(f"{base}/a", watch=told)
    connect().delete(f"{base}/a")
    told.expect((EventType.DELETED, f"{base}/a"))


@case("data: no watch is left on what isn't there")
def _(client, base):
    told = Told()
    with raises(NoNodeError):
        client.get(f"{base}/a", watch=told)
    client.create(f"{base}/a")
    client.get(f"{base}/a")
    equal(told.events, [])


@case("exists: told of the creation")
def _(client, base):
    told = Told()
    equal(client.exists(f"{base}/a", watch=told), None)
    connect().create(f"{base}/a")
    told.expect((EventType.CREATED, f"{base}/a"))


@case("exists: told of the next write of what is there")
def _(client, base):
    told = Told()
    client.exists(base, watch=told)
    connect().set(base, b"1")
    told.expect((EventType.CHANGED, base))


@case("children: told of a new child, and not of its data")
def _(client, base):
    other, told = connect(), Told()
    client.create(f"{base}/a")
    client.get_children(base, watch=told)
    other.set(f"{base}/a", b"1")
    other.set(base, b"1")
    other.create(f"{base}/b")
    told.expect((EventType.CHILD, base))


@case("children: told of a child that goes, and of the parent's own end")
def _(client, base):
    other, told, end = connect(), Told(), Told()
    client.create(f"{base}/a/b", makepath=True)
    client.get_children(f"{base}/a", watch=told)
    other.delete(f"{base}/a/b")
    told.expect((EventType.CHILD, f"{base}/a"))
    client.get_children(f"{base}/a", watch=end)
    other.delete(f"{base}/a")
    end.expect((EventType.DELETED, f"{base}/a"))


@case("a refused write tells nobody")
def _(client, base):
    told = Told()
    client.create(f"{base}/a")
    client.get_children(base, watch=told)
    with raises(NodeExistsError):
        client.create(f"{base}/a")
    client.sync(base)
    client.get(base)
    equal(told.events, [])


@case("a multi tells of each of its parts")
def _(client, base):
    data, children = Told(), Told()
    client.create(f"{base}/a")
    client.get(f"{base}/a", watch=data)
    client.get_children(base, watch=children)
    transaction = connect().transaction()
    transaction.set_data(f"{base}/a", b"1")
    transaction.create(f"{base}/b")
    transaction.commit()
    data.expect((EventType.CHANGED, f"{base}/a"))
    children.expect((EventType.CHILD, base))


@case("the event comes before the data that it tells of")
def _(client, base):
    other = connect()
    for value in range(10):
        told = Told()
        client.get(base, watch=told)
        other.set(base, str(value).encode())
        while client.get(base)[0] != str(value).encode():
            pass
        # The library calls watches in a thread of its own; but what came first is queued first.
        told.expect((EventType.CHANGED, base))


@case("watches of the same znode at three servers are all told")
def _(client, base):
    told = [Told() for _ in range(3)]
    for server, each in enumerate(told, 1):
        reader = connect(server)
        reader.sync(base)
        reader.get(base, watch=each)
    client.set(base, b"1")
    for each in told:
        each.expect((EventType.CHANGED, base))


@case("a closed session's ephemeral is a deletion like any other")
def _(client, base):
    other, told, children = connect(), Told(), Told()
    other.create(f"{base}/a", ephemeral=True)
    client.sync(base)
    client.exists(f"{base}/a", watch=told)
    client.get_children(base, watch=children)
    other.stop()
    told.expect((EventType.DELETED, f"{base}/a"))
    children.expect((EventType.CHILD, base))


if __name__ == "__main__":
    run()
