import type { AnalysisStep } from "@/lib/live/findings/analysis-run";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { Analyst } from "./findings-link";

type Answer = { readonly id: number; readonly findings: readonly Finding[] };

/** Analyses in a thread of its own, so that nothing on the page waits for it; in this one where there are no threads. */
export function browserAnalyst(): Analyst {
  return typeof Worker === "undefined" ? sameThread() : ownThread();
}

function ownThread(): Analyst {
  const worker = new Worker(new URL("./findings.worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<
    number,
    { readonly answer: (findings: readonly Finding[]) => void; readonly fail: (why: Error) => void }
  >();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.answer(data.findings);
    waiting.delete(data.id);
  };
  worker.onerror = (event) => {
    for (const { fail } of waiting.values()) fail(new Error(event.message));
    waiting.clear();
  };
  return {
    ask: (step) =>
      new Promise((answer, fail) => {
        last += 1;
        waiting.set(last, { answer, fail });
        worker.postMessage({ id: last, step });
      }),
    end: () => worker.terminate(),
  };
}

/** The analysis is loaded only where it is needed here. */
function sameThread(): Analyst {
  let analysis: Promise<(step: AnalysisStep) => readonly Finding[]> | null = null;
  return {
    async ask(step) {
      analysis ??= import("@/lib/live/findings/analysis-run").then((m) => m.createAnalysis());
      const analyse = await analysis;
      // Input that waits is served first.
      await new Promise((go) => setTimeout(go, 0));
      return analyse(step);
    },
    end: () => undefined,
  };
}
