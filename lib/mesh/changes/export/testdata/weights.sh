#!/bin/sh
# Exported by Heddle from the objects of cluster prod-eu1.
# Writes to the current context of kubectl: make sure that it is cluster prod-eu1.
set -eu

# 1 of 1: Change VirtualService bookinfo/reviews
kubectl patch --type=merge --field-manager=heddle -n bookinfo virtualservices.v1.networking.istio.io reviews --patch-file=/dev/stdin <<'EOF'
metadata:
  resourceVersion: "48213077"
spec:
  http:
  - route:
    - destination:
        host: reviews
        subset: v1
      weight: 50
    - destination:
        host: reviews
        subset: v3
      weight: 50
EOF
