import "server-only";
import { X509Certificate } from "node:crypto";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import path from "node:path";
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

/** What to say of a setting whose file does not begin with a certificate as PEM: whoever connects by it would trust nobody. */
export function noCertificate(variable: string, file: string | undefined): string | null {
  if (file === undefined) return null;
  try {
    const text = readFileSync(file, "utf8");
    const from = text.indexOf("-----BEGIN CERTIFICATE-----");
    if (from < 0) return startupText.noCertificate(variable, file);
    new X509Certificate(text.slice(from));
    return null;
  } catch {
    return startupText.noCertificate(variable, file);
  }
}

/**
 * What to say of a setting that names a folder where there is a file, or a path through one; `null` otherwise. One that is not there yet is
 * made when there is something to keep.
 */
export function notAFolder(variable: string, folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    const isFolder = folderAt(at);
    if (isFolder === false) return startupText.notAFolder(variable, folder, at);
    if (isFolder || path.dirname(at) === at) return null;
  }
}

/** `null`: nothing is there, or it may not be looked at. */
function folderAt(place: string): boolean | null {
  try {
    return statSync(place).isDirectory();
  } catch {
    return null;
  }
}
