import { printView, type View } from "./view-params";

type Page = { readonly origin: string; readonly pathname: string };

/**
 * The address that shows a view to somebody else: complete, and of this moment, where that of the browser may lag behind
 * (it takes a limited number of changes).
 */
export const viewLink = ({ origin, pathname }: Page, view: View): string =>
  `${origin}${pathname}${printView(view)}`;
