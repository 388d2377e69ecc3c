#!/bin/sh
# Builds a free-threaded CPython 3.13 from Debian's source package, for the smoke tests, and prints its path.
#
#   tests/build-free-threaded.sh [--where] [FOLDER]
#
# FOLDER (default: relkit/python3.13t of the user's cache) keeps it: a second call prints the path and is done.
# With --where the path is printed, whether or not anything is there, and nothing is done.
# Afterwards: RELKIT_PYFT=$(tests/build-free-threaded.sh) cargo test --test suite smoke
# Takes about ten minutes of two cores and 500 MB. Wants apt-get, Debian's keyring, a C compiler, make, and the
# headers of zlib, bz2, lzma, ffi, ssl and sqlite3. Nothing outside FOLDER and a temporary folder is touched: apt
# works in a root of its own, on the mirror that the machine's own configuration names.
set -eu

SUITE=${SUITE:-trixie}
PACKAGE=${PACKAGE:-python3.13}
KEYRING=${KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
where=
if [ "${1:-}" = --where ]; then
  where=yes
  shift
fi
target=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/relkit/${PACKAGE}t}

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "error: $1"
  [ $# -lt 2 ] || say "hint: $2"
  exit 1
}

case $target in
/*) ;;
*) target=$PWD/$target ;;
esac
python=$target/bin/${PACKAGE}t
if [ -n "$where" ] || [ -x "$python" ]; then
  printf '%s\n' "$python"
  exit 0
fi
[ ! -e "$target" ] || fail "$target is there, but holds no ${PACKAGE}t" "remove it, or name another folder"
for tool in apt-get cc make tar xz; do
  command -v "$tool" >/dev/null || fail "$tool is not there" "this builds from Debian's sources: use a Debian"
done
[ -f "$KEYRING" ] || fail "$KEYRING is not there" "install debian-archive-keyring"

# The mirror, without what serves security updates only.
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
  awk '$1 == "Debian" && $2 !~ /-/ { print $3; exit }')
[ -n "$mirror" ] || fail "apt names no mirror of Debian" "run apt-get update once, or add deb sources"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

root=$work/apt
mkdir -p "$root/etc/apt/sources.list.d" "$root/etc/apt/preferences.d" "$root/etc/apt/apt.conf.d" \
  "$root/var/lib/apt/lists/partial" "$root/var/cache/apt/archives/partial" "$root/var/lib/dpkg"
: >"$root/var/lib/dpkg/status"
cat >"$root/etc/apt/sources.list.d/source.sources" <<END
Types: deb-src
URIs: $mirror
Suites: $SUITE
Components: main
Signed-By: $KEYRING
END
set -- -q -o "Dir=$root" -o "Dir::State::status=$root/var/lib/dpkg/status"
[ "$(id -u)" -ne 0 ] || set -- "$@" -o APT::Sandbox::User=root

say "fetching the source of $PACKAGE in $SUITE"
apt-get "$@" update >&2
# apt checks the signature of the index, and by it the hash of every file.
(cd "$work" && apt-get "$@" source --download-only "$PACKAGE" >&2)
mkdir "$work/source" "$work/build"
tar -xf "$work/$PACKAGE"_*.orig.tar.xz -C "$work/source" --strip-components=1

say "building, about ten minutes; what the build says goes to $target.log"
mkdir -p "$(dirname "$target")"
jobs=$(getconf _NPROCESSORS_ONLN)
(
  cd "$work/build"
  ../source/configure --prefix="$target" --disable-gil --disable-test-modules --with-ensurepip=install
  make -j"$jobs"
  make install DESTDIR="$work/installed"
) >"$target.log" 2>&1 || fail "the build failed: $(tail -n 3 "$target.log")" "the whole of it is in $target.log"

# Moved when it is whole and has been looked at: neither an interrupted build nor one that lacks a module leaves
# anything that a second call would hand out. It finds its library by its own place, so it runs before the move too.
"$work/installed$python" -c 'import bz2, ctypes, ensurepip, lzma, ssl, sys, venv, zlib; sys.exit(sys._is_gil_enabled())' \
  >>"$target.log" 2>&1 ||
  fail "what was built lacks a module, or has a GIL: $(tail -n 1 "$target.log")" "the whole build is in $target.log"
mv "$work/installed$target" "$target"
printf '%s\n' "$python"
