/**
 * One server as a process of its own: `npm run kafka` starts it, with its options and `--id N`; 0 is the ensemble. It
 * tells the process that started it, if there is one, how it is doing.
 */
import { parseOptions } from "./options";
import { runBroker, runKeeper } from "./run-broker";

/** In ms. */
const STATUS_INTERVAL = 200;

const { settings, id } = parseOptions(process.argv.slice(2));
const onEnd = (error: Error): void => {
  console.error(`server ${id}: ${error.stack}`);
  process.exit(1);
};
const server = await (id === 0 ? runKeeper(settings, onEnd) : runBroker(settings, id, onEnd));

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
