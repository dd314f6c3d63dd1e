import { readFileSync } from "node:fs";
import { type Ensemble, SERVERS } from "../../tests/interop/zookeeper/targets/ensemble";

/** The unit of Linux's account of processor time: 10 ms, on every machine that Node runs on. */
const MICROSECONDS_PER_TICK = 10_000;

/** Processor time that all servers have used since they began, in µs: by themselves, and by the system for them. */
export function processorTime(ensemble: Ensemble): number {
  const times = SERVERS.map((id) => {
    const line = readFileSync(`/proc/${ensemble.process(id)!.pid}/stat`, "utf8");
    // The name of the program stands in brackets and may hold spaces. Behind it utime is the 12th, stime the 13th.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
  });
  return times.reduce((sum, time) => sum + time, 0);
}
