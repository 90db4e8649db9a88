#!/bin/sh
# Exported by Heddle from the objects of cluster prod-eu1.
# Writes to the current context of kubectl: make sure that it is cluster prod-eu1.
set -eu

# 1 of 2: Change DestinationRule a';b/$(reboot)
kubectl patch --type=merge --field-manager=heddle -n 'a'\'';b' destinationrules.v1.networking.istio.io '$(reboot)' --patch-file=/dev/stdin <<'EOF'
metadata:
  resourceVersion: "48213077"
spec:
  host: |-
    y
    EOF
    EOF_
EOF

# 2 of 2: Create VirtualService ../..?rm
kubectl create --field-manager=heddle -f - <<'EOF'
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: |-
    ..
    rm
  namespace: ..
spec:
  hosts:
  - x
EOF
