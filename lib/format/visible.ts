/** Control characters, ends of lines among them, and those that turn the direction of text. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const NAMES: Readonly<Record<string, string | undefined>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * Text on one line with nothing hidden in it, as for a terminal or the log of a pipeline: what names and values hold there is shown, and
 * neither begins a line of its own nor commands the terminal.
 */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (char) => NAMES[char] ?? escaped(char));

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Text in the order in which it is stored: what would turn its direction is shown. The rest stays, ends of lines and tabs too. */
export const unturned = (text: string): string =>
  text.replace(/[\u202a-\u202e\u2066-\u2069]/g, escaped);
