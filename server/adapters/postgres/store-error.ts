import "server-only";
import { storeText } from "@/lib/messages/server/store";
import { assertNever } from "@/lib/result";

/** Who has a folder open: facts from its lock. */
export type FolderHolder = {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
};

type OfFolder = { readonly folder: string };
type OfServer = { readonly server: string };

/** Why a store cannot be opened. Codes and facts; no password is in any of them. */
export type StoreError =
  | ({ readonly code: "folder-not-writable"; readonly detail: string } & OfFolder)
  /** It, or what it lies in, is a file. */
  | ({ readonly code: "no-folder" } & OfFolder)
  | ({ readonly code: "folder-in-use"; readonly holder: FolderHolder | null } & OfFolder)
  | ({
      readonly code: "folder-other-version";
      readonly found: string;
      readonly needed: string;
    } & OfFolder)
  | ({ readonly code: "folder-damaged"; readonly detail: string } & OfFolder)
  | { readonly code: "disk-full"; readonly where: string }
  | { readonly code: "url-invalid"; readonly detail: string }
  | ({ readonly code: "unreachable"; readonly detail: string } & OfServer)
  | ({ readonly code: "wrong-password"; readonly user: string; readonly detail: string } & OfServer)
  | ({ readonly code: "tls-failed"; readonly detail: string } & OfServer)
  | ({ readonly code: "no-database"; readonly database: string } & OfServer)
  | ({ readonly code: "no-rights"; readonly detail: string } & OfServer)
  | { readonly code: "newer-database"; readonly found: number; readonly known: number }
  | { readonly code: "migration-failed"; readonly migration: string; readonly detail: string };

/** The setting that names the store an error speaks of. */
export function settingOf(error: StoreError): "HEDDLE_DATA_DIR" | "DATABASE_URL" | null {
  if ("folder" in error) return "HEDDLE_DATA_DIR";
  if ("server" in error || error.code === "url-invalid") return "DATABASE_URL";
  return null;
}

/** The sentence for a terminal: what happened, which setting, and the way out. */
export function describeStoreError(error: StoreError): string {
  switch (error.code) {
    case "folder-not-writable":
      return storeText.folderNotWritable(error.folder, error.detail);
    case "no-folder":
      return storeText.noFolder(error.folder);
    case "folder-in-use":
      return storeText.folderInUse(error.folder, error.holder);
    case "folder-other-version":
      return storeText.folderOtherVersion(error.folder, error.found, error.needed);
    case "folder-damaged":
      return storeText.folderDamaged(error.folder, error.detail);
    case "disk-full":
      return storeText.diskFull(error.where);
    case "url-invalid":
      return storeText.urlInvalid(error.detail);
    case "unreachable":
      return storeText.unreachable(error.server, error.detail);
    case "wrong-password":
      return storeText.wrongPassword(error.server, error.user, error.detail);
    case "tls-failed":
      return storeText.tlsFailed(error.server, error.detail);
    case "no-database":
      return storeText.noDatabase(error.server, error.database);
    case "no-rights":
      return storeText.noRights(error.server, error.detail);
    case "newer-database":
      return storeText.newerDatabase(error.found, error.known);
    case "migration-failed":
      return storeText.migrationFailed(error.migration, error.detail);
    default:
      return assertNever(error);
  }
}
