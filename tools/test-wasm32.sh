#!/usr/bin/env bash
# The core's tests as wasm32, where the worker runs and a `usize` has 32 bits, in node: the unit tests of all floors of
# the core, the conformance scripts, and the properties of generated queries. What hangs ends after some minutes.
# Arguments go to the runner: a part of a test's name runs only those.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
bounded=$(command -v timeout || true)
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="${bounded:+$bounded 600} wasm-bindgen-test-runner"
cargo test --locked --no-fail-fast --target wasm32-unknown-unknown \
  --lib --test engine -- "$@"
