#!/usr/bin/env bash
# The lab alone, on its fixed ports.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
tools/setup.sh rust lab
if [ "${LAB:-}" = all ]; then
  tools/setup.sh peers || echo "lab: without what could not be installed" >&2
  set -- --all "$@"
fi
. tools/env.sh
with_progress "building the lab" cargo build --quiet --locked --example lab
exec "${CARGO_TARGET_DIR:-target}/debug/examples/lab" "$@"
