#!/bin/sh
# Exported by Heddle from the objects of cluster prod-eu1.
# Writes to the current context of kubectl: make sure that it is cluster prod-eu1.
set -eu

# 1 of 2: Create DestinationRule bookinfo/ratings.v2
kubectl create --field-manager=heddle -f - <<'EOF'
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: ratings.v2
  namespace: bookinfo
spec:
  host: ratings.v2
EOF

# 2 of 2: Remove VirtualService bookinfo/old.reviews
kubectl delete --raw /apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/old.reviews -f - <<'EOF'
{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"uid-VS bookinfo/old.reviews","resourceVersion":"48213077"}}
EOF
