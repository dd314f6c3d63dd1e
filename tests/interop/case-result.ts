/** How one case of the contract went. */
export interface CaseResult {
  /** Which client, and of what kind: `kazoo recipes`. */
  group: string;
  name: string;
  ok: boolean;
  /** What was wrong. */
  detail?: string | null;
  ms: number;
}

/** Runs a function as a case: it fails if it throws. */
export async function runCase(group: string, name: string, body: () => Promise<void>): Promise<CaseResult> {
  const began = performance.now();
  const result = (ok: boolean, detail?: string): CaseResult => ({
    group,
    name,
    ok,
    ms: Math.round(performance.now() - began),
    ...(detail !== undefined && { detail }),
  });
  try {
    await body();
    return result(true);
  } catch (error) {
    return result(false, (error as Error).message);
  }
}
