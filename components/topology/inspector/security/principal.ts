/** `spiffe://cluster.local/ns/shop/sa/web` as `shop/sa/web`; what has another form stays as it is. */
export function shortPrincipal(name: string): string {
  const match = /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/(sa\/.+)$/.exec(name);
  return match === null ? name : `${match[1]}/${match[2]}`;
}
