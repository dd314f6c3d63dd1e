import { rule } from "#lab/testing/rule";
import { pushTo, Topic } from "#message-queue/topic";

const SOURCE = "Apache Kafka Documentation, Introduction; Amazon SNS and SQS Developer Guides";
const MEMBERS = [1, 2, 3];

rule("Who gets a value, and how it gets there, are two questions", SOURCE, () => {
  test.each(["pull", "push"])(
    "two groups x three members, %s: each group gets all, each value goes to one member",
    (how) => {
      const topic = new Topic<number>({ capacity: 10, maxWaitingPuts: 0 });
      const got: Record<string, number[]> = { email: [], loyalty: [] };
      const members = new Set<string>();
      for (const group of Object.keys(got)) {
        for (const member of MEMBERS) {
          const take = (value: number): void => {
            got[group]!.push(value);
            members.add(`${group} ${member}`);
          };
          if (how === "push") pushTo(topic.group(group), take);
          else topic.group(group).pull(take);
        }
      }
      for (const value of MEMBERS) topic.publish(value);

      expect(got).toEqual({ email: MEMBERS, loyalty: MEMBERS });
      expect(members.size).toBe(6);
    },
  );

  test("a member that is pushed to gets the next value when it is done with the last, and once", () => {
    const topic = new Topic<number>({ capacity: 10, maxWaitingPuts: 0 });
    const got: number[] = [];
    const ends: (() => void)[] = [];
    pushTo(topic.group("email"), (value, done) => {
      got.push(value);
      ends.push(done);
    });
    for (const value of MEMBERS) topic.publish(value);
    const before = [...got];
    ends[0]!();
    ends[0]!();

    expect({ before, got }).toEqual({ before: [1], got: [1, 2] });
  });

  test("a member that has stopped takes nothing more", () => {
    const topic = new Topic<number>({ capacity: 10, maxWaitingPuts: 0 });
    const got: number[] = [];
    const end = pushTo(topic.group("email"), (value, done) => {
      got.push(value);
      done();
    });
    topic.publish(1);
    end.cancel();
    topic.publish(2);

    expect({ got, kept: topic.group("email").length }).toEqual({ got: [1], kept: 1 });
  });

  test("a group without room refuses for all; a full group's neighbour gets nothing twice", () => {
    const topic = new Topic<number>({ capacity: 1, maxWaitingPuts: 0 });
    const slow = topic.group("slow");
    const quick = topic.group("quick");
    const taken = [topic.publish(1)];
    quick.pull(() => undefined);
    taken.push(topic.publish(2));

    expect({ taken, slow: slow.length, quick: quick.length }).toEqual({
      taken: [true, false],
      slow: 1,
      quick: 0,
    });
  });
});
