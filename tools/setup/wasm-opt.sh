#!/usr/bin/env bash
# wasm-opt shrinks the release's wasm.
. "$(dirname "$0")/common.sh"

of_version wasm-opt "$BINARYEN_VERSION" && exit 0
say "installing wasm-opt $BINARYEN_VERSION (shrinks the release's wasm)"
mkdir -p "$BINARYEN_ROOT"
with_progress "installing wasm-opt" npm install --silent --no-audit --no-fund --no-save --prefix "$BINARYEN_ROOT" "binaryen@$BINARYEN_VERSION" </dev/null
"$BINARYEN_ROOT/node_modules/.bin/wasm-opt" --version >/dev/null
