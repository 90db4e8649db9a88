import { parseArgs } from "node:util";
import { cliText } from "../lib/messages/cli/cli";
import { type Arguments, type Options, UsageError, valueText } from "./command";
import { nearest } from "./nearest";

type Values = ReadonlyMap<string, readonly string[]>;

/**
 * The arguments of a call. Throws a `UsageError` for an option that the command does not have, one without its value, one with a value it
 * does not take, and one that is given twice and may not be.
 */
export function readArguments(given: readonly string[], options: Options): Arguments {
  const { tokens } = parseArgs({
    args: [...given],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, short, multiple }]) => [
        name,
        {
          type: type === "text" ? ("string" as const) : ("boolean" as const),
          ...(short !== undefined && { short }),
          multiple: multiple === true,
        },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const value = checked(token.name, token.rawName, givenValue(token), options);
    values.set(token.name, [...(values.get(token.name) ?? []), value]);
  }
  for (const [name, all] of values) {
    if (all.length > 1 && options[name]?.type === "text" && options[name].multiple !== true) {
      throw new UsageError(cliText.errors.givenTwice(`--${name}`));
    }
  }
  return argumentsOf(operands, values);
}

const argumentsOf = (operands: readonly string[], values: Values): Arguments => ({
  operands,
  text: (name) => values.get(name)?.at(-1) ?? null,
  texts: (name) => values.get(name) ?? [],
  flag: (name) => values.has(name),
});

type Given = {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

/** `-o=json` is `-o json`, as to kubectl and istioctl. */
const givenValue = ({ rawName, value, inlineValue }: Given): string | undefined =>
  inlineValue && !rawName.startsWith("--") ? value?.replace(/^=/, "") : value;

/** The value of an option as it is given; empty for a flag. */
function checked(name: string, raw: string, value: string | undefined, options: Options): string {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const like = nearest(name, Object.keys(options));
    throw new UsageError(cliText.errors.unknownOption(raw, like === null ? null : `--${like}`));
  }
  if (option.type === "flag") {
    if (value !== undefined) throw new UsageError(cliText.errors.takesNoValue(raw));
    return "";
  }
  if (value === undefined || value === "" || isOption(value, options)) {
    throw new UsageError(cliText.errors.wantsValue(raw, valueText(option)));
  }
  if (option.choices && !option.choices.includes(value)) {
    throw new UsageError(cliText.errors.notAChoice(raw, value, option.choices));
  }
  return value;
}

/** `--suppress -o json`: the value was forgotten, and the next option stands in its place. */
function isOption(value: string, options: Options): boolean {
  const [, long, short] = /^(?:--([^=]+)|-(.)$)/.exec(value) ?? [];
  if (long !== undefined) return Object.hasOwn(options, long);
  return short !== undefined && Object.values(options).some((option) => option.short === short);
}
