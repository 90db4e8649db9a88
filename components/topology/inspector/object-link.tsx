import { LinkButton } from "@/components/ui/text-link";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";

type ObjectLinkProps = {
  readonly object: ResourceRef;
  readonly onObject: (object: string) => void;
};

/** Opens an object among those that apply. */
export function ObjectLink({ object, onObject }: ObjectLinkProps) {
  return (
    <LinkButton className="min-h-0 font-medium" onClick={() => onObject(refKey(object))}>
      {inspectorText.config.object(object)}
    </LinkButton>
  );
}
