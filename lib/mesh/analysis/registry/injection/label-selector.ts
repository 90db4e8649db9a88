import type { Labels } from "../../../model/resource";
import type { LabelSelector } from "../../inputs/kube-objects";
import { matches } from "../mesh-pods";

/**
 * Whether a selector takes labels; none takes all, and one with an operator that is not known takes nothing.
 *
 * Source: kubernetes `apimachinery/pkg/labels/selector.go` Requirement.Matches: `NotIn` takes what does not have the label.
 */
export function selectorMatches(selector: LabelSelector | null, labels: Labels): boolean {
  if (selector === null) return true;
  if (!matches(selector.matchLabels, labels)) return false;
  return selector.matchExpressions.every(({ key, operator, values }) => {
    const value = labels[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
      default:
        return false;
    }
  });
}
