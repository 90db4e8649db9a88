/** A `root` hands requests to another VirtualService, which is a `delegate`; all others are `independent`. */
export type RouteType = "root" | "delegate" | "independent";
