import { playStage } from "./play-stage";

/** Plays the ensemble's stage. */
export const run = playStage("watch-ensemble", "ensemble");
