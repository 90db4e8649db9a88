#!/bin/sh
# Exported by Heddle from the objects of cluster prod-eu1.
# Writes to the current context of kubectl: make sure that it is cluster prod-eu1.
set -eu

# 1 of 3: Change DestinationRule bookinfo/reviews
version_1=$(kubectl patch --type=merge --field-manager=heddle -n bookinfo destinationrules.v1.networking.istio.io reviews --patch-file=/dev/stdin -o jsonpath={.metadata.resourceVersion} <<'EOF'
metadata:
  resourceVersion: "48213077"
spec:
  subsets:
  - name: v1
    labels:
      version: v1
  - name: v2
    labels:
      version: v2
  - name: v3
    labels:
      version: v3
EOF
)

# The proxies must have got what was written so far.
sleep 10

# 2 of 3: Change VirtualService bookinfo/reviews
kubectl patch --type=merge --field-manager=heddle -n bookinfo virtualservices.v1.networking.istio.io reviews --patch-file=/dev/stdin <<'EOF'
metadata:
  resourceVersion: "48213077"
spec:
  http:
  - route:
    - destination:
        host: reviews
        subset: v1
      weight: 90
    - destination:
        host: reviews
        subset: v3
      weight: 10
EOF

# The proxies must have got what was written so far.
sleep 10

# 3 of 3: Change DestinationRule bookinfo/reviews
{ printf 'metadata:\n  resourceVersion: "%s"\n' "$version_1"; cat <<'EOF'
spec:
  subsets:
  - name: v1
    labels:
      version: v1
  - name: v3
    labels:
      version: v3
EOF
} | kubectl patch --type=merge --field-manager=heddle -n bookinfo destinationrules.v1.networking.istio.io reviews --patch-file=/dev/stdin
