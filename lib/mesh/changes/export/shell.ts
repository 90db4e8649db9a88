/** One word of a POSIX shell, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) && !text.startsWith("-")
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;

/** The command with a text as its standard input, to the byte but for a last line break. No line of the text ends it early. */
export function withInput(command: string, text: string): string {
  const lines = text.split("\n");
  let mark = "EOF";
  while (lines.includes(mark)) mark += "_";
  return `${command} <<'${mark}'\n${text.endsWith("\n") ? text : `${text}\n`}${mark}`;
}
