// Rules that no other tool has: sizes of files and folders, documents that cite what is there, a complete lock file.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT, say } from "./steps.mjs";

const MAX_LINES = 300;
const MAX_ENTRIES = 20;
const CODE = /\.(tsx?|mjs|cjs|js)$/;
/** Catalogues and test tables may be long. */
const MAY_BE_LONG = /\.(test|contract)\.tsx?$|^lib\/messages\//;
const FOLDERS = /^(app|components|lib|server|cli)\//;

const tracked = () =>
  execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: ROOT })
    .toString()
    .split("\n")
    .filter((file) => file !== "" && existsSync(path.join(ROOT, file)));

const read = (file) => readFileSync(path.join(ROOT, file), "utf8");

function longFiles(files) {
  return files
    .filter((file) => CODE.test(file) && !MAY_BE_LONG.test(file))
    .map((file) => [file, read(file).trimEnd().split("\n").length])
    .filter(([, lines]) => lines > MAX_LINES)
    .map(([file, lines]) => `${file} has ${lines} lines, at most ${MAX_LINES} are allowed`);
}

function fullFolders(files) {
  const entries = new Map();
  for (const file of files.filter((f) => FOLDERS.test(f))) {
    const parts = file.split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      entries.set(folder, (entries.get(folder) ?? new Set()).add(parts[depth]));
    }
  }
  return [...entries]
    .map(([folder, names]) => [folder, [...names].filter((n) => !/\.(test|contract)\./.test(n))])
    .filter(([, names]) => names.length > MAX_ENTRIES)
    .map(([folder, names]) => `${folder}/ has ${names.length} entries, at most ${MAX_ENTRIES}`);
}

/** Paths in backticks that start with a folder of the project must exist. */
function deadCitations(files) {
  const top = new Set(files.map((file) => file.split("/")[0]));
  const known = new Set(files);
  const documents = files.filter((f) =>
    /^(README|ARCHITECTURE|CONTRIBUTING)\.md$|^docs\/.*\.md$/.test(f),
  );
  return documents.flatMap((file) =>
    [...read(file).matchAll(/`([\w.@()[\]-]+(?:\/[\w.@()[\]-]+)+\/?)`/g)]
      .map((found) => found[1])
      .filter((cited) => top.has(cited.split("/")[0]))
      .filter(
        (cited) =>
          !known.has(cited) && !files.some((f) => f.startsWith(`${cited.replace(/\/$/, "")}/`)),
      )
      .map((cited) => `${file} cites ${cited}, which is not there`),
  );
}

/** `npm ci` refuses a lock file that lost an optional platform package; and no registry may stand in it. */
function lockProblems() {
  const lock = JSON.parse(read("package-lock.json"));
  const names = new Set(Object.keys(lock.packages).map((key) => key.split("node_modules/").pop()));
  const lost = Object.entries(lock.packages).flatMap(([key, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !names.has(name))
      .map((name) => `package-lock.json lacks ${name}, which ${key} may need on another platform`),
  );
  const resolved = Object.values(lock.packages).some((entry) => entry.resolved);
  return resolved ? [...lost, "package-lock.json names a registry: keep .npmrc in use"] : lost;
}

function escapes(files) {
  const HOLES =
    /@ts-(ignore|nocheck|expect-error)|\bas any\b|:\s*any\s*[;,)=|>[\]]|\b(TODO|FIXME|XXX)\b|\b(it|test|describe)\.(only|todo)\b/;
  return files
    .filter((file) => CODE.test(file) && file !== "tools/check-sources.mjs")
    .flatMap((file) =>
      read(file)
        .split("\n")
        .flatMap((line, i) => (HOLES.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
    );
}

/** @returns 0 when nothing is wrong; says what is */
export function checkSources() {
  const files = tracked();
  const problems = [
    ...longFiles(files),
    ...fullFolders(files),
    ...deadCitations(files),
    ...lockProblems(),
    ...escapes(files),
  ];
  for (const problem of problems) say(problem);
  return problems.length === 0 ? 0 : 1;
}
