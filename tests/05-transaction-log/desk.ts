import type { Zxid } from "#znode-tree/changes";
import type { Transaction } from "#sessions/changes";
import { type LogOptions, TransactionLog } from "#transaction-log/log";
import type { Site } from "./site";

/** What a log has brought back. */
export interface Recovered {
  log: TransactionLog;
  transactions: Transaction[];
  zxids: Zxid[];
  /** How often it has called back that all of this is durable. */
  ready: number;
}

/** Appends transactions and waits until all are acknowledged, or the server has stopped. @returns how many were */
export function append(site: Site, log: TransactionLog, transactions: readonly Transaction[]): number {
  let told = 0;
  site.run(() => {
    for (const each of transactions) log.append(each, () => (told += 1));
  });
  site.pass();
  return told;
}

/** Opens the log that is on the site's disk, as a server does when it starts. It stops where `site.up` is false. */
export function recover(site: Site, options: LogOptions = {}, after: Zxid = 0n): Recovered {
  const recovered = beginRecovery(site, options, after);
  site.pass();
  return recovered;
}

/** The same, and doesn't wait. */
export function beginRecovery(site: Site, options: LogOptions = {}, after: Zxid = 0n): Recovered {
  const log = new TransactionLog(site.host, options);
  const recovered: Recovered = { log, transactions: [], zxids: [], ready: 0 };
  site.run(() =>
    log.recover(
      after,
      (transaction) => {
        recovered.transactions.push(transaction);
        recovered.zxids.push(transaction.zxid);
      },
      () => (recovered.ready += 1),
    ),
  );
  return recovered;
}

/** Writes transactions into an empty log, one acknowledged before the next. @returns the site's files after each */
export function writeOneByOne(
  site: Site,
  transactions: readonly Transaction[],
  options: LogOptions = {},
): Map<string, Uint8Array>[] {
  const log = new TransactionLog(site.host, options);
  return transactions.map((transaction) => {
    append(site, log, [transaction]);
    return site.save();
  });
}
