#!/usr/bin/env bash
# rustfmt and clippy: rustup's minimal profile has neither.
. "$(dirname "$0")/common.sh"

cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && exit 0
have rustup || fail "this Rust has no rustfmt or clippy and there is no rustup to add them: see https://rustup.rs."
say "adding rustfmt and clippy"
with_progress "adding rustfmt and clippy" rustup component add rustfmt clippy </dev/null
