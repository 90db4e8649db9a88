import type { ReadCluster } from "../../lib/mesh/offline/cluster-read";
import { err } from "../../lib/result";
import type { Console } from "../command";
import { heddle } from "../heddle";

type World = {
  /** Standard input. */
  readonly input?: string;
  /** What every file of lines holds. */
  readonly batch?: string;
  readonly readCluster?: ReadCluster;
};

const noCluster: ReadCluster = async () =>
  err({ code: "kubeconfig-unreadable", path: "/none", detail: "ENOENT" });

/** One call of the command, with what it wrote. */
export async function call(
  args: readonly string[],
  { input = "", batch = "", readCluster = noCluster }: World = {},
) {
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
    readCluster,
  };
  const exit = await heddle(args, console);
  return { exit, out: written.join(""), err: said.join("\n") };
}
