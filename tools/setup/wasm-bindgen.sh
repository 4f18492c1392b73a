#!/usr/bin/env bash
# wasm-bindgen: makes the JavaScript beside the wasm; its test runner runs the browser unit tests.
. "$(dirname "$0")/common.sh"

of_version wasm-bindgen "$WASM_BINDGEN_VERSION" && of_version wasm-bindgen-test-runner "$WASM_BINDGEN_VERSION" && exit 0
say "installing wasm-bindgen-cli $WASM_BINDGEN_VERSION (JavaScript beside the wasm; about three minutes)"
# Without --locked: its lock file names a crate that has been withdrawn.
cargo_install "$WASM_BINDGEN_ROOT" wasm-bindgen-cli "$WASM_BINDGEN_VERSION"
