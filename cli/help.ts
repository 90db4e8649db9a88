import { cliText } from "../lib/messages/cli/cli";
import { type Command, type Option, type Options, valueText } from "./command";

const WIDTH = 80;
const INDENT = "       ";

/** The option that every command has. */
const HELP: Option = { type: "flag", short: "h", help: cliText.options.help };

/** Blanks at which a text may be folded: not inside what stands in brackets, such as `[-o yaml|json]`. */
const FOLDS = / (?![^[\]]*\])/;

/** A paragraph folded at blanks, each line behind the indent. */
function fold(text: string, indent: string, width = WIDTH): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(FOLDS)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((l) => indent + l).join("\n");
}

/** As `fold`, with further lines behind what begins the first. */
function hanging(head: string, text: string): string {
  const lines = fold(text, INDENT + " ".repeat(head.length));
  return INDENT + head + lines.slice(INDENT.length + head.length);
}

/** A call folded as shells continue it. */
function foldCall(call: string, indent: string): string {
  const lines = fold(call, `${indent}  `, WIDTH - 2)
    .slice(2)
    .split("\n");
  return lines.join(" \\\n");
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
  const options = optionLines({ ...command.options, help: HELP });
  return [
    section(help.name, [fold(`${name} - ${command.summary}`, INDENT)]),
    section(
      help.synopsis,
      command.synopsis.map((s) => hanging(`${name} `, s)),
    ),
    section(help.description, [command.description.map((p) => fold(p, INDENT)).join("\n\n")]),
    section(help.options, options).trimEnd(),
    "",
    section(
      help.exitStatus,
      command.exitStatus.map(([code, what]) => hanging(`${code}   `, what)),
    ),
    section(
      help.examples,
      command.examples.flatMap(([call, what]) => [
        fold(what, INDENT),
        foldCall(call, `${INDENT}    `),
      ]),
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
      commands.map(({ name, summary }) => hanging(name.padEnd(wide), summary)),
    ),
  ].join("\n");
}
