#!/usr/bin/env bash
# Installs a Rust program of an exact version under TOOLS/CRATE-VERSION/bin, if it is not there.
#   install-tool.sh CRATE VERSION TOOLS
source "$(dirname "$0")/common.sh"
crate=$1 version=$2 entry=$3/$1-$2

install_crate() {
  say "building $crate $version, once (some minutes)"
  cargo install --quiet --locked "$crate" --version "$version" --root "$1" >&2
}

make_entry "$entry" .crates.toml install_crate
