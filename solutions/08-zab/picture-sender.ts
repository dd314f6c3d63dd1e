import type { Clock } from "#lab/host";
import type { Database } from "#sessions/database";
import { takePicture } from "#transaction-log/picture";
import type { Learner } from "./learner";

/** After a piece the next is looked for so many ms later, if the network hasn't taken the one before. */
const PATIENCE = 5;

/**
 * Sends a learner a picture of a database that goes on meanwhile, piece by piece, as the network takes them: no more
 * than one waits in memory. Nothing to write here.
 *
 * @param done called when the last piece is sent. Never if the connection is lost
 */
export function sendPicture<M>(
  learner: Learner<M>,
  database: Database,
  clock: Clock,
  done: () => void,
): void {
  const { connection } = learner;
  const pieces = takePicture(database);
  const next = (): void => {
    if (!connection.open) return;
    if (connection.backlog > 0) {
      clock.after(PATIENCE, next);
      return;
    }
    const piece = pieces.next();
    if (piece.done === true) {
      done();
      return;
    }
    connection.send({ type: "snapshot", piece: piece.value.slice() });
    clock.after(0, next);
  };
  next();
}
