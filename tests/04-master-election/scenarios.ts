import { lineScenario } from "./scenarios/line";
import { lockScenario } from "./scenarios/lock";
import { fencingScenario, raceScenario } from "./scenarios/race";

/** For `npm run sweep -- master-election`. */
export const scenarios = [raceScenario, fencingScenario, lineScenario, lockScenario];
