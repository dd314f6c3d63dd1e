import { decodeRecords, isCompressed, readInfo } from "#commit-log/record-batch";
import type { Replica } from "#replication/replica";
import type { ListOffsetsAnswer, ListOffsetsRequest } from "./apis-records";
import type { Cluster } from "./cluster";
import { ErrorCode, type ErrorName } from "./error-codes";
import { fencing } from "./fetch";
import { missingReplica } from "./produce";

/** Times that mean something else. */
export const LATEST = -1n;
export const EARLIEST = -2n;

/** A record, or none. */
interface Place {
  offset: bigint;
  timestamp: bigint;
}

const NOWHERE: Place = { offset: -1n, timestamp: -1n };

/** Where a reader that wants to begin at some time must begin. */
export function listOffsets(cluster: Cluster, { topics }: ListOffsetsRequest): ListOffsetsAnswer {
  return {
    throttleMs: 0,
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, currentEpoch, timestamp }) => {
        const replica = cluster.replica(name, index);
        const error =
          replica === undefined ? missingReplica(cluster, name, index) : fencing(replica, currentEpoch);
        if (replica === undefined || error !== "NONE") return describe(index, error, NOWHERE, -1);
        return describe(index, "NONE", placeFor(replica, timestamp), replica.state!.epoch);
      }),
    })),
  };
}

/** The first record of this time or later that may be read. */
export function placeFor(replica: Replica, timestamp: bigint): Place {
  // #region write records: The beginning, the end for readers, or the first that is late enough. What is its own time?
  if (timestamp === EARLIEST) return { ...NOWHERE, offset: replica.log.startOffset };
  if (timestamp === LATEST) return { ...NOWHERE, offset: replica.highWatermark };
  const offset = replica.log.offsetForTime(timestamp);
  if (offset === undefined || offset >= replica.highWatermark) return NOWHERE;
  const batch = replica.log.read(offset, 1)[0]!;
  const info = readInfo(batch);
  if (isCompressed(info)) return { offset, timestamp: info.maxTimestamp };
  const record = decodeRecords(batch).find((each) => each.offset === offset);
  return { offset, timestamp: record?.timestamp ?? info.maxTimestamp };
  // #endregion
}

function describe(
  index: number,
  error: ErrorName,
  { timestamp, offset }: Place,
  epoch: number,
): ListOffsetsAnswer["topics"][number]["partitions"][number] {
  return { index, error: ErrorCode[error], timestamp, offset, epoch };
}
