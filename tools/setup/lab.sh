#!/usr/bin/env bash
# The lab's programs: prometheus, node_exporter, alertmanager.
. "$(dirname "$0")/common.sh"

# Debian prefixes the programs' names.
complete() {
  have prometheus && { have prometheus-node-exporter || have node_exporter; } &&
    { have prometheus-alertmanager || have alertmanager; }
}

complete && exit 0
# shellcheck disable=SC2086  # lists of packages
if is_macos; then
  brew_install "the lab: a small federation to try the console on" $LAB_FORMULAE_MACOS
else
  apt_install "the lab: a small federation to try the console on" $LAB_PACKAGES
fi
