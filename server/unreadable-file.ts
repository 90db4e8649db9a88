import "server-only";
import { accessSync, constants } from "node:fs";
import { startupText } from "@/lib/messages/server/startup";

/** What to say of the first file that a setting names and that cannot be read; `null` when all can. */
export function unreadableFile(
  files: readonly (readonly [variable: string, path: string | undefined])[],
): string | null {
  for (const [variable, file] of files) {
    try {
      if (file !== undefined) accessSync(file, constants.R_OK);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      return startupText.unreadableFile(variable, file ?? "", code);
    }
  }
  return null;
}
