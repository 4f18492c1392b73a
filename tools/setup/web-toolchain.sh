#!/usr/bin/env bash
# Puts a rustup toolchain together from Debian's rustc-web (compiler) and rust-web-src (std with its vendored
# crates). Only for machines where rustup cannot download the wasm target; the project itself knows nothing of it.
. "$(dirname "$0")/common.sh"

target=wasm32-unknown-unknown
host=$(rustc -vV | sed -n 's/^host: //p')
# shellcheck disable=SC2086  # a list of packages
dpkg -s $WEB_TOOLCHAIN_PACKAGES >/dev/null 2>&1 || apt_install "compiler and std sources for wasm32" $WEB_TOOLCHAIN_PACKAGES

# The same packages give the same toolchain: nothing to do when the stamp says so.
# shellcheck disable=SC2086
stamp=$(dpkg-query -W $WEB_TOOLCHAIN_PACKAGES; rustup run stable rustc --version)
if [ "$(cat "$WEB_TOOLCHAIN_DIR/.narthex-stamp" 2>/dev/null)" = "$stamp" ]; then exit 0; fi

say "building the toolchain $WEB_TOOLCHAIN (about two minutes)"
stable=$(rustup run stable rustc --print sysroot)
library=$(readlink -f /usr/lib/rustlib/src/rust)/library
aside=$(mktemp -d "${WEB_TOOLCHAIN_DIR%/*}/.narthex-XXXXXX")
trap 'rm -rf "$aside"' EXIT
build=$aside/build
made=$aside/toolchain

# __CARGO_DEFAULT_LIB_METADATA gives the crates their own hashes; RUSTC_BOOTSTRAP lets std use its own features.
(
  cd "$library"
  with_progress "building the toolchain" env -u RUSTUP_TOOLCHAIN RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc __CARGO_DEFAULT_LIB_METADATA=web \
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zforce-unstable-if-unmarked -Cdebuginfo=0" \
    cargo +stable build --quiet -Zavoid-dev-deps --offline --locked -p sysroot --profile dist \
    --target $target --target-dir "$build" --features compiler-builtins-mem \
    --config 'source.crates-io.replace-with="v"' --config "source.v.directory=\"$library/vendor\"" </dev/null
)

mkdir -p "$made/bin" "$made/lib/rustlib/$target/lib" "$made/lib/rustlib/$host"
cp "$build/$target/dist/deps/"*.rlib "$made/lib/rustlib/$target/lib/"
ln -s "/usr/lib/rustlib/$host/lib" "$made/lib/rustlib/$host/lib"
ln -s "$stable/lib/rustlib/$host/bin" "$made/lib/rustlib/$host/bin"   # rust-lld
ln -s /usr/lib/rustlib/src /usr/lib/rustlib/etc "$made/lib/rustlib/"
for tool in cargo cargo-fmt rustfmt; do ln -s "$stable/bin/$tool" "$made/bin/$tool"; done
cp /usr/bin/cargo-clippy "$made/bin/"   # a copy: it looks for clippy-driver beside its real path

# Wrappers, not links: through a link rustc would take /usr for its sysroot.
for tool in rustc rustdoc; do
  printf '#!/bin/sh\nexec /usr/bin/%s --sysroot "%s" "$@"\n' "$tool" "$WEB_TOOLCHAIN_DIR" >"$made/bin/$tool"
done
printf '#!/bin/sh\nSYSROOT="%s" exec /usr/bin/clippy-driver "$@"\n' "$WEB_TOOLCHAIN_DIR" >"$made/bin/clippy-driver"
chmod +x "$made/bin/"*
printf '%s\n' "$stamp" >"$made/.narthex-stamp"

rm -rf "$WEB_TOOLCHAIN_DIR"
mv "$made" "$WEB_TOOLCHAIN_DIR"
say "toolchain $WEB_TOOLCHAIN is in place"
