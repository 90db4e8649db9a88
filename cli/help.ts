import { cliText } from "../lib/messages/cli/cli";
import { type Command, type Option, type Options, valueText } from "./command";

const WIDTH = 80;
const INDENT = "       ";

/** A paragraph folded at blanks, each line behind the indent. */
function fold(text: string, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((l) => indent + l).join("\n");
}

const section = (title: string, body: readonly string[]): string =>
  `${title}\n${body.join("\n")}\n`;

/** `-o, --output text|json` */
function optionHead(name: string, option: Option): string {
  const head = `${option.short === undefined ? "" : `-${option.short}, `}--${name}`;
  return option.type === "flag" ? head : `${head} ${valueText(option)}`;
}

const optionLines = (options: Options): readonly string[] =>
  Object.entries(options).flatMap(([name, option]) => [
    INDENT + optionHead(name, option),
    `${fold(option.help, `${INDENT}    `)}\n`,
  ]);

/** The page of one command, as a manual has it. */
export function commandHelp(command: Command): string {
  const { help } = cliText;
  const name = `heddle ${command.name}`;
  const options = optionLines(command.options);
  return [
    section(help.name, [fold(`${name} - ${command.summary}`, INDENT)]),
    section(
      help.synopsis,
      command.synopsis.map((s) => `${INDENT}${name} ${s}`),
    ),
    section(help.description, [command.description.map((p) => fold(p, INDENT)).join("\n\n")]),
    ...(options.length > 0 ? [section(help.options, options).trimEnd(), ""] : []),
    section(
      help.exitStatus,
      command.exitStatus.map(([code, what]) => `${INDENT}${code}   ${what}`),
    ),
    section(
      help.examples,
      command.examples.flatMap(([call, what]) => [fold(what, INDENT), `${INDENT}    ${call}`]),
    ),
  ].join("\n");
}

/** The page of `heddle` itself. */
export function overview(
  commands: readonly { readonly name: string; readonly summary: string }[],
): string {
  const { help } = cliText;
  const wide = Math.max(...commands.map(({ name }) => name.length)) + 3;
  return [
    section(help.name, [fold(`heddle - ${cliText.summary}`, INDENT)]),
    section(help.synopsis, [
      `${INDENT}heddle COMMAND [OPTION]… [FILE]…`,
      `${INDENT}heddle COMMAND --help`,
    ]),
    section(help.description, [fold(cliText.description, INDENT)]),
    section(
      help.commands,
      commands.map(({ name, summary }) => `${INDENT}${name.padEnd(wide)}${summary}`),
    ),
  ].join("\n");
}
