import { Clubs, join, readJoined } from "../clubs";

// Two clients, one of 2017 and one of today, each join a group of its own.
for (const version of [2, 5]) {
  const clubs = new Clubs();
  const client = clubs.desk.dial();
  let member = "";
  for (let requests = 1; ; requests++) {
    client.say(join("stock", member, { version }));
    clubs.desk.pass(200);
    const answer = client.next()!;
    answer.i32();
    const joined = readJoined(answer, version);
    console.log(
      `version ${version}, request ${requests}: error ${joined.error}, generation ${joined.generation}`,
    );
    if (joined.error === 0) break;
    member = joined.member;
  }
}
