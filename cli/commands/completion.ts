import { cliText } from "../../lib/messages/cli/cli";
import { completionText } from "../../lib/messages/cli/completion";
import {
  type Arguments,
  type Command,
  type CommandEntry,
  type Console,
  type ExitCode,
  UsageError,
} from "../command";
import { type Completed, completionOf, SHELLS } from "../completion/scripts";

/** The command, of the commands that it completes. */
export const completionCommand = (commands: readonly CommandEntry[]): Command => ({
  name: "completion",
  summary: cliText.summaries.completion,
  synopsis: [SHELLS.join("|")],
  description: completionText.description,
  options: {},
  exitStatus: [
    [0, completionText.exit.printed],
    [2, completionText.exit.unusable],
  ],
  examples: [
    ["source <(heddle completion bash)", completionText.examples.bash],
    ["heddle completion zsh > ~/.zfunc/_heddle", completionText.examples.zsh],
    [
      "heddle completion fish > ~/.config/fish/completions/heddle.fish",
      completionText.examples.fish,
    ],
  ],
  run: (args, console) => run(commands, args, console),
});

async function run(
  commands: readonly CommandEntry[],
  { operands }: Arguments,
  console: Console,
): Promise<ExitCode> {
  const [shell, ...more] = operands;
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined || more.length > 0) {
    throw new UsageError(completionText.wantsShell(SHELLS));
  }
  const completed = await Promise.all(
    commands.map(async ({ name, summary, load }): Promise<Completed> => {
      const { options } = await load();
      return { name, summary, options, operands: name === "completion" ? SHELLS : null };
    }),
  );
  await console.out(completionOf(known, completed));
  return 0;
}
