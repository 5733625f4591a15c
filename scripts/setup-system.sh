#!/usr/bin/env bash
# Makes sure that this system has what cannot be had from crates.io or npm.
#   setup-system.sh languages   checks for Rust and Node.js, which are yours to install
#   setup-system.sh compiler|libclang|browser   installs it when it is missing
#   setup-system.sh --find chromium|chromedriver   prints its path
source "$(dirname "$0")/common.sh"

# first_command NAME…: prints the path of the first that exists, or fails. Ubuntu's snap has its own names.
first_command() {
  local name
  for name in "$@"; do command -v "$name" && return; done
  return 1
}

find_program() {
  case $1 in
    chromium) first_command ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome ;;
    chromedriver) first_command ${CHROMEDRIVER:+"$CHROMEDRIVER"} chromedriver chromium.chromedriver ;;
    *) fail "setup-system.sh: nothing is known of $1" ;;
  esac
}

check_languages() {
  command -v cargo >/dev/null || fail "no Rust here; install it as https://rustup.rs says"
  command -v npm >/dev/null || fail "no Node.js with npm here; install version 20 or later"
  [ "$(node --print 'parseInt(process.versions.node)')" -ge 20 ] ||
    fail "Node.js $(node --version) is too old; install version 20 or later"
}

has_libclang() {
  [ -n "${LIBCLANG_PATH:-}" ] && return
  # The library and, in the package beside it, clang's own headers: bindgen needs both.
  compgen -G '/usr/lib/llvm-*/lib/libclang.so*' >/dev/null &&
    compgen -G '/usr/lib/llvm-*/lib/clang/*/include/stddef.h' >/dev/null
}

has_browser() {
  find_program chromium >/dev/null && find_program chromedriver >/dev/null
}

install_browser() {
  # Ubuntu's packages of these names install the snap.
  if grep -qs '^ID=ubuntu' /etc/os-release; then
    apt_install chromium-browser chromium-chromedriver
  else
    apt_install chromium chromium-driver
  fi
  has_browser || fail "no Chromium and ChromeDriver; install them, or give their paths in CHROMIUM and CHROMEDRIVER"
}

case ${1:-} in
  languages) check_languages ;;
  compiler) command -v c++ >/dev/null || apt_install build-essential ;;
  libclang) has_libclang || apt_install libclang-dev ;;
  browser) has_browser || install_browser ;;
  --find) find_program "${2:-}" ;;
  *) fail "usage: setup-system.sh languages|compiler|libclang|browser|--find PROGRAM" ;;
esac
