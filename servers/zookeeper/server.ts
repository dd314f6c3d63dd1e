/**
 * One server of an ensemble as a process of its own: `npm run zookeeper` starts it, with the options of the ensemble
 * and `--id N`. It tells the process that started it, if there is one, how it is doing.
 */
import { parseOptions } from "./options";
import { runServer } from "./run-server";

/** In ms. */
const STATUS_INTERVAL = 100;

const { settings, id } = parseOptions(process.argv.slice(2));
const server = await runServer(settings, id, (error) => {
  console.error(`server ${id}: ${error.message}`);
  process.exit(1);
});

let told = "";
const timer = setInterval(() => {
  const { status } = server.instance;
  if (status === told) return;
  told = status;
  process.send?.({ status });
}, STATUS_INTERVAL);

async function stop(): Promise<void> {
  clearInterval(timer);
  await server.stop();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
// Whoever started it is gone.
process.once("disconnect", () => void stop());
