import type { Keeper } from "./keeper";
import { waitForTurn } from "./line";
import type { Role } from "./role";
import { drawTicket, type Ticket } from "./ticket";
import { failedBy, watchZnode } from "./watching";

/**
 * Takes part in an election by standing in a line: the first in it leads. When it leaves, one other server is told.
 * Nothing to write here: it is made of what you have written.
 */
export class Candidate {
  #role: Role = "LOOKING";
  #ticket: Ticket | undefined;

  /**
   * @param line the path below which the tickets are; it must be there
   * @param name of this server
   */
  constructor(
    private readonly keeper: Keeper,
    private readonly line: string,
    private readonly name: string,
    private readonly onRole: (role: Role) => void = () => {},
  ) {}

  get role(): Role {
    return this.#role;
  }

  /** Its place in the line, unless it is LOOKING. */
  get ticket(): Ticket | undefined {
    return this.#ticket;
  }

  /** Takes part until the session is over. */
  async run(): Promise<void> {
    while (this.keeper.state !== "expired" && this.keeper.state !== "closed") {
      try {
        await this.#once();
      } catch (error) {
        if (!failedBy(error, "ConnectionLoss", "NoNode", "SessionExpired")) throw error;
      } finally {
        this.#become("LOOKING", undefined);
      }
    }
  }

  async #once(): Promise<void> {
    const ticket = await drawTicket(this.keeper, this.line, this.name);
    this.#become("FOLLOWER", ticket);
    await waitForTurn(this.keeper, this.line, ticket.name);
    const { stat, changed } = await watchZnode(this.keeper, ticket.path);
    if (stat === undefined) return;
    this.#become("LEADER", ticket);
    await changed;
  }

  #become(role: Role, ticket: Ticket | undefined): void {
    this.#ticket = ticket;
    if (this.#role === role) return;
    this.#role = role;
    this.onRole(role);
  }
}
