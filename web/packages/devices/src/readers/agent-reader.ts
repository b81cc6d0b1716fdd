/** A reader on a serial line of the agent's: its codes arrive as if they had been scanned here. */
import type { AgentHardware } from "../printing/agent-hardware.ts";

const AGAIN_MS = 3_000;

/** Listens until it is stopped. Codes that were read before the till began to listen are not its own. */
export function listenToAgent(hardware: AgentHardware, reader: string, onCode: (code: string) => void): () => void {
  let isStopped = false;
  const run = async (): Promise<void> => {
    let seen: number | undefined;
    while (!isStopped) {
      const answer = await hardware.codes(reader, seen);
      if (answer.kind !== "ok") {
        await new Promise((done) => setTimeout(done, AGAIN_MS));
        // An agent that started anew counts from one again.
        seen = undefined;
        continue;
      }
      // The stop may have come while the question was on its way.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
      if (isStopped) return;
      if (seen !== undefined) answer.value.codes.forEach(onCode);
      seen = answer.value.newest;
    }
  };
  void run();
  return () => {
    isStopped = true;
  };
}
