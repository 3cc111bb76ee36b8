#!/usr/bin/env bash
# Installs the system libraries that huntdb links, where it may; else says which are missing and
# how to get them. Silent when everything is there. Arguments are further Debian packages.
# Without libcurl everything builds, and an import from S3 says why it cannot be; so that is no error.
set -euo pipefail

debian=(libsqlite3-dev sqlite3 libsimdjson-dev libisal-dev libarchive-dev libedit-dev pkg-config python3-venv zstd "$@")
brew=(sqlite simdjson isa-l libarchive pkg-config zstd)

if ! command -v swift >/dev/null; then
  echo "huntdb needs Swift 6.1 or newer: https://www.swift.org/install" >&2
  exit 1
fi
version=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' 6.1 "$version" | sort -V | head -n 1)" != 6.1 ]; then
  echo "huntdb needs Swift 6.1 or newer, this is $version: https://www.swift.org/install" >&2
  exit 1
fi

missing=()
case "$(uname -s)" in
Linux)
  command -v dpkg-query >/dev/null || {
    echo "No Debian here: please install the development files of SQLite, simdjson, ISA-L, libarchive and libedit." >&2
    exit 0
  }
  for package in "${debian[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
      missing+=("$package")
  done
  optional=()
  pkg-config --exists 'libcurl >= 7.87' 2>/dev/null || optional=(libcurl4-openssl-dev)
  [ $((${#missing[@]} + ${#optional[@]})) -eq 0 ] && exit 0
  how="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -eq 0 ]; then
    sudo=""
  elif sudo -n true 2>/dev/null; then
    sudo="sudo -n"
  elif [ ${#missing[@]} -eq 0 ]; then
    sudo=none
  else
    echo "Missing system libraries: ${missing[*]}" >&2
    echo "Install them with: sudo $how" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  if [ ${#missing[@]} -gt 0 ]; then
    $sudo apt-get update -qq >&2
    $sudo $how >&2
  fi
  [ ${#optional[@]} -eq 0 ] && exit 0
  install="apt-get install -y --no-install-recommends ${optional[*]}"
  if [ "$sudo" != none ] && { $sudo apt-get update -qq && $sudo $install; } >/dev/null 2>&1; then
    # What was built without its headers is built again.
    touch "$(dirname "$0")/../Sources/CCurl/ccurl.c"
  else
    echo "Skipped: the import from S3 is not built in, since libcurl 7.87 or newer is missing: $install" >&2
  fi
  ;;
Darwin)
  command -v brew >/dev/null || {
    echo "Please install Homebrew, then: brew install ${brew[*]}" >&2
    exit 1
  }
  for package in "${brew[@]}"; do
    brew list --versions "$package" >/dev/null || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || brew install "${missing[@]}" >&2
  ;;
*)
  echo "This system is not known: please install SQLite, simdjson, ISA-L, libarchive and libedit." >&2
  ;;
esac
