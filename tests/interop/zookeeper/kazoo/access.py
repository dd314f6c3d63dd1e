"""Access lists: who may, who is told that they may not, and what others see of a list."""
from kazoo.exceptions import (
    AuthFailedError,
    BadVersionError,
    InvalidACLError,
    NoAuthError,
    NoNodeError,
    RolledBackError,
)
from kazoo.security import ACL, CREATOR_ALL_ACL, Id, OPEN_ACL_UNSAFE, READ_ACL_UNSAFE, make_acl, make_digest_acl

from harness import case, connect, equal, raises, run

ANN = "ann:secret"
ANN_DIGEST = "ann:7RJfAeIvrl4zdj6sS2fXrQHDvHM="
SUPER = "super:interop"


def known_as(*proofs, server=None):
    client = connect(server)
    for proof in proofs:
        client.add_auth("digest", proof)
    return client


def entries(acls):
    return sorted((acl.perms, acl.id.scheme, acl.id.id) for acl in acls)


@case("a list for one: others neither read nor write nor list")
def _(client, base):
    ann = known_as(ANN)
    ann.create(f"{base}/a", b"hers", acl=[make_digest_acl("ann", "secret", all=True)])
    equal(ann.get(f"{base}/a")[0], b"hers")
    client.sync(f"{base}/a")
    for attempt in (
        lambda: client.get(f"{base}/a"),
        lambda: client.set(f"{base}/a", b""),
        lambda: client.get_children(f"{base}/a"),
        lambda: client.create(f"{base}/a/b"),
        lambda: client.set_acls(f"{base}/a", OPEN_ACL_UNSAFE),
        lambda: client.get_acls(f"{base}/a"),
    ):
        with raises(NoAuthError):
            attempt()
    assert client.exists(f"{base}/a") is not None
    client.delete(f"{base}/a")


@case("auth stands for all that the client has proved, at any server")
def _(client, base):
    both = known_as(ANN, "bob:lamps", server=2)
    both.create(f"{base}/a", b"", acl=CREATOR_ALL_ACL)
    ids = [scheme_and_id[1:] for scheme_and_id in entries(both.get_acls(f"{base}/a")[0])]
    equal(sorted(ids), [("digest", ANN_DIGEST), ("digest", "bob:atkhp5245aFlrvF9pbfzinucTjs=")])
    ann = known_as(ANN, server=3)
    ann.sync(f"{base}/a")
    ann.set(f"{base}/a", b"at another server")


@case("auth of nobody, no entry, and what is no entry: InvalidACL")
def _(client, base):
    for acl in (
        CREATOR_ALL_ACL,
        [ACL(31, Id("digest", "no digest"))],
        [ACL(31, Id("ip", "no address"))],
        [ACL(31, Id("nonsense", "x"))],
        [ACL(31, Id("world", "somebody"))],
    ):
        with raises(InvalidACLError):
            client.create(f"{base}/a", b"", acl=acl)
    assert client.exists(f"{base}/a") is None


@case("setACL counts versions of its own")
def _(client, base):
    client.create(f"{base}/a")
    stat = client.set_acls(f"{base}/a", OPEN_ACL_UNSAFE, version=0)
    equal((stat.aversion, stat.version), (1, 0))
    with raises(BadVersionError):
        client.set_acls(f"{base}/a", OPEN_ACL_UNSAFE, version=0)
    with raises(NoNodeError):
        client.set_acls(f"{base}/none", OPEN_ACL_UNSAFE)


@case("getACL: digests are shown to those who may change the list")
def _(client, base):
    ann = known_as(ANN)
    acl = [make_acl("world", "anyone", read=True), make_acl("digest", ANN_DIGEST, all=True)]
    ann.create(f"{base}/a", b"", acl=acl)
    client.sync(f"{base}/a")
    equal(entries(ann.get_acls(f"{base}/a")[0]), [(1, "world", "anyone"), (31, "digest", ANN_DIGEST)])
    equal(entries(client.get_acls(f"{base}/a")[0]), [(1, "world", "anyone"), (31, "digest", "ann:x")])


@case("an address and a network: here and elsewhere")
def _(client, base):
    client.create(f"{base}/here", b"", acl=[make_acl("ip", "127.0.0.0/8", all=True)])
    client.create(f"{base}/exactly", b"", acl=[make_acl("ip", "127.0.0.1", all=True)])
    client.create(f"{base}/elsewhere", b"", acl=[make_acl("ip", "10.0.0.0/8", all=True)])
    client.get(f"{base}/here")
    client.get(f"{base}/exactly")
    with raises(NoAuthError):
        client.get(f"{base}/elsewhere")


@case("a transaction is measured part by part, by what comes before it")
def _(client, base):
    ann = known_as(ANN)
    transaction = ann.transaction()
    transaction.create(f"{base}/a", b"", acl=READ_ACL_UNSAFE)
    transaction.create(f"{base}/a/b")
    results = transaction.commit()
    equal([type(result) for result in results], [RolledBackError, NoAuthError])
    assert ann.exists(f"{base}/a") is None


@case("no list binds the super user")
def _(client, base):
    ann = known_as(ANN)
    ann.create(f"{base}/a", b"hers", acl=CREATOR_ALL_ACL)
    boss = known_as(SUPER)
    boss.sync(f"{base}/a")
    equal(boss.get(f"{base}/a")[0], b"hers")
    boss.set_acls(f"{base}/a", OPEN_ACL_UNSAFE)
    client.sync(f"{base}/a")
    client.set(f"{base}/a", b"anybody's")


@case("everybody reads the configuration, and its list says so")
def _(client, base):
    equal(entries(client.get_acls("/zookeeper/config")[0]), [(1, "world", "anyone")])
    assert b"version=" in client.get("/zookeeper/config")[0]
    with raises(NoAuthError):
        client.set("/zookeeper/config", b"mine")


@case("a scheme that nobody knows: AuthFailed")
def _(client, base):
    with raises(AuthFailedError):
        connect().add_auth("nonsense", "x")


run()
