import type { MeshAnalysis } from "@/lib/live/findings/analysis-run";
import type { Analyst, FindingsAnswer, FindingsQuestion, Numbered } from "./findings-link";

/** Analyses in a thread of its own, so that nothing on the page waits for it; in this one where there are no threads. */
export function browserAnalyst(): Analyst {
  return typeof Worker === "undefined" ? sameThread() : ownThread();
}

type Waiting = {
  readonly answer: (value: FindingsAnswer) => void;
  readonly fail: (why: Error) => void;
};

function ownThread(): Analyst {
  const worker = new Worker(new URL("./findings.worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<Numbered<FindingsAnswer>>) => {
    waiting.get(data.id)?.answer(data.value);
    waiting.delete(data.id);
  };
  worker.onerror = (event) => {
    for (const { fail } of waiting.values()) fail(new Error(event.message));
    waiting.clear();
  };
  return {
    ask: (value) =>
      new Promise((answer, fail) => {
        last += 1;
        waiting.set(last, { answer, fail });
        const question: Numbered<FindingsQuestion> = { id: last, value };
        worker.postMessage(question);
      }),
    end: () => worker.terminate(),
  };
}

/** The analysis is loaded only where it is needed here. */
function sameThread(): Analyst {
  let analysis: Promise<MeshAnalysis> | null = null;
  return {
    async ask({ step, draft }) {
      analysis ??= import("@/lib/live/findings/analysis-run").then((m) => m.createAnalysis());
      const { step: judge, draft: judgeDraft } = await analysis;
      // Input that waits is served first.
      await new Promise((go) => setTimeout(go, 0));
      return draft === null
        ? { type: "mesh", findings: judge(step) }
        : { type: "draft", ...judgeDraft(step, draft) };
    },
    end: () => undefined,
  };
}
