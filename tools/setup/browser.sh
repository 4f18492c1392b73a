#!/usr/bin/env bash
# A browser and its WebDriver, for the browser unit tests and the end-to-end tests.
. "$(dirname "$0")/common.sh"

have_browser() {
  have chromium || have chromium-browser || have google-chrome ||
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}

have chromedriver && have_browser && exit 0
reason="the browser tests run in it, headless"
# shellcheck disable=SC2086  # lists of packages
if is_macos; then
  have brew || fail "needs Homebrew (https://brew.sh) for: $BROWSER_CASKS_MACOS ($reason)"
  say "installing $BROWSER_CASKS_MACOS ($reason)"
  with_progress "installing" brew install --quiet --cask $BROWSER_CASKS_MACOS
elif is_ubuntu; then
  apt_install "$reason" $BROWSER_PACKAGES_UBUNTU
else
  apt_install "$reason" $BROWSER_PACKAGES_DEBIAN
fi
