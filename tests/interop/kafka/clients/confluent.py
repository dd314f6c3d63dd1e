"""
The cases of confluent-kafka, librdkafka's own Python. Started with the addresses of the brokers, separated by commas;
prints a line of JSON for each case: {"name", "ok", "detail", "ms"}.
"""
import json
import sys
import time
import traceback

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

SERVERS = sys.argv[1]
BROKERS = len(SERVERS.split(","))
# In seconds.
PATIENCE = 20

admin = AdminClient({"bootstrap.servers": SERVERS})
_cases = []


def case(name):
    def mark(function):
        _cases.append((name, function))
        return function

    return mark


def create(topic, partitions=1):
    for future in admin.create_topics([NewTopic(topic, partitions, BROKERS)]).values():
        future.result(PATIENCE)
    # Its partitions are led a moment later.
    end = time.time() + PATIENCE
    while time.time() < end:
        found = admin.list_topics(topic, timeout=PATIENCE).topics[topic]
        if len(found.partitions) == partitions and all(p.leader > 0 for p in found.partitions.values()):
            return
        time.sleep(0.05)
    raise AssertionError(f"{topic} isn't led")


def produce(topic, values, partition=0, **settings):
    told = []
    producer = Producer({"bootstrap.servers": SERVERS, **settings})
    for value in values:
        producer.produce(topic, value, partition=partition, on_delivery=lambda e, m: told.append((e, m)))
    assert producer.flush(PATIENCE) == 0, "not everything was acknowledged"
    for error, _ in told:
        assert error is None, error
    return [message.offset() for _, message in told]


def consumer(group, **settings):
    return Consumer(
        {
            "bootstrap.servers": SERVERS,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "session.timeout.ms": 6000,
            "heartbeat.interval.ms": 500,
            **settings,
        }
    )


def read(reader, count):
    found = []
    end = time.time() + PATIENCE
    while len(found) < count and time.time() < end:
        message = reader.poll(0.2)
        if message is None:
            continue
        assert message.error() is None, message.error()
        found.append(message)
    return found


def values(messages):
    return [message.value().decode() for message in messages]


@case("makes a topic, and makes it once")
def _():
    create("py-made", 3)
    try:
        create("py-made", 3)
        raise AssertionError("made twice")
    except Exception as error:
        assert error.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS, error


@case("adds partitions")
def _():
    create("py-grown")
    for future in admin.create_partitions([NewPartitions("py-grown", 3)]).values():
        future.result(PATIENCE)
    end = time.time() + PATIENCE
    while len(admin.list_topics("py-grown", timeout=PATIENCE).topics["py-grown"].partitions) != 3:
        assert time.time() < end
        time.sleep(0.05)


@case("tells the settings of a topic")
def _():
    create("py-configs")
    for future in admin.describe_configs([ConfigResource("topic", "py-configs")]).values():
        found = future.result(PATIENCE)
        assert "retention.ms" in found and "cleanup.policy" in found, list(found)


@case("is told the offsets, one after the other")
def _():
    create("py-offsets")
    assert produce("py-offsets", ["a", "b", "c"]) == [0, 1, 2]


@case("publishes with and without idempotence, by one and by all")
def _():
    create("py-acks")
    produce("py-acks", ["1"], acks=1)
    produce("py-acks", ["2"], acks="all")
    produce("py-acks", ["3"], **{"enable.idempotence": True})
    reader = consumer("py-acks")
    reader.assign([TopicPartition("py-acks", 0, OFFSET_BEGINNING)])
    assert values(read(reader, 3)) == ["1", "2", "3"]
    reader.close()


@case("a group goes on where it has committed")
def _():
    create("py-group")
    produce("py-group", ["1", "2", "3"])
    first = consumer("py-group")
    first.subscribe(["py-group"])
    found = read(first, 3)
    first.commit(found[1], asynchronous=False)
    assert first.committed([TopicPartition("py-group", 0)], PATIENCE)[0].offset == 2
    first.close()
    second = consumer("py-group")
    second.subscribe(["py-group"])
    assert values(read(second, 1)) == ["3"]
    second.close()


@case("members share partitions, and one takes over when the other goes")
def _():
    create("py-shared", 4)
    one, other = consumer("py-shared"), consumer("py-shared")
    one.subscribe(["py-shared"])
    other.subscribe(["py-shared"])
    end = time.time() + PATIENCE
    while not (len(one.assignment()) == 2 and len(other.assignment()) == 2):
        one.poll(0.05)
        other.poll(0.05)
        assert time.time() < end, (one.assignment(), other.assignment())
    other.close()
    while len(one.assignment()) != 4:
        one.poll(0.05)
        assert time.time() < end, one.assignment()
    one.close()


@case("members that work on meanwhile: cooperative-sticky")
def _():
    create("py-gentle", 4)
    settings = {"partition.assignment.strategy": "cooperative-sticky"}
    one, other = consumer("py-gentle", **settings), consumer("py-gentle", **settings)
    one.subscribe(["py-gentle"])
    other.subscribe(["py-gentle"])
    end = time.time() + PATIENCE
    while not (len(one.assignment()) == 2 and len(other.assignment()) == 2):
        one.poll(0.05)
        other.poll(0.05)
        assert time.time() < end, (one.assignment(), other.assignment())
    one.close()
    other.close()


@case("a member with a lasting name")
def _():
    create("py-static", 2)
    reader = consumer("py-static", **{"group.instance.id": "till-1"})
    reader.subscribe(["py-static"])
    end = time.time() + PATIENCE
    while len(reader.assignment()) != 2:
        reader.poll(0.05)
        assert time.time() < end
    reader.close()


@case("finds where a partition begins and ends, and offsets by time")
def _():
    create("py-timed")
    produce("py-timed", ["old"])
    time.sleep(0.05)
    between = int(time.time() * 1000)
    time.sleep(0.05)
    produce("py-timed", ["new"])
    reader = consumer("py-timed")
    assert reader.get_watermark_offsets(TopicPartition("py-timed", 0), PATIENCE) == (0, 2)
    assert reader.offsets_for_times([TopicPartition("py-timed", 0, between)], PATIENCE)[0].offset == 1
    reader.close()


@case("an offset that isn't there is told")
def _():
    create("py-range")
    produce("py-range", ["1"])
    reader = consumer("py-range", **{"auto.offset.reset": "error"})
    reader.assign([TopicPartition("py-range", 0, 17)])
    end = time.time() + PATIENCE
    while time.time() < end:
        message = reader.poll(0.2)
        if message is not None and message.error() is not None:
            assert message.error().code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE), (
                message.error()
            )
            reader.close()
            return
    raise AssertionError("nobody said so")


@case("lists groups")
def _():
    names = [group.id for group in admin.list_groups(timeout=PATIENCE)]
    assert "py-group" in names, names


failed = False
for name, function in _cases:
    began = time.time()
    ok, detail = True, None
    try:
        function()
    except BaseException:  # what a case throws is its answer, whatever it is
        ok, detail = False, traceback.format_exc()
    print(json.dumps({"name": name, "ok": ok, "detail": detail, "ms": round((time.time() - began) * 1000)}), flush=True)
