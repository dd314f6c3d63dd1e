import type { Clock } from "#lab/host";
import { route, type Route } from "./api";
import { FETCH, LIST_OFFSETS, PRODUCE } from "./apis-records";
import type { Cluster } from "./cluster";
import { fetch } from "./fetch";
import { listOffsets } from "./list-offsets";
import { produce } from "./produce";

/** Records come and go. Nothing to write here. */
export function recordRoutes(cluster: Cluster, clock: Clock): Route[] {
  return [
    route(PRODUCE, (request, answer) => produce(cluster, clock, request, answer)),
    route(FETCH, (request, answer) => fetch(cluster, clock, request, answer)),
    route(LIST_OFFSETS, (request, answer) => answer(listOffsets(cluster, request))),
  ];
}
