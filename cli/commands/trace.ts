import type { OfflineMesh } from "../../lib/mesh/offline/offline-mesh";
import type { TraceMesh } from "../../lib/mesh/trace/mesh";
import { traceRequest } from "../../lib/mesh/trace/trace";
import { cliText } from "../../lib/messages/cli/cli";
import { traceText } from "../../lib/messages/cli/trace";
import { type Arguments, type Command, type Console, type ExitCode, UsageError } from "../command";
import { minorAskedFor, offlineSettings, VERSION_OPTIONS } from "../files/istio-version";
import { checkInput, reasonOf } from "../files/read-files";
import { MESH_OPTIONS, readMesh } from "../files/read-mesh";
import { answerJson } from "../trace/answer-json";
import { answerText, placesIn } from "../trace/answer-text";
import { traceBatch } from "../trace/batch";
import { readRequest } from "../trace/read-request";
import { requestErrorText } from "../trace/request-error-text";

const { options, exit, examples, errors } = traceText;

/** The options that make a request; with `--batch` its lines do. */
const REQUEST_OPTIONS = ["from", "to", "method", "path", "header", "sni", "claims", "plaintext"];

export const traceCommand: Command = {
  name: "trace",
  summary: cliText.summaries.trace,
  synopsis: [
    "FILE… --from NS/WORKLOAD|gateway:NS/NAME --to HOST[:PORT] [OPTION]…",
    "FILE… --batch FILE|-",
  ],
  description: traceText.description,
  options: {
    from: { type: "text", value: "NS/WORKLOAD", help: options.from },
    to: { type: "text", value: "HOST[:PORT]", help: options.to },
    method: { type: "text", value: "METHOD", help: options.method },
    path: { type: "text", value: "PATH", help: options.path },
    header: { type: "text", multiple: true, value: "NAME=VALUE", help: options.header },
    sni: { type: "text", value: "NAME", help: options.sni },
    claims: { type: "text", value: "JSON", help: options.claims },
    plaintext: { type: "flag", help: options.plaintext },
    ...VERSION_OPTIONS,
    batch: { type: "text", value: "FILE|-", completes: "file", help: options.batch },
    ...MESH_OPTIONS,
    output: { type: "text", short: "o", choices: ["text", "json"], help: cliText.options.output },
  },
  exitStatus: [
    [0, exit.answered],
    [2, exit.unusable],
  ],
  examples: [
    [
      "heddle trace mesh/ --from bookinfo/productpage-v1 --to reviews:9080 --header end-user=jason",
      examples.one,
    ],
    ["heddle trace mesh/ --from gateway:shop/public --to shop.example.com:80", examples.gateway],
    ["heddle trace mesh/ --batch requests.jsonl > answers.jsonl", examples.batch],
  ],
  run,
};

async function run(args: Arguments, console: Console): Promise<ExitCode> {
  const batch = args.text("batch");
  checkTogether(args, batch);
  checkInput([...args.operands, batch, args.text("mesh-config")]);
  const asked = batch === null ? requestOf(args) : null;
  const minor = minorAskedFor(args);
  const { mesh, unreadable, notes } = await readMesh(args, console);
  for (const sentence of [...unreadable, ...notes]) console.err(sentence);
  const { index, endpointsKnown } = mesh;
  const traced: TraceMesh = { index, settings: offlineSettings(index, minor), endpointsKnown };
  const done =
    batch === null
      ? await one(mesh, traced, asked, args, console)
      : await many(traced, batch, console);
  return unreadable.length > 0 ? 2 : done;
}

function checkTogether(args: Arguments, batch: string | null): void {
  if (batch !== null) {
    const also = REQUEST_OPTIONS.find((name) => args.texts(name).length > 0);
    if (also) throw new UsageError(cliText.errors.notTogether("--batch", `--${also}`));
  }
  const inputs = [...args.operands, batch].filter((name) => name === "-");
  if (inputs.length > 1) throw new UsageError(cliText.errors.inputTwice);
  if (batch !== null) return;
  for (const name of ["from", "to"]) {
    const value = traceCommand.options[name]?.value ?? "";
    if (args.text(name) === null) {
      throw new UsageError(cliText.errors.missingOption(`--${name}`, value));
    }
  }
}

const requestOf = (args: Arguments): Readonly<Record<string, unknown>> => ({
  from: args.text("from"),
  to: args.text("to"),
  method: args.text("method"),
  path: args.text("path"),
  headers: headersOf(args.texts("header")),
  sni: args.text("sni"),
  claims: claimsOf(args.text("claims")),
  plaintext: args.flag("plaintext"),
});

function headersOf(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) throw new UsageError(errors.header(text));
      return [name, value];
    }),
  );
}

function claimsOf(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(errors.claims(error instanceof Error ? error.message : text));
  }
}

async function one(
  mesh: OfflineMesh,
  traced: TraceMesh,
  asked: unknown,
  args: Arguments,
  console: Console,
): Promise<ExitCode> {
  const request = readRequest(asked, mesh.index);
  if (!request.ok) throw new UsageError(requestErrorText(request.error));
  const answer = traceRequest(traced, request.value);
  if (args.text("output") === "json") {
    await console.out(`${JSON.stringify(answerJson(mesh.index, answer), null, 2)}\n`);
  } else await console.out(answerText(answer, placesIn(mesh)));
  return 0;
}

async function many(traced: TraceMesh, batch: string, console: Console): Promise<ExitCode> {
  try {
    return await traceBatch(traced, console.lines(batch), console);
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      throw new UsageError(cliText.errors.unreadable(batch, reasonOf(error)));
    }
    throw error;
  }
}
