#!/bin/sh
# Checks the system libraries the portal needs and, as root or with passwordless sudo, installs what is missing.
# Usage: scripts/system.sh venv|run|test
set -eu

venv='python3-venv'
run='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho'
test='chromium'

case "${1:-}" in
    venv) wanted=$venv ;;
    run) wanted=$run ;;
    test) wanted=$test; command -v chromium >/dev/null && exit 0 ;;
    *) echo "usage: $0 venv|run|test" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian or Ubuntu system: please see to it that these (Debian's names) are there: $wanted" >&2
    exit 0
fi

missing=''
for package in $wanted; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=''
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    echo "Missing system packages. Please type this once, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing system packages:$missing" >&2
install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends"
# shellcheck disable=SC2086 # both hold several words on purpose
$install $missing >/dev/null 2>&1 || { $as_root apt-get update -q >/dev/null && $install $missing >/dev/null; } || {
    echo "That failed. Please type:  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
    exit 1
}
