import { cliText } from "../lib/messages/cli/cli";
import type { CommandEntry } from "./command";

/** All commands, in the order of help. What a command needs is loaded when it is called. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "trace",
    summary: cliText.summaries.trace,
    load: async () => (await import("./commands/trace")).traceCommand,
  },
  {
    name: "analyze",
    summary: cliText.summaries.analyze,
    load: async () => (await import("./commands/analyze")).analyzeCommand,
  },
  {
    name: "validate",
    summary: cliText.summaries.validate,
    load: async () => (await import("./commands/validate")).validateCommand,
  },
  {
    name: "render",
    summary: cliText.summaries.render,
    load: async () => (await import("./commands/render")).renderCommand,
  },
  {
    name: "completion",
    summary: cliText.summaries.completion,
    load: async () => (await import("./commands/completion")).completionCommand(COMMANDS),
  },
];
