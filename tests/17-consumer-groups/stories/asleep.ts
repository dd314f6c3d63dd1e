import { World } from "#lab/world/world";
import { range } from "#consumer-groups/range";
import { consume, coordinate } from "../party";

// A1 stands still for ten seconds: its partitions are A2's when it goes on.
const world = new World({ seed: 2 });
const coordinator = coordinate(world);
const [first, second] = ["A1", "A2"].map((name) => consume(world, name, { assignors: [range] }));

function tell(): void {
  const [a, b] = [first!, second!].map(({ instance }) => instance!);
  const group = coordinator.instance!.group("email")!;
  const says = group.judge(a!.member.id, undefined, a!.member.generation);
  console.log(
    `${String(world.now / 1000).padStart(4)} s   A1 works on ${a!.works.size}, A2 on ${b!.works.size}.   ` +
      `The group would tell A1: ${says ?? "all is well"}`,
  );
}

world.advance(5_000);
tell();
first!.pause();
world.advance(6_000);
tell();
world.advance(4_000);
tell();
first!.resume();
world.advance(10);
tell();
world.advance(4_990);
tell();
