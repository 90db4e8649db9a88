import { at, type Field, str } from "../field";
import { protocolOf } from "../gateway/gateway";
import type { Report } from "../rule-problem";
import { checkPortName } from "../service-entry/endpoint";

/** Protocol and name of a listener's port; both may be left out. */
export function checkListenerPort(port: Field, report: Report): void {
  const protocol = str(port, "protocol");
  if (protocol !== "" && protocolOf(port) === "") {
    report.error(at(port, "protocol"), `unsupported protocol: ${protocol}`);
  }
  if (str(port, "name") !== "") checkPortName(str(port, "name"), at(port, "name"), report);
}
