import { Ensemble, SETTING } from "../ensemble";

// A customer sets the setting every 100 ms, for 20 s. After 5 s some servers are down for 5 s.
function run(servers: number, down: readonly string[]): void {
  const ensemble = new Ensemble({ servers, seed: 2 });
  ensemble.pass(200);
  let answers = 0;
  let last = ensemble.world.now;
  let silence = 0;
  for (let number = 1; number <= 200; number++) {
    if (number === 51) for (const name of down) ensemble.machine(name).kill();
    if (number === 101) for (const name of down) ensemble.machine(name).start();
    if (ensemble.machine("A").up) {
      ensemble.write(String(number), SETTING, () => {
        answers += 1;
        silence = Math.max(silence, ensemble.world.now - last);
        last = ensemble.world.now;
      });
    }
    ensemble.pass(100);
  }
  const what = `${down.join(", ")} down for 5 s`;
  console.log(
    `${servers}        ${what.padEnd(22)}${String(answers).padStart(8)}${(silence / 1000).toFixed(1).padStart(15)} s`,
  );
}

console.log("servers  what happens          answered  longest silence");
run(1, ["A"]);
run(3, ["C"]);
run(3, ["B", "C"]);
run(5, ["D", "E"]);
run(5, ["C", "D", "E"]);
