import { visible } from "../lib/format/visible";
import { cliText } from "../lib/messages/cli/cli";
import { type Console, type ExitCode, UsageError } from "./command";
import { COMMANDS } from "./commands";
import { commandHelp, overview } from "./help";
import { nearest } from "./nearest";
import { readArguments } from "./read-arguments";

/** Runs one call of `heddle` and gives its exit code. Says on the console what is wrong; throws nothing that a user can cause. */
export async function heddle(args: readonly string[], given: Console): Promise<ExitCode> {
  // Sentences name objects and files, whose names are whatever their authors wrote.
  const console: Console = { ...given, err: (line) => given.err(visible(line)) };
  const [first, ...rest] = args;
  try {
    if (first === undefined || first === "--help" || first === "-h" || first === "help") {
      return await showHelp(rest[0], first === undefined, console);
    }
    if (first === "--version") {
      await console.out(`${cliText.version}\n`);
      return 0;
    }
    const command = await commandOf(first).load();
    if (isHelpAsked(rest)) {
      await console.out(commandHelp(command));
      return 0;
    }
    return await command.run(readArguments(rest, command.options), console);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const known = COMMANDS.some(({ name }) => name === first);
    console.err(cliText.errors.usage(error.message));
    console.err(cliText.errors.seeHelp(known ? `heddle ${first}` : "heddle"));
    return 2;
  }
}

/** Everything behind `--` is an operand. */
function isHelpAsked(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}

async function showHelp(
  topic: string | undefined,
  isError: boolean,
  console: Console,
): Promise<ExitCode> {
  if (topic !== undefined) {
    await console.out(commandHelp(await commandOf(topic).load()));
    return 0;
  }
  if (isError) for (const line of overview(COMMANDS).trimEnd().split("\n")) console.err(line);
  else await console.out(overview(COMMANDS));
  return isError ? 2 : 0;
}

function commandOf(name: string) {
  if (name.startsWith("-")) throw new UsageError(cliText.errors.optionFirst(name));
  const found = COMMANDS.find((command) => command.name === name);
  if (found) return found;
  const like = nearest(
    name,
    COMMANDS.map((command) => command.name),
  );
  throw new UsageError(cliText.errors.unknownCommand(name, like));
}
