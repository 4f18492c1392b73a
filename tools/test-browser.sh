#!/usr/bin/env bash
# The wasm-bindgen tests in headless Chromium. Its flags are in webdriver.json, which the runner reads.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
CHROMEDRIVER=$(command -v chromedriver)
export CHROMEDRIVER
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
# Seconds for all tests together; the runner's own 20 are too few for those that outwait the page's patience.
export WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-120}
cargo test --locked --target wasm32-unknown-unknown --features ui --test web --test ended_web --test page_web
