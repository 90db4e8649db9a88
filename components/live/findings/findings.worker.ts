import { type AnalysisStep, createAnalysis } from "@/lib/live/findings/analysis-run";

/** What the page asks, and what comes back under the same number. */
export type FindingsQuestion = { readonly id: number; readonly step: AnalysisStep };

const analysis = createAnalysis();

self.onmessage = ({ data }: MessageEvent<FindingsQuestion>) => {
  self.postMessage({ id: data.id, findings: analysis(data.step) });
};
