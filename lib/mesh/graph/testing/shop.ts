import { deployment, namespace, service } from "./objects";

export const SHOP = [
  namespace("shop"),
  service("shop/cart"),
  ...deployment("shop/web-v1"),
  ...deployment("shop/cart-v1"),
  ...deployment("shop/cart-v2"),
];

export const TO_V1 = { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" } as const;

export const TO_V2 = { ...TO_V1, to: "shop/cart-v2" } as const;

export const FLAT = { type: "workload" } as const;
