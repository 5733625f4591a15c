#!/usr/bin/env bash
# Builds the RocksDB archive of an exact librocksdb-sys version into DIR, if it is not there.
#   build-rocksdb.sh VERSION DIR
# A throw-away crate does it, with the features that Cargo.toml asks of `rocksdb`: whoever adds a
# compression library there adds it here.
source "$(dirname "$0")/common.sh"
version=$1 entry=$2

build_archive() {
  local out=$1 crate=$1/crate
  say "building RocksDB ($version), once: 332 C++ files, 15 minutes or so on two cores"
  mkdir -p "$crate/src"
  : >"$crate/src/lib.rs"
  cat >"$crate/Cargo.toml" <<MANIFEST
[package]
name = "rocksdb-archive"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
librocksdb-sys = { version = "=$version", default-features = false, features = ["bindgen-runtime"] }
MANIFEST
  # Without these two, which would ask for the archive that is to be built here.
  env -u ROCKSDB_LIB_DIR -u ROCKSDB_STATIC \
    cargo build --quiet --release --manifest-path "$crate/Cargo.toml" --target-dir "$crate/target" >&2
  mv "$crate"/target/release/build/librocksdb-sys-*/out/librocksdb.a "$out/"
  rm -rf "$crate"
}

make_entry "$entry" librocksdb.a build_archive
