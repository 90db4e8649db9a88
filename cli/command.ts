import type { ReadCluster } from "../lib/mesh/offline/cluster-read";

/** Where a command reads and writes. */
export type Console = {
  readonly out: (text: string) => Promise<void>;
  /** One line; what is hidden in it is shown. */
  readonly err: (line: string) => void;
  /** Standard input, whole. Throws where it is no text. */
  readonly readInput: () => Promise<string>;
  /** Standard input, or a file, line by line. Throws what the file system throws. */
  readonly lines: (file: string) => AsyncIterable<string>;
  /** Asks a cluster, for who wants more than files. */
  readonly readCluster: ReadCluster;
};

/** 0: done, nothing found; 1: findings; 2: the arguments or the input cannot be used. */
export type ExitCode = 0 | 1 | 2;

/** An option as the parser and the help page need it. */
export type Option = {
  readonly type: "text" | "flag";
  /** One letter. */
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in help: `FILE`. */
  readonly value?: string;
  /** The only values that are taken. */
  readonly choices?: readonly string[];
  /** What the value is, for completion. */
  readonly completes?: "file" | "folder";
  readonly help: string;
};

export type Options = Readonly<Record<string, Option>>;

/** What stands for the value of an option: `FILE`, `text|json`. Empty for a flag. */
export const valueText = ({ value, choices }: Option): string => choices?.join("|") ?? value ?? "";

/** The arguments of one call, checked against the command's options. */
export type Arguments = {
  /** What is no option, in order. */
  readonly operands: readonly string[];
  /** `null` where the option is not given. Of an option that is given more than once the last. */
  readonly text: (name: string) => string | null;
  readonly texts: (name: string) => readonly string[];
  readonly flag: (name: string) => boolean;
};

/** One command: a file of `commands/`, named in `commands.ts`. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  /** Behind the name, a line for each way to call it. */
  readonly synopsis: readonly string[];
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly options: Options;
  readonly exitStatus: readonly (readonly [code: ExitCode, meaning: string])[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly run: (args: Arguments, console: Console) => Promise<ExitCode>;
};

/** A call that cannot be carried out, with a sentence that names the argument and the way out. Ends with 2. */
export class UsageError extends Error {}

/** A command as lists of them need it; what it does is loaded when it is called. */
export type CommandEntry = Pick<Command, "name" | "summary"> & {
  readonly load: () => Promise<Command>;
};
