import { type Ensemble, SERVERS } from "../../interop/zookeeper/targets/ensemble";
import { sleep } from "../../interop/processes";
import type { Proxy } from "./proxy";

export interface FaultKind {
  name: string;
  /** @returns when it is over. A killed server has been started again then, and may not serve yet */
  strike: () => Promise<void>;
}

/** What may befall an ensemble. Listed twice is twice as likely. */
export function faultKinds(
  ensemble: Ensemble,
  proxies: ReadonlyMap<number, Proxy>,
  random: () => number,
): FaultKind[] {
  const anyServer = (): number => SERVERS[Math.floor(random() * SERVERS.length)]!;

  const killOne: FaultKind = {
    name: "kill -9",
    async strike() {
      const id = anyServer();
      await ensemble.kill(id);
      await sleep(random() * 300);
      ensemble.start(id);
    },
  };
  const killAll: FaultKind = {
    name: "kill -9 of all",
    async strike() {
      await ensemble.stop();
      for (const id of SERVERS) ensemble.start(id);
    },
  };
  const pause: FaultKind = {
    name: "pause",
    async strike() {
      const child = ensemble.process(anyServer())!;
      child.kill("SIGSTOP");
      await sleep(random() * 2_500);
      child.kill("SIGCONT");
    },
  };
  const cut: FaultKind = {
    name: "cut",
    strike() {
      proxies.get(anyServer())!.cut();
      return Promise.resolve();
    },
  };
  const stall: FaultKind = {
    name: "stall",
    async strike() {
      const proxy = proxies.get(anyServer())!;
      proxy.stall();
      await sleep(random() * 2_500);
      proxy.flow();
    },
  };
  return [killOne, killOne, killOne, killAll, pause, pause, pause, cut, cut, stall];
}
