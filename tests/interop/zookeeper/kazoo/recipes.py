"""Kazoo's recipes: what programs are written with."""
import threading
import time

from kazoo.exceptions import CancelledError, LockTimeout
from kazoo.recipe.cache import TreeCache
from kazoo.recipe.lease import NonBlockingLease
from kazoo.recipe.partitioner import SetPartitioner
from kazoo.recipe.party import ShallowParty

from harness import PATIENCE, case, connect, equal, eventually, raises, run


def in_threads(*works):
    """Runs them all at once. What one of them raises is raised."""
    errors = []

    def guarded(work):
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE * 2)
    if errors:
        raise errors[0]
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"


@case("Lock: never two at once, and everybody in turn")
def _(client, base):
    holders, most, turns = [], [], []

    def worker(server):
        lock = connect(server).Lock(f"{base}/lock", f"worker {server}")

        def work():
            for _ in range(5):
                with lock:
                    holders.append(server)
                    most.append(len(holders))
                    turns.append(server)
                    time.sleep(0.005)
                    holders.remove(server)

        return work

    in_threads(*(worker(server) for server in (1, 2, 3)))
    equal(max(most), 1)
    equal(sorted(turns), [1] * 5 + [2] * 5 + [3] * 5)


@case("Lock: who waits is listed in order, and may give up")
def _(client, base):
    first, second, third = (connect(n).Lock(f"{base}/lock", name) for n, name in ((1, "a"), (2, "b"), (3, "c")))
    first.acquire()
    waiting = threading.Thread(target=second.acquire, daemon=True)
    waiting.start()
    eventually(lambda: len(client.get_children(f"{base}/lock")) == 2, "the second waits")
    with raises(LockTimeout):
        third.acquire(timeout=0.2)
    first.client.sync(base)
    equal(first.contenders(), ["a", "b"])
    first.release()
    waiting.join(PATIENCE)
    assert second.is_acquired
    equal(third.acquire(blocking=False), False)
    second.release()


@case("Lock: the lock of a session that is closed goes to the next")
def _(client, base):
    holder, heir = connect(), client.Lock(f"{base}/lock")
    holder.Lock(f"{base}/lock").acquire()
    threading.Timer(0.3, holder.stop).start()
    equal(heir.acquire(timeout=PATIENCE), True)


@case("ReadLock and WriteLock: readers together, a writer alone")
def _(client, base):
    readers = [connect(server).ReadLock(f"{base}/lock") for server in (1, 2)]
    writer = connect(3).WriteLock(f"{base}/lock")
    for reader in readers:
        equal(reader.acquire(timeout=PATIENCE), True)
    equal(writer.acquire(blocking=False), False)
    for reader in readers:
        reader.release()
    equal(writer.acquire(timeout=PATIENCE), True)
    equal(readers[0].acquire(blocking=False), False)


@case("Semaphore: two leases are two")
def _(client, base):
    first, second, third = (connect(n).Semaphore(f"{base}/leases", f"{n}", max_leases=2) for n in (1, 2, 3))
    equal(first.acquire(timeout=PATIENCE), True)
    equal(second.acquire(timeout=PATIENCE), True)
    equal(third.acquire(blocking=False), False)
    first.release()
    equal(third.acquire(timeout=PATIENCE), True)
    client.sync(base)
    equal(sorted(second.lease_holders()), ["2", "3"])


@case("Election: one leads, and the next when it is over")
def _(client, base):
    led, order = threading.Event(), []
    first, second = (connect(n).Election(f"{base}/election", name) for n, name in ((1, "a"), (2, "b")))

    def lead_until_told():
        order.append("a leads")
        led.wait(PATIENCE)
        order.append("a ends")

    leading = threading.Thread(target=first.run, args=(lead_until_told,), daemon=True)
    leading.start()
    eventually(lambda: order, "the first leads")
    following = threading.Thread(target=second.run, args=(lambda: order.append("b leads"),), daemon=True)
    following.start()
    eventually(lambda: second.contenders() == ["a", "b"], "both are listed")
    led.set()
    leading.join(PATIENCE)
    following.join(PATIENCE)
    equal(order, ["a leads", "a ends", "b leads"])


@case("Election: who only waits may withdraw")
def _(client, base):
    holds = threading.Event()
    first, second = (connect(n).Election(f"{base}/election") for n in (1, 2))
    threading.Thread(target=first.run, args=(lambda: holds.wait(PATIENCE),), daemon=True).start()
    eventually(lambda: client.exists(f"{base}/election") and client.get_children(f"{base}/election"), "it leads")
    outcome = []
    waiting = threading.Thread(target=lambda: outcome.append(second.run(lambda: outcome.append("led"))), daemon=True)
    waiting.start()
    eventually(lambda: len(client.get_children(f"{base}/election")) == 2, "the second waits")
    second.cancel()
    waiting.join(PATIENCE)
    holds.set()
    equal(outcome, [None])


@case("Barrier: all wait until it is removed")
def _(client, base):
    barrier, passed = client.Barrier(f"{base}/barrier"), []
    barrier.create()
    waits = [connect(server).Barrier(f"{base}/barrier") for server in (1, 2, 3)]
    equal(waits[0].wait(0.2), False)
    threading.Timer(0.3, barrier.remove).start()
    in_threads(*(lambda each=each: passed.append(each.wait(PATIENCE)) for each in waits))
    equal(passed, [True, True, True])


