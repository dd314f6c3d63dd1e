import { configuration } from "../members";
import { Seat } from "../seat";

// What one server takes for the ensemble, and which groups are enough.
const seat = new Seat("ABC");

function look(when: string): void {
  console.log(`${when.padEnd(32)}${seat.says.padEnd(22)}${seat.enough}`);
}

seat.isProposed(configuration(1n, "ABC", [0n, "ABC"])).isCommitted();
seat.pass();
look("at first");
seat.isProposed(configuration(5n, "ADE", [1n, "ABC"]));
look("ADE is proposed");
seat.pass();
seat.restarts("powerCut");
look("the power fails");
seat.isCutTo(1n).isUpToDate();
look("a new leader takes it back");
seat.isProposed(configuration(9n, "ABCD", [1n, "ABC"]));
look("and proposes another");
seat.isCommitted();
look("that is committed");
seat.pass();
seat.restarts("powerCut");
look("the power fails");
