import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { OfflineFile } from "../../lib/mesh/offline/offline-mesh";
import { cliText } from "../../lib/messages/cli/cli";
import type { Console } from "../command";

/** Text files named by the user: `-` is standard input, a folder stands for the manifests in and below it. */
export type FilesRead = {
  readonly files: readonly OfflineFile[];
  /** Sentences about what could not be read; everything else is read. */
  readonly problems: readonly string[];
};

const MANIFEST = /\.(ya?ml|json)$/i;

/** Folders that hold no manifests of the user's. */
const SKIPPED = new Set([".git", "node_modules"]);

/** Reads the operands in order, and within folders by name. */
export async function readFiles(
  operands: readonly string[],
  { readInput }: Pick<Console, "readInput">,
): Promise<FilesRead> {
  const files: OfflineFile[] = [];
  const problems: string[] = [];
  for (const operand of operands) {
    if (operand === "-") files.push({ name: cliText.standardInput, text: await readInput() });
    else {
      try {
        for (const name of await manifestsAt(operand)) {
          files.push({ name, text: await readFile(name, "utf8") });
        }
      } catch (error) {
        problems.push(cliText.errors.unreadable(operand, reasonOf(error)));
      }
    }
  }
  return { files, problems };
}

/** What the file system says, as a word that the catalogue knows or its own sentence. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return cliText.fileErrors[code] ?? (error instanceof Error ? error.message : String(error));
};

async function manifestsAt(operand: string): Promise<readonly string[]> {
  if (!(await stat(operand)).isDirectory()) return [operand];
  const entries = await readdir(operand, { withFileTypes: true });
  const lists = await Promise.all(
    entries
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry): Promise<readonly string[]> => {
        const inner = path.join(operand, entry.name);
        if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : manifestsAt(inner);
        return MANIFEST.test(entry.name) ? [inner] : [];
      }),
  );
  return lists.flat();
}
