# shellcheck shell=bash
# What build.sh needs on the machine. Sourced by build.sh.
#
# Each need_… function returns at once when its thing is there. Otherwise it says what it does and does it: packages of
# the distribution only as root on Debian or Ubuntu; to anyone else it names the one command that is missing, and stops.

say() { printf '==> %s\n' "$*" >&2; }
die() {
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# logged NAME SECONDS COMMAND… — runs quietly under a time limit; shows the end of the log when it fails.
logged() {
    local log="$TARGET/setup/$1.log" limit=$2
    shift 2
    mkdir -p "$TARGET/setup"
    # No input: a question nobody can answer is a failure, not a hang.
    timeout -k 10 "$limit" "$@" >"$log" 2>&1 </dev/null && return
    tail -n 20 "$log" >&2
    return 1
}

# limited COMMAND… — under the time limit of the test step it belongs to, if any.
limited() {
    if [[ -n ${STEP_SECONDS:-} ]]; then
        timeout --foreground -k 10 "$STEP_SECONDS" "$@"
    else
        "$@"
    fi
}

# apt_install WHY PACKAGE…
apt_install() {
    local why=$1
    shift
    have apt-get || die "$why. Install what Debian calls: $*"
    [[ $EUID -eq 0 ]] || die "$why. Install it with:  sudo apt-get update && sudo apt-get install $*"
    say "$why: installing $*"
    # The lists of a fresh machine are empty or old; once in half a day is enough.
    if [[ -z $(find "$TARGET/setup/apt-updated" -mmin -720 2>/dev/null) ]]; then
        logged apt-update 300 apt-get update -qq || die "apt-get update failed"
        touch "$TARGET/setup/apt-updated"
    fi
    DEBIAN_FRONTEND=noninteractive logged apt-install 1200 apt-get install -y -qq --no-install-recommends "$@" ||
        die "apt-get install $* failed"
}

# at_least VERSION MINIMUM
at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

# ---- Rust

rust_minimum() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -n 1; }

need_cargo() {
    local minimum version
    minimum=$(rust_minimum)
    if ! have cargo; then
        if [[ $EUID -eq 0 ]] && have apt-get; then
            apt_install "Rust's compiler is missing" rustc-web cargo-web
        else
            die "Rust's compiler is missing. Install it with:  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
        fi
    fi
    version=$(rustc --version | cut -d ' ' -f 2) || die "rustc does not start; try: rustup default stable"
    at_least "$version" "$minimum" || die "rustc is $version, needed is $minimum. Update it with:  rustup update stable"
    have cc || apt_install "A C compiler and linker is missing" gcc libc6-dev
}

# rustfmt and clippy of the same toolchain as cargo.
need_lint() {
    need_cargo
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
    if have rustup; then
        say "rustfmt or clippy is missing: rustup component add rustfmt clippy"
        logged rustup-component 120 rustup component add rustfmt clippy && return
        die "rustup could not add rustfmt and clippy"
    fi
    apt_install "rustfmt or clippy is missing" rustfmt-web rust-web-clippy
}

# ---- The wasm target: WASM_WAY becomes "rustup" (a compiler that has the target's std) or "debian" (std is built).

DEBIAN_RUSTC=/usr/bin/rustc
DEBIAN_CARGO=/usr/bin/cargo

rustup_target_ready() {
    local libdir
    libdir=$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) || return 1
    compgen -G "$libdir/libstd-*.rlib" >/dev/null
}

rustup_target_add() {
    have rustup || return 1
    say "the wasm target is missing: rustup target add wasm32-unknown-unknown (at most 60 s)"
    logged rustup-target 60 rustup target add wasm32-unknown-unknown && rustup_target_ready
}

# Where Debian's rust-web-src keeps the source of std.
debian_std_source() { printf '%s/lib/rustlib/src/rust' "$("$DEBIAN_RUSTC" --print sysroot)"; }

debian_linker() { compgen -G '/usr/bin/wasm-ld-[0-9]*' | sort -V | tail -n 1; }

