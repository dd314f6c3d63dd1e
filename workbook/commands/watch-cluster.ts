import { playStage } from "./play-stage";

/** Plays the stage of brokers and groups. */
export const run = playStage("watch-cluster", "offsets");
