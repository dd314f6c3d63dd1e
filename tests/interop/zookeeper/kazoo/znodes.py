"""Znodes: what is written, read and refused."""
import os

from kazoo.exceptions import (
    BadVersionError,
    NoChildrenForEphemeralsError,
    NodeExistsError,
    NoNodeError,
    NotEmptyError,
    RolledBackError,
    RuntimeInconsistency,
)
from kazoo.protocol.states import ZnodeStat
from kazoo.security import OPEN_ACL_UNSAFE

from harness import case, connect, equal, raises, run


def suffix(path):
    return path[-10:]


@case("create: a znode has the data that it was given")
def _(client, base):
    equal(client.create(f"{base}/a", b"data"), f"{base}/a")
    data, stat = client.get(f"{base}/a")
    equal(data, b"data")
    equal((stat.version, stat.cversion, stat.aversion), (0, 0, 0))
    equal((stat.dataLength, stat.numChildren, stat.ephemeralOwner), (4, 0, 0))
    equal(stat.czxid, stat.mzxid)
    equal(stat.czxid, stat.pzxid)
    assert stat.ctime == stat.mtime > 1_500_000_000_000, stat


@case("create: without data it is empty")
def _(client, base):
    client.create(f"{base}/a")
    equal(client.get(f"{base}/a")[0], b"")


@case("create: what is there already is refused")
def _(client, base):
    client.create(f"{base}/a")
    with raises(NodeExistsError):
        client.create(f"{base}/a")


@case("create: a znode without a parent is refused")
def _(client, base):
    with raises(NoNodeError):
        client.create(f"{base}/a/b")


@case("create: the library makes the parents that are missing")
def _(client, base):
    client.create(f"{base}/a/b/c", b"deep", makepath=True)
    equal(client.get(f"{base}/a/b/c")[0], b"deep")


@case("create2: the answer has the stat")
def _(client, base):
    path, stat = client.create(f"{base}/a", b"data", include_data=True)
    equal(path, f"{base}/a")
    equal(stat, client.exists(path))
    assert isinstance(stat, ZnodeStat), stat


@case("create: a name may be in any alphabet")
def _(client, base):
    path = f"{base}/Lübeck-東京"
    equal(client.create(path, "größer".encode()), path)
    equal(client.get_children(base), ["Lübeck-東京"])
    equal(client.get(path)[0].decode(), "größer")


@case("create: half a megabyte goes in and comes out")
def _(client, base):
    data = os.urandom(512 * 1024)
    client.create(f"{base}/a", data)
    equal(client.get(f"{base}/a")[0] == data, True)


@case("create: the ACL of a znode is open unless it was given another")
def _(client, base):
    acls, stat = client.get_acls(base)
    equal(acls, OPEN_ACL_UNSAFE)
    equal(stat.aversion, 0)


@case("ephemeral: it belongs to the session")
def _(client, base):
    client.create(f"{base}/a", ephemeral=True)
    equal(client.exists(f"{base}/a").ephemeralOwner, client.client_id[0])


@case("ephemeral: it has no children")
def _(client, base):
    client.create(f"{base}/a", ephemeral=True)
    with raises(NoChildrenForEphemeralsError):
        client.create(f"{base}/a/b")


@case("sequence: ten digits that begin at 0 and go up")
def _(client, base):
    names = [client.create(f"{base}/a-", sequence=True) for _ in range(3)]
    equal(names, [f"{base}/a-{n:010}" for n in range(3)])


@case("sequence: every child that is created counts, and a deleted one doesn't give its number back")
def _(client, base):
    client.create(f"{base}/other")
    equal(suffix(client.create(f"{base}/a-", sequence=True)), "0000000001")
    client.delete(f"{base}/a-0000000001")
    assert suffix(client.create(f"{base}/a-", sequence=True)) > "0000000001"


@case("sequence: names of one parent are never the same, whoever asks and wherever")
def _(client, base):
    others = [connect(server) for server in (1, 2, 3)]
    asked = [other.create_async(f"{base}/a-", sequence=True) for other in others for _ in range(20)]
    names = [each.get(timeout=10) for each in asked]
    equal(len(set(names)), 60)
    equal(sorted(client.get_children(base)), sorted(name.rsplit("/", 1)[1] for name in names))


@case("sequence: a name that ends with a slash is the number alone")
def _(client, base):
    equal(client.create(f"{base}/", ephemeral=True, sequence=True), f"{base}/0000000000")


@case("exists: nothing for what isn't there")
def _(client, base):
    equal(client.exists(f"{base}/a"), None)


@case("get: what isn't there can't be read")
def _(client, base):
    with raises(NoNodeError):
        client.get(f"{base}/a")


@case("set: each write counts the version")
def _(client, base):
    client.create(f"{base}/a", b"0")
    equal([client.set(f"{base}/a", b"1").version, client.set(f"{base}/a", b"22").version], [1, 2])
    data, stat = client.get(f"{base}/a")
    equal((data, stat.version, stat.dataLength), (b"22", 2, 2))
    assert stat.mzxid > stat.czxid, stat


