import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { OfflineFile } from "../../lib/mesh/offline/offline-mesh";
import { cliText } from "../../lib/messages/cli/cli";
import { type Console, UsageError } from "../command";
import { textOfBytes } from "./text-of-bytes";

/** Text files named by the user: `-` is standard input, a folder stands for the manifests in and below it. */
export type FilesRead = {
  readonly files: readonly OfflineFile[];
  /** Sentences about what could not be read; everything else is read. */
  readonly problems: readonly string[];
};

const MANIFEST = /\.(ya?ml|json)$/i;

/** Folders that hold no manifests of the user's. */
const SKIPPED = new Set([".git", "node_modules"]);

/** Reads the operands in order, and within folders by name. Throws a `UsageError` where standard input is named twice. */
export async function readFiles(
  operands: readonly string[],
  { readInput }: Pick<Console, "readInput">,
): Promise<FilesRead> {
  checkInput(operands);
  const files: OfflineFile[] = [];
  const problems: string[] = [];
  const attempt = async (name: string, read: () => Promise<void>) => {
    try {
      await read();
    } catch (error) {
      problems.push(cliText.errors.unreadable(name, reasonOf(error)));
    }
  };
  const readAt = async (name: string): Promise<void> => {
    if (!(await stat(name)).isDirectory()) {
      files.push({ name, text: textOfBytes(await readFile(name)) });
      return;
    }
    for (const inner of await entriesOf(name)) await attempt(inner, () => readAt(inner));
  };
  for (const operand of operands) {
    if (operand === "-") {
      await attempt(cliText.standardInput, async () => {
        files.push({ name: cliText.standardInput, text: await readInput() });
      });
    } else await attempt(operand, () => readAt(operand));
  }
  return { files, problems };
}

/** Throws a `UsageError` where standard input is to be read twice. */
export function checkInput(names: readonly (string | null)[]): void {
  if (names.filter((name) => name === "-").length > 1) {
    throw new UsageError(cliText.errors.inputTwice);
  }
}

/** One file that an option names; `-` is standard input. Throws a `UsageError` where it cannot be read. */
export async function readText(
  name: string,
  { readInput }: Pick<Console, "readInput">,
): Promise<OfflineFile> {
  const said = name === "-" ? cliText.standardInput : name;
  try {
    const text = name === "-" ? await readInput() : textOfBytes(await readFile(name));
    return { name: said, text };
  } catch (error) {
    throw new UsageError(cliText.errors.unreadable(said, reasonOf(error)));
  }
}

/** What the file system says, as a word that the catalogue knows or its own sentence. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return cliText.fileErrors[code] ?? (error instanceof Error ? error.message : String(error));
};

/** The manifests and folders in a folder. Links to folders are not followed: they lead in circles, or to what is named elsewhere. */
async function entriesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const wanted = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) return !SKIPPED.has(entry.name);
      if (!MANIFEST.test(entry.name)) return false;
      return entry.isSymbolicLink() ? leadsToFile(path.join(folder, entry.name)) : entry.isFile();
    }),
  );
  return entries
    .filter((_, i) => wanted[i])
    .map(({ name }) => name)
    .toSorted()
    .map((name) => path.join(folder, name));
}

/** A link that leads nowhere counts, so that it is told of. */
const leadsToFile = (link: string): Promise<boolean> =>
  stat(link).then(
    (found) => found.isFile(),
    () => true,
  );
