#!/usr/bin/env bash
# Speed and sizes: natively, then in a browser on the release build. Ends as failed where time grows faster than its
# input; `cargo run --profile native --example bench -- doublings` looks at that alone.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
tools/setup.sh build lab test
tools/setup.sh peers || echo "bench: beside the Prometheus that there is" >&2
. tools/env.sh
if [ -f examples/bench/main.rs ]; then
  with_progress "native speeds" cargo run --quiet --locked --profile native --example bench
fi
# Decoding in the browser, as the worker is built, beside JSON.parse.
CHROMEDRIVER=$(command -v chromedriver)
export CHROMEDRIVER
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner WASM_BINDGEN_TEST_TIMEOUT=300 \
  with_progress "decoding in the browser" cargo test --locked --profile worker-release --target wasm32-unknown-unknown --features worker \
  --test bench_web -- --nocapture
tools/build.sh
node tools/sizes.mjs dist
# The engine in the browser and natively, beside the newest Prometheus there is, with the same samples and by its rules.
newest=$(command -v prometheus-3 || command -v prometheus)
NARTHEX_PROMETHEUS_MAJOR=$("$newest" --version 2>&1 | sed -nE '1s/.*version ([0-9]+).*/\1/p')
export NARTHEX_PROMETHEUS_MAJOR
versus=$(mktemp)
trap 'rm -f "$versus"' EXIT
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner WASM_BINDGEN_TEST_TIMEOUT=900 \
  with_progress "the engine in the browser" cargo test --locked --profile worker-release --target wasm32-unknown-unknown --features worker \
  --test versus_web -- --nocapture | tee "$versus" | grep -v 'versus|'
with_progress "the engine beside Prometheus" cargo run --quiet --locked --profile native --example versus -- --browser "$versus"
# In the browser: tests of the end-to-end harness whose name begins with `bench`, one at a time so that they
# do not disturb one another.
NARTHEX_BENCH=1 with_progress "in the browser" cargo test --quiet --locked --features e2e --test e2e bench:: -- --nocapture --test-threads=1
