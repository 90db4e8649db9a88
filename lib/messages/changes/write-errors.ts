import type { FieldConflict, WriteError } from "@/lib/mesh/changes/write-error";
import { listed } from "./objects";
import { ownerCalled } from "./owners";

type Code = WriteError["code"];

/** What a refused write means, and what helps. The server's own sentence is shown beside it. */
const MEANING: Readonly<Record<Code, { readonly title: string; readonly help: string }>> = {
  "field-conflict": {
    title: "Another manager owns these fields",
    help: "Take ownership of them, or leave the object out.",
  },
  "moved-on": {
    title: "The object has moved on",
    help: "Somebody wrote it since the draft began. Go back to the draft and rebase it.",
  },
  "exists-already": {
    title: "An object of this name exists",
    help: "Go back to the draft: it is to change that one, or to use another name.",
  },
  "not-found": {
    title: "The object is gone",
    help: "Somebody removed it since the draft began. Go back to the draft and rebase it.",
  },
  forbidden: {
    title: "The connected user may not write this",
    help: "Ask for the right, leave the object out, or export the change for someone who may.",
  },
  invalid: {
    title: "The object is not valid",
    help: "Go back to the draft and correct the fields that the server names.",
  },
  refused: {
    title: "An admission policy refuses it",
    help: "Change what the policy asks for, or leave the object out.",
  },
  "webhook-down": {
    title: "An admission webhook does not answer",
    help: "The server may not take the object without asking it. Run it again when it answers.",
  },
  unauthorized: {
    title: "The server does not know these credentials",
    help: "They may have run out: connect Heddle anew.",
  },
  unavailable: {
    title: "The API server cannot serve it now",
    help: "Run it again when it can.",
  },
  unknown: {
    title: "Nobody knows whether it was written",
    help: "The connection broke after the write was sent. The object is read to learn what stands.",
  },
};

const isCode = (code: string): code is Code => Object.hasOwn(MEANING, code);

export const writeErrorText = {
  title: (code: Code): string => MEANING[code].title,
  help: (code: Code): string => MEANING[code].help,
  /** Of a code as a journal keeps it: one that this version does not know is shown as it is. */
  titleOf: (code: string): string => (isCode(code) ? MEANING[code].title : code),
  /**
   * Of a refusal as a journal keeps it. `owned` is Heddle's own, asked right before the write: its message names the owner, the cluster has
   * said nothing.
   */
  refusal: (code: string, message: string): { readonly title: string; readonly said: string } =>
    code === "owned"
      ? {
          title: `${message === "" ? "A controller" : ownerCalled(message)} owns it by now: a controller is not written over`,
          said: "",
        }
      : { title: writeErrorText.titleOf(code), said: message },
  conflicts: (conflicts: readonly FieldConflict[]): string => {
    const managers = [...new Set(conflicts.map((c) => c.manager))];
    return managers
      .map((manager) => {
        const fields = conflicts.filter((c) => c.manager === manager).map((c) => c.field);
        return `${manager} owns ${listed(fields)}.`;
      })
      .join(" ");
  },
} as const;
