/** What a server that takes part in an election believes of itself. Nothing to write here. */
export type Role = "LOOKING" | "LEADER" | "FOLLOWER";
