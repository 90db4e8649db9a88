/** Fails when a component shows text of its own, or when a catalogue of `lib/messages` holds text that nothing shows. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { literalText, unusedEntries } from "./message-rules.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const inside = (/** @type {string} */ file) => relative(root, file).replaceAll("\\", "/");

const isTest = (/** @type {string} */ file) => /\.(test|contract)\.tsx?$/.test(file);
const isGallery = (/** @type {string} */ file) => /^(components|app)\/gallery\//.test(inside(file));
const isCatalogue = (/** @type {string} */ file) =>
  inside(file).startsWith("lib/messages/") && !isTest(file);
const isOurs = (/** @type {string} */ file) =>
  /^(app|components|lib|server|cli)\//.test(inside(file)) && !isTest(file) && !isGallery(file);
const isComponent = (/** @type {string} */ file) =>
  /^(app|components)\/.*\.tsx$/.test(inside(file)) && isOurs(file);

/** Only a file that names a catalogue can read it; the rest need no types. */
const readsMessages = (/** @type {string} */ file) =>
  isOurs(file) && (isCatalogue(file) || readFileSync(file, "utf8").includes("/messages/"));

const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const program = ts.createProgram(fileNames.filter(isOurs), options);

const components = fileNames.filter(isComponent);
const literals = components.flatMap((file) => literalText(file, readFileSync(file, "utf8")));
const { total, unused } = unusedEntries(program, isCatalogue, readsMessages);

/** @param {import("./message-rules.mjs").Finding} f @param {string} what */
const report = (f, what) =>
  console.error(`${inside(f.file)}:${f.line}:${f.column} ${what}: ${f.text}`);
for (const f of literals) report(f, "text outside lib/messages");
for (const f of unused) report(f, "message that nothing shows");

if (components.length === 0 || total === 0) {
  console.error(`checked nothing: ${components.length} components, ${total} messages`);
  process.exit(1);
}
console.log(
  `messages: ${total} entries, ${components.length} components, ${literals.length + unused.length} findings`,
);
process.exit(literals.length + unused.length === 0 ? 0 : 1);
