import { changesText } from "@/lib/messages/changes/changes";

type ClusterChoiceProps = {
  readonly clusters: readonly string[];
  readonly chosen: string;
  readonly onChange: (cluster: string) => void;
};

/** Which cluster's drafts or changes are listed; nothing where there is one. */
export function ClusterChoice({ clusters, chosen, onChange }: ClusterChoiceProps) {
  if (clusters.length < 2) return null;
  return (
    <select
      aria-label={changesText.cluster}
      value={chosen}
      onChange={(event) => onChange(event.currentTarget.value)}
      className="h-control rounded-control border border-line-3 bg-surface px-1.5 text-ink"
    >
      {clusters.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
