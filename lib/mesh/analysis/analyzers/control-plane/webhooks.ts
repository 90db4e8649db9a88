import type { Labels } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import type { Finding } from "../../finding";
import type { LabelSelector, WebhookFacts } from "../../inputs/kube-objects";
import type { SubjectOf } from "../../inputs/subject";
import type { AnalysisContext } from "../../registry/context";
import { selectorMatches } from "../../registry/injection/label-selector";
import { finding } from "../../registry/spec-parts";

const INVALID = istioCode("IST0139", "error");
const REVISION = "istio.io/rev";

type Webhooks = SubjectOf<"MutatingWebhookConfiguration">;

/**
 * Injectors that take the same pods, so that these are injected twice, and injectors whose Service is not there.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/webhook/webhook.go`: every combination of the labels that namespaces and pods may
 * have for injection is tried, with every revision that some webhook speaks of.
 */
export const webhooks: Analyzer<"MutatingWebhookConfiguration"> = {
  name: "webhooks",
  judges: ["MutatingWebhookConfiguration"],
  codes: [INVALID],
  reads: ["MutatingWebhookConfiguration", "Service"],
  needs: ["Service"],
  judge(configuration, context) {
    if (!isInjector(configuration)) return [];
    return [
      ...judgeOverlap(configuration, injectorsBeside(configuration, context)),
      ...judgeServices(configuration, context),
    ];
  },
};

const isInjector = (configuration: Webhooks): boolean =>
  revisionsOf(configuration).length > 0 ||
  configuration.webhooks.some((hook) => hook.name.endsWith("istio.io"));

const injectorsBeside = ({ meta }: Webhooks, context: AnalysisContext): readonly Webhooks[] =>
  context
    .observed("MutatingWebhookConfiguration")
    .filter((w) => w.meta.cluster === meta.cluster && isInjector(w));

function revisionsOf({ meta, webhooks: hooks }: Webhooks): readonly string[] {
  const selectors = hooks.flatMap((h) => [h.namespaceSelector, h.objectSelector]);
  const own = meta.labels[REVISION];
  return [...(own === undefined ? [] : [own]), ...selectors.flatMap(revisionsIn)];
}

function revisionsIn(selector: LabelSelector | null): readonly string[] {
  if (selector === null) return [];
  const equal = selector.matchLabels[REVISION];
  const listed = selector.matchExpressions.filter((e) => e.key === REVISION);
  return [...(equal === undefined ? [] : [equal]), ...listed.flatMap((e) => e.values)];
}

const NAMESPACES: readonly Labels[] = [
  {},
  { "istio-injection": "enabled" },
  { "istio-injection": "disabled" },
];
const PODS: readonly Labels[] = [
  {},
  { "sidecar.istio.io/inject": "true" },
  { "sidecar.istio.io/inject": "false" },
];

const withRevisions = (labels: readonly Labels[], revisions: ReadonlySet<string>) => [
  ...labels,
  ...[...revisions].flatMap((rev) => labels.map((l) => ({ ...l, [REVISION]: rev }))),
];

function judgeOverlap(configuration: Webhooks, all: readonly Webhooks[]): readonly Finding[] {
  const revisions = new Set(all.flatMap(revisionsOf));
  const namespaces = withRevisions(NAMESPACES, revisions);
  const pods = withRevisions(PODS, revisions);
  const hooks = all.flatMap((w) => w.webhooks.map((hook) => ({ of: w.meta.name, hook })));
  const takes = (hook: WebhookFacts, namespace: Labels, pod: Labels) =>
    selectorMatches(hook.namespaceSelector, namespace) && selectorMatches(hook.objectSelector, pod);
  return configuration.webhooks.flatMap((own, i) => {
    const others = hooks.filter(
      ({ hook }) =>
        hook !== own &&
        namespaces.some((n) => pods.some((p) => takes(own, n, p) && takes(hook, n, p))),
    );
    if (others.length === 0) return [];
    const names = [...new Set(others.map(({ of, hook }) => `${of}/${hook.name}`))].toSorted();
    return [finding(INVALID, configuration, ["webhooks", i], { webhook: own.name, others: names })];
  });
}

function judgeServices(configuration: Webhooks, { index }: AnalysisContext): readonly Finding[] {
  const { cluster } = configuration.meta;
  return configuration.webhooks.flatMap(({ name, service }, i) => {
    if (service === null || index.find("Service", cluster, service.namespace, service.name)) {
      return [];
    }
    const facts = { webhook: name, service: `${service.namespace}/${service.name}` };
    return [finding(INVALID, configuration, ["webhooks", i, "clientConfig", "service"], facts)];
  });
}
