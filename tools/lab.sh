#!/usr/bin/env bash
# The lab alone, on its fixed ports.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
tools/setup.sh lab
cargo build --quiet --example lab
exec "${CARGO_TARGET_DIR:-target}/debug/examples/lab" "$@"
