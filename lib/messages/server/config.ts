/** Sentences of a start that is refused; read in a terminal. */
export const configText = {
  refused: "Heddle cannot start with these settings:",
  problem: (p: { readonly variable: string; readonly value: string; readonly allowed: string }) =>
    `${p.variable}=${p.value} is not allowed: use ${p.allowed}.`,
  onlyOneOf: (a: string, b: string) => `either ${a} or ${b}, not both`,
  bothOf: (a: string, b: string) => `${a} and ${b} together`,
  contextAndId: (contexts: readonly string[]) =>
    `context=ID for each, with a context of HEDDLE_CONTEXTS: ${contexts.join(", ")}`,
  oneClusterId: "one ID without a context, for a single cluster",
  oneContextOnly: "it with one context only; several are named after their contexts",
} as const;
