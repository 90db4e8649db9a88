import type { Call } from "./calls";
import { deployment, namespace, service } from "./objects";

export const BASE = [namespace("shop"), service("shop/cart"), ...deployment("shop/web-v1")];

export const CALL = { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" } as const;

export const VIEW = { type: "workload" } as const;

export const failing = (share: number, rate = 10): readonly Call[] => [
  { ...CALL, rate: rate * (1 - share) },
  { ...CALL, rate: rate * share, code: "500" },
];