@case("set: of two who expect the same version one comes too late")
def _(client, base):
    client.create(f"{base}/a", b"0")
    equal(client.set(f"{base}/a", b"1", version=0).version, 1)
    with raises(BadVersionError):
        client.set(f"{base}/a", b"2", version=0)
    equal(client.get(f"{base}/a")[0], b"1")


@case("set: what isn't there can't be written")
def _(client, base):
    with raises(NoNodeError):
        client.set(f"{base}/a", b"1")


@case("children: their names, without order")
def _(client, base):
    for name in "bca":
        client.create(f"{base}/{name}")
    equal(sorted(client.get_children(base)), ["a", "b", "c"])
    equal(client.get_children(f"{base}/a"), [])


@case("children: with the stat of the parent")
def _(client, base):
    client.create(f"{base}/a")
    last = client.create(f"{base}/b", include_data=True)[1]
    names, stat = client.get_children(base, include_data=True)
    equal(sorted(names), ["a", "b"])
    equal((stat.numChildren, stat.cversion, stat.pzxid), (2, 2, last.czxid))


@case("children: of what isn't there")
def _(client, base):
    with raises(NoNodeError):
        client.get_children(f"{base}/a")


@case("delete: it is gone")
def _(client, base):
    client.create(f"{base}/a")
    client.delete(f"{base}/a")
    equal(client.exists(f"{base}/a"), None)
    equal(client.exists(base).cversion, 2)


@case("delete: not what has children, nor what isn't there, nor another version")
def _(client, base):
    client.create(f"{base}/a/b", makepath=True)
    with raises(NotEmptyError):
        client.delete(f"{base}/a")
    with raises(NoNodeError):
        client.delete(f"{base}/c")
    with raises(BadVersionError):
        client.delete(f"{base}/a/b", version=7)
    client.delete(f"{base}/a/b", version=0)


@case("delete: the library deletes all that is below")
def _(client, base):
    for path in ("a/b/c", "a/d", "a/e/f"):
        client.create(f"{base}/{path}", makepath=True)
    client.delete(f"{base}/a", recursive=True)
    equal(client.get_children(base), [])


@case("multi: all of it is done")
def _(client, base):
    client.create(f"{base}/old")
    client.create(f"{base}/kept", b"0")
    transaction = client.transaction()
    transaction.check(f"{base}/kept", 0)
    transaction.create(f"{base}/new", b"n")
    transaction.create(f"{base}/new/child-", sequence=True)
    transaction.set_data(f"{base}/kept", b"1")
    transaction.delete(f"{base}/old")
    checked, created, child, stat, deleted = transaction.commit()
    equal((checked, created, child, deleted), (True, f"{base}/new", f"{base}/new/child-0000000000", True))
    equal(stat.version, 1)
    equal(client.get(f"{base}/kept")[0], b"1")
    equal(sorted(client.get_children(base)), ["kept", "new"])


@case("multi: all of it has one zxid")
def _(client, base):
    transaction = client.transaction()
    transaction.create(f"{base}/a")
    transaction.create(f"{base}/b")
    transaction.commit()
    equal(client.exists(f"{base}/a").czxid, client.exists(f"{base}/b").czxid)


@case("multi: where one is refused, none is done")
def _(client, base):
    transaction = client.transaction()
    transaction.create(f"{base}/a")
    transaction.set_data(f"{base}/missing", b"")
    transaction.create(f"{base}/b")
    kinds = [type(result) for result in transaction.commit()]
    equal(kinds, [RolledBackError, NoNodeError, RuntimeInconsistency])
    equal(client.get_children(base), [])


@case("multi: a check refuses the rest")
def _(client, base):
    client.create(f"{base}/a")
    client.set(f"{base}/a", b"1")
    transaction = client.transaction()
    transaction.check(f"{base}/a", 0)
    transaction.delete(f"{base}/a")
    kinds = [type(result) for result in transaction.commit()]
    equal(kinds, [BadVersionError, RuntimeInconsistency])
    assert client.exists(f"{base}/a")


@case("multi: an empty one does nothing")
def _(client, base):
    equal(client.transaction().commit(), [])


@case("sync: behind it, a server has what another has answered")
def _(client, base):
    writer, readers = connect(1), [connect(server) for server in (2, 3)]
    writer.create(f"{base}/a", b"0")
    for value in range(20):
        writer.set(f"{base}/a", str(value).encode())
        for reader in readers:
            reader.sync(f"{base}/a")
            equal(reader.get(f"{base}/a")[0], str(value).encode())


@case("sync: it succeeds for a path that isn't there")
def _(client, base):
    equal(client.sync(f"{base}/missing"), f"{base}/missing")


@case("pipelining: a thousand writes without waiting come in order")
def _(client, base):
    client.create(f"{base}/a")
    asked = [client.set_async(f"{base}/a", str(n).encode()) for n in range(1000)]
    versions = [each.get(timeout=20).version for each in asked]
    equal(versions, list(range(1, 1001)))
    equal(client.get(f"{base}/a")[0], b"999")


@case("order: zxids go up, whichever server is asked")
def _(client, base):
    writers = [connect(server) for server in (1, 2, 3)]
    zxids = [writers[n % 3].create(f"{base}/{n}", include_data=True)[1].czxid for n in range(15)]
    equal(zxids, sorted(set(zxids)))


if __name__ == "__main__":
    run()
