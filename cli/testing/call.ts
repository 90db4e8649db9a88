import type { Console } from "../command";
import { heddle } from "../heddle";

/** One call of the command, with what it wrote. `input` is standard input, `batch` what every file of lines holds. */
export async function call(args: readonly string[], { input = "", batch = "" } = {}) {
  const written: string[] = [];
  const said: string[] = [];
  async function* lines() {
    yield* batch.split("\n");
  }
  const console: Console = {
    out: async (text) => {
      written.push(text);
    },
    err: (text) => {
      said.push(text);
    },
    readInput: async () => input,
    lines,
  };
  const exit = await heddle(args, console);
  return { exit, out: written.join(""), err: said.join("\n") };
}