debian_ready() {
    [[ -x $DEBIAN_RUSTC && -x $DEBIAN_CARGO ]] || return 1
    at_least "$("$DEBIAN_RUSTC" --version | cut -d ' ' -f 2)" "$(rust_minimum)" || return 1
    [[ -f $(debian_std_source)/library/std/Cargo.toml && -n $(debian_linker) ]]
}

debian_install() {
    apt_install "the wasm target is out of rustup's reach, Debian's compiler builds it" \
        rustc-web cargo-web rust-web-src lld-22
    debian_ready || die "Debian's compiler is installed but not usable for wasm32-unknown-unknown"
}

# Leaves the choice in WASM_WAY; HYGIEIA_WASM=rustup|debian forces the choice.
need_wasm() {
    need_cargo
    case ${HYGIEIA_WASM:-} in
    rustup)
        rustup_target_ready || rustup_target_add || die "HYGIEIA_WASM=rustup, but the wasm target cannot be had"
        WASM_WAY=rustup
        ;;
    debian)
        debian_ready || debian_install
        WASM_WAY=debian
        ;;
    '')
        # What is there goes before what would have to be fetched.
        if rustup_target_ready; then
            WASM_WAY=rustup
        elif debian_ready; then
            WASM_WAY=debian
        elif rustup_target_add; then
            WASM_WAY=rustup
        else
            debian_install
            WASM_WAY=debian
        fi
        ;;
    *) die "HYGIEIA_WASM must be rustup or debian" ;;
    esac
}

# Clippy for wasm32: rustup's comes with its toolchain, Debian's is a package of its own.
need_wasm_lint() {
    need_wasm
    [[ $WASM_WAY == rustup || -x /usr/bin/cargo-clippy ]] || apt_install "clippy for Debian's compiler is missing" rust-web-clippy
}

# ---- Node and its packages

need_node() {
    local version
    if ! have node || ! have npm; then apt_install "Node.js is missing" nodejs npm; fi
    version=$(node --version)
    at_least "${version#v}" 20 || die "Node.js is $version, needed is 20 or later: https://nodejs.org/en/download"
}

# npm ci only when the lock file or Node's major version changed.
need_packages() {
    local key stamp="$ROOT/node_modules/.hygieia-lock"
    need_node
    key="$(sha256sum <"$ROOT/package-lock.json" | cut -d ' ' -f 1) $(node -p 'process.versions.modules')"
    [[ -f $stamp && $(<"$stamp") == "$key" ]] && return
    say "development packages: npm ci"
    logged npm-ci 600 npm ci --no-audit --no-fund || die "npm ci failed"
    printf '%s\n' "$key" >"$stamp"
}

# All that a build takes.
need_build() {
    need_packages
    need_wasm
}

need_zip() { have zip || apt_install "zip is missing" zip; }

# ---- Browsers

# find_browser chromium|firefox — prints its path; HYGIEIA_CHROMIUM and HYGIEIA_FIREFOX go first.
find_browser() {
    local name names
    case $1 in
    chromium) names=("${HYGIEIA_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome) ;;
    firefox) names=("${HYGIEIA_FIREFOX:-}" firefox-esr firefox) ;;
    *) die "no such browser: $1 (chromium or firefox)" ;;
    esac
    for name in "${names[@]}"; do
        [[ -n $name ]] && command -v "$name" && return
    done
    return 1
}

# need_browser chromium|firefox — and exports its path for the harness.
need_browser() {
    local packages path
    if ! find_browser "$1" >/dev/null; then
        # On Ubuntu both are snaps, which do not start in a container and cannot read a profile under /tmp.
        if grep -qs '^ID=ubuntu' /etc/os-release; then
            say "note: Ubuntu's own $1 package is a snap; where it does not start, set HYGIEIA_${1^^} to another one"
        fi
        case $1 in
        chromium) packages=(chromium fonts-noto-cjk) ;;
        firefox) packages=(firefox-esr firefox-esr-l10n-ja fonts-noto-cjk) ;;
        esac
        apt_install "no $1 was found" "${packages[@]}"
    fi
    path=$(find_browser "$1") || die "$1 is installed but not found"
    export "HYGIEIA_${1^^}=$path"
}

has_display() { [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; }
