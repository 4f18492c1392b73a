#!/usr/bin/env bash
# trunk builds page, worker and style into dist/ and serves them with reload.
. "$(dirname "$0")/common.sh"

of_version trunk "$TRUNK_VERSION" && exit 0
say "installing trunk $TRUNK_VERSION (builds the console; about four minutes)"
cargo_install "$TRUNK_ROOT" trunk "$TRUNK_VERSION" --locked --no-default-features --features rustls
