type RawObject = Readonly<Record<string, unknown>>;

/** Bytes of a pod with a sidecar as an API server sends it: two injected containers, probes, volumes, managed fields. */
const POD_BYTES = 12_000;
const FIELD_BYTES = 60;

const isRecord = (value: unknown): value is RawObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Brings a pod to the size of real ones by managed fields, which every real pod has and nobody reads here: what arrives must be
 * parsed before it can be dropped. Other objects stay.
 */
export function asLargeAsReal(object: RawObject): RawObject {
  const { kind, metadata } = object;
  if (kind !== "Pod" || !isRecord(metadata)) return object;
  const missing = Math.max(0, POD_BYTES - JSON.stringify(object).length);
  const fields = Array.from({ length: Math.ceil(missing / FIELD_BYTES) }, (_, i) => [
    `k:{"name":"volume-${i}","uid":"${String(i).padStart(12, "0")}"}`,
    { ".": {}, "f:name": {} },
  ]);
  const managedFields = [
    {
      manager: "kube-controller-manager",
      operation: "Update",
      apiVersion: "v1",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:spec": { "f:volumes": Object.fromEntries(fields) } },
    },
  ];
  return { ...object, metadata: { ...metadata, managedFields } };
}
