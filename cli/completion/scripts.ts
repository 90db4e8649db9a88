import type { Option, Options } from "../command";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A command as shells complete it. */
export type Completed = {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  /** The only operands that are taken; `null`: files. */
  readonly operands: readonly string[] | null;
};

/** The script that makes a shell complete `heddle`. */
export const completionOf = (shell: Shell, commands: readonly Completed[]): string =>
  MAKERS[shell](commands);

const MAKERS: Readonly<Record<Shell, (commands: readonly Completed[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const flagsOf = (name: string, { short }: Option): readonly string[] => [
  `--${name}`,
  ...(short === undefined ? [] : [`-${short}`]),
];

/** What stands in single quotes in all three shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", "’")}'`;

/** The first sentence. */
const brief = (text: string): string => text.replace(/(?<=[^.]{4})[.:;] .*$|\.$/s, "");

function bashScript(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const cases = commands.map(({ name, options, operands }) => {
    const all = Object.entries(options);
    const words = [...all.flatMap(([n, o]) => flagsOf(n, o)), "--help"].join(" ");
    const choices = all
      .filter(([, o]) => o.choices)
      .map(
        ([n, o]) =>
          `      ${flagsOf(n, o).join("|")}) COMPREPLY=($(compgen -W "${o.choices?.join(" ")}" -- "$word")); return ;;`,
      );
    const otherwise =
      operands === null
        ? `local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$word"))`
        : `COMPREPLY=($(compgen -W "${operands.join(" ")}" -- "$word"))`;
    return `  ${name})
    case "$before" in
${[...choices, "      *) ;;"].join("\n")}
    esac
    if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "${words}" -- "$word"))
    else ${otherwise}; fi
    ;;`;
  });
  return `_heddle() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  # bash makes a word of the = in --option=value.
  [[ $before == = ]] && before=\${COMP_WORDS[COMP_CWORD-2]}
  [[ $word == = ]] && word=
  if ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W "${names} --help --version" -- "$word")); return; fi
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
  esac
}
complete -o filenames -F _heddle heddle
`;
}

function zshScript(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map(({ name, options, operands }) => {
    const specs = Object.entries(options).flatMap(([n, o]) =>
      flagsOf(n, o).map((flag) => zshSpec(flag, o)),
    );
    const rest = operands === null ? "'*:file:_files'" : `'1:shell:(${operands.join(" ")})'`;
    return `    ${name}) _arguments ${[...specs, "'--help[show the page of this command]'", rest].join(" \\\n      ")} ;;`;
  });
  return `#compdef heddle
_heddle() {
  local -a commands=(
${described.join("\n")}
  )
  if ((CURRENT == 2)); then _describe command commands; return; fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join("\n")}
  esac
}
_heddle "$@"
`;
}

function zshSpec(flag: string, option: Option): string {
  const help = brief(option.help).replace(/[[\]:]/g, " ");
  const head = `${option.multiple ? "*" : ""}${flag}[${help}]`;
  if (option.type === "flag") return quoted(head);
  const values = option.choices
    ? `(${option.choices.join(" ")})`
    : option.completes
      ? "_files"
      : " ";
  return quoted(`${head}:${(option.value ?? "value").replace(/[[\]:]/g, " ")}:${values}`);
}

function fishScript(commands: readonly Completed[]): string {
  const first = commands.map(
    ({ name, summary }) =>
      `complete -c heddle -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  const rest = commands.flatMap(({ name, options, operands }) => {
    const when = `complete -c heddle -n '__fish_seen_subcommand_from ${name}'`;
    const given = operands === null ? [] : [`${when} -f -a '${operands.join(" ")}'`];
    return [...given, ...Object.entries(options).map(([n, o]) => `${when} ${fishOption(n, o)}`)];
  });
  return `${[...first, ...rest].join("\n")}\n`;
}

function fishOption(name: string, { short, type, choices, completes, help }: Option): string {
  const letter = short === undefined ? "" : ` -s ${short}`;
  const values =
    type === "flag" ? "" : choices ? ` -x -a '${choices.join(" ")}'` : completes ? " -r -F" : " -x";
  return `-l ${name}${letter}${values} -d ${quoted(brief(help))}`;
}
