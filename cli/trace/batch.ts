import type { MeshIndex } from "../../lib/mesh/model/mesh-index";
import type { TraceMesh } from "../../lib/mesh/trace/mesh";
import { traceRequest } from "../../lib/mesh/trace/trace";
import { cliText } from "../../lib/messages/cli/cli";
import type { Console, ExitCode } from "../command";
import { answerJson } from "./answer-json";
import { readRequest } from "./read-request";
import { requestErrorText } from "./request-error-text";

/**
 * Answers requests line by line, in order, as they come. A line that cannot be answered gives its number and why; empty lines give
 * nothing.
 *
 * @returns 2 when a line could not be answered
 */
export async function traceBatch(
  mesh: TraceMesh,
  lines: AsyncIterable<string>,
  { out }: Pick<Console, "out">,
): Promise<ExitCode> {
  let number = 0;
  let exit: ExitCode = 0;
  for await (const line of lines) {
    number += 1;
    const text = number === 1 ? line.replace(/^\ufeff/, "") : line;
    if (text.trim() === "") continue;
    const answer = answerLine(mesh, text);
    if ("error" in answer) exit = 2;
    await out(`${JSON.stringify("error" in answer ? { line: number, ...answer } : answer)}\n`);
  }
  return exit;
}

function answerLine(mesh: TraceMesh, line: string) {
  const value = parseLine(line, mesh.index);
  if ("error" in value) return value;
  return answerJson(mesh.index, traceRequest(mesh, value.request));
}

function parseLine(line: string, index: MeshIndex) {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    return { error: cliText.errors.badJson("The line", detail) };
  }
  const read = readRequest(value, index);
  return read.ok ? { request: read.value } : { error: requestErrorText(read.error) };
}
