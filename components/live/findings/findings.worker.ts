import { createAnalysis } from "@/lib/live/findings/analysis-run";
import type { FindingsAnswer, FindingsQuestion, Numbered } from "./findings-link";

const analysis = createAnalysis();

function answer({ step, draft }: FindingsQuestion): FindingsAnswer {
  return draft === null
    ? { type: "mesh", findings: analysis.step(step) }
    : { type: "draft", ...analysis.draft(step, draft) };
}

self.onmessage = ({ data }: MessageEvent<Numbered<FindingsQuestion>>) => {
  self.postMessage({ id: data.id, value: answer(data.value) });
};
