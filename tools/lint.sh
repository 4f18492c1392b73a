#!/usr/bin/env bash
# rustfmt and clippy on every part as it is really built; a warning is an error.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
wasm=wasm32-unknown-unknown
cargo fmt --all --check
# The core and all its tests, examples and the end-to-end harness, natively.
with_progress clippy cargo clippy --quiet --locked --all-targets --features e2e -- -D warnings
# Page and workers, and with them the core, by the stricter list of what must not be used.
(
  export CLIPPY_CONF_DIR=src
  with_progress clippy cargo clippy --quiet --locked --target $wasm --features ui --bin narthex -- -D warnings
  with_progress clippy cargo clippy --quiet --locked --target $wasm --features worker --bin worker --bin language -- -D warnings
)
if [ -f tests/web.rs ]; then
  with_progress clippy cargo clippy --quiet --locked --target $wasm --features ui --test web --test page_web -- -D warnings
fi
# What tests have for wasm32 alone.
with_progress clippy cargo clippy --quiet --locked --target $wasm --test engine -- -D warnings
# The fuzz targets, a package of their own, without compiling libFuzzer.
cargo fmt --manifest-path fuzz/Cargo.toml --check
with_progress clippy cargo clippy --quiet --locked --manifest-path fuzz/Cargo.toml --no-default-features --target-dir "${CARGO_TARGET_DIR:-target}" -- -D warnings