@case("DoubleBarrier: in together, and out together")
def _(client, base):
    order = []
    barriers = [connect(server).DoubleBarrier(f"{base}/barrier", 3, f"{server}") for server in (1, 2, 3)]

    def through(barrier):
        time.sleep(0.05)
        order.append("comes")
        barrier.enter()
        order.append("is in")
        time.sleep(0.05)
        order.append("goes")
        barrier.leave()
        order.append("is out")

    in_threads(*(lambda each=each: through(each) for each in barriers))
    last_comes = len(order) - 1 - order[::-1].index("comes")
    last_goes = len(order) - 1 - order[::-1].index("goes")
    assert last_comes < order.index("is in"), order
    assert last_goes < order.index("is out"), order


@case("Queue: in order, and by priority")
def _(client, base):
    queue = client.Queue(f"{base}/queue")
    for value in (b"1", b"2", b"3"):
        queue.put(value)
    queue.put(b"first", priority=1)
    equal(len(queue), 4)
    equal([queue.get() for _ in range(5)], [b"first", b"1", b"2", b"3", None])


@case("Queue: of three who take, each gets something else")
def _(client, base):
    queue = client.Queue(f"{base}/queue")
    for value in range(30):
        queue.put(str(value).encode())
    taken = []

    def take(server):
        own = connect(server).Queue(f"{base}/queue")
        own.client.sync(base)

        def work():
            while len(taken) < 30 and (value := own.get()) is not None:
                taken.append(int(value))

        return work

    in_threads(*(take(server) for server in (1, 2, 3)))
    equal(sorted(taken), list(range(30)))


@case("LockingQueue: what was taken comes back unless it is consumed")
def _(client, base):
    queue, other = client.LockingQueue(f"{base}/queue"), connect()
    queue.put_all([b"1", b"2"])
    equal(queue.get(PATIENCE), b"1")
    taken = other.LockingQueue(f"{base}/queue")
    other.sync(base)
    equal(taken.get(PATIENCE), b"2")
    equal(queue.consume(), True)
    other.stop()
    again = connect().LockingQueue(f"{base}/queue")
    equal(again.get(PATIENCE), b"2")
    equal(again.consume(), True)


@case("Counter: nothing is lost, whoever adds")
def _(client, base):
    def add(server):
        counter = connect(server).Counter(f"{base}/counter")

        def work():
            for _ in range(10):
                counter.__add__(2)
                counter.__sub__(1)

        return work

    in_threads(*(add(server) for server in (1, 2, 3)))
    client.sync(base)
    equal(client.Counter(f"{base}/counter").value, 30)


@case("ChildrenWatch: called with the children, again and again")
def _(client, base):
    seen, other = [], connect()
    client.ChildrenWatch(base, lambda children: seen.append(sorted(children)))
    eventually(lambda: seen == [[]], "called at first")
    other.create(f"{base}/a")
    eventually(lambda: seen[-1] == ["a"], "called for a")
    other.create(f"{base}/b")
    eventually(lambda: seen[-1] == ["a", "b"], "called for b")
    other.delete(f"{base}/a")
    eventually(lambda: seen[-1] == ["b"], "called for the end of a")


@case("DataWatch: called with what is there, from nothing to nothing")
def _(client, base):
    seen, other = [], connect()
    client.DataWatch(f"{base}/a", lambda data, stat: seen.append(data))
    eventually(lambda: seen == [None], "called at first")
    for value in (b"1", b"2"):
        other.create(f"{base}/a", value) if value == b"1" else other.set(f"{base}/a", value)
        eventually(lambda: seen[-1] == value, f"called for {value}")
    other.delete(f"{base}/a")
    eventually(lambda: seen[-1] is None, "called for the end")


@case("Party: who is here")
def _(client, base):
    parties = [connect(server).Party(f"{base}/party", f"guest {server}") for server in (1, 2, 3)]
    for party in parties:
        party.join()
    client.sync(base)
    here = client.Party(f"{base}/party")
    equal(sorted(here), ["guest 1", "guest 2", "guest 3"])
    parties[1].leave()
    client.sync(base)
    equal(sorted(here), ["guest 1", "guest 3"])
    shallow = ShallowParty(client, f"{base}/shallow", "alone")
    shallow.join()
    equal(list(shallow), ["alone"])


@case("NonBlockingLease: one holds it, the other doesn't wait")
def _(client, base):
    from datetime import timedelta

    assert NonBlockingLease(client, f"{base}/lease", timedelta(minutes=1), "a")
    assert not NonBlockingLease(connect(), f"{base}/lease", timedelta(minutes=1), "b")


@case("SetPartitioner: two workers share a set without overlap")
def _(client, base):
    partitions = ("1", "2", "3", "4")
    both = [
        SetPartitioner(connect(server), f"{base}/set", partitions, identifier=f"{server}", time_boundary=0.5)
        for server in (1, 2)
    ]
    def share():
        return [list(each) if each.acquired else [] for each in both]

    for _ in range(400):
        for each in both:
            if each.release:
                each.release_set()
            elif each.allocating:
                each.wait_for_acquire(0.1)
        if sorted(sum(share(), [])) == list(partitions) and all(share()):
            break
        time.sleep(0.02)
    equal(sorted(sum(share(), [])), list(partitions))
    for each in both:
        each.finish()


@case("TreeCache: keeps up with a whole subtree")
def _(client, base):
    cache, other = TreeCache(client, base), connect()
    cache.start()
    other.create(f"{base}/a/b", b"1", makepath=True)
    eventually(lambda: cache.get_data(f"{base}/a/b", None) and cache.get_data(f"{base}/a/b").data == b"1", "created")
    other.set(f"{base}/a/b", b"2")
    eventually(lambda: cache.get_data(f"{base}/a/b").data == b"2", "written")
    other.delete(f"{base}/a", recursive=True)
    eventually(lambda: cache.get_data(f"{base}/a") is None, "deleted")
    cache.close()


if __name__ == "__main__":
    run()
