import { availableParallelism, cpus } from "node:os";

/** What figures depend on, in a few words. */
export function machineFacts(): string {
  return `Node ${process.version}, ${availableParallelism()} cores, ${process.arch}, ${cpus()[0]?.model.trim() ?? "unknown processor"}`;
}
