import { Ensemble, TIMEOUT, clientOf } from "../ensemble";

// DB1 and DB2 have timeouts of 6 s, and heartbeats every 2 s. DB2's machine dies at 5 s, and the leader's at 9 s.
const ensemble = new Ensemble(0);
const { clock } = ensemble;
const db1 = clientOf(ensemble.one, TIMEOUT);
const db2 = clientOf(ensemble.two, TIMEOUT);

const told = new Set<string>();
function say(what: string): void {
  if (told.has(what)) return;
  told.add(what);
  console.log(`${(clock.now() / 1_000).toFixed(1).padStart(4)} s  ${what}`);
}

for (; clock.now() < 20_000; clock.advance(500)) {
  const now = clock.now();
  if (now % 2_000 === 0) db1.send({ type: "ping" });
  if (now % 2_000 === 0 && now < 5_000) db2.send({ type: "ping" });
  if (now === 4_000) say("DB2 is heard of for the last time");
  if (now === 5_000) say("DB2 dies");
  if (now === 9_000) {
    ensemble.changeLeader();
    say("the leader dies, and another takes its place");
  }
  if (db2.hungUp > 0) say("DB2's session expires");
}
if (db1.hungUp === 0) say("DB1's session is as it was");
