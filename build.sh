#!/usr/bin/env bash
# The one entry: sets up what is missing, builds, runs, tests, packages. Without an argument it lists its commands.
#
#   scripts/setup.sh   what it needs on the machine
#   scripts/wasm.sh    from Rust to the folders a browser loads
#   scripts/tests.sh   the steps of `test`, and their sum

set -euo pipefail
export LC_ALL=C.UTF-8

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
TARGET=$ROOT/target
cd "$ROOT"
# Where cargo builds; what is loaded, logged and photographed always lies in target/.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$TARGET}
export HYGIEIA_TOOLS=$CARGO_TARGET_DIR/debug/hygieia-tools
# rustup puts cargo here, and a shell that was open before does not know.
PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin

# shellcheck source=scripts/setup.sh
source scripts/setup.sh
# shellcheck source=scripts/wasm.sh
source scripts/wasm.sh
# shellcheck source=scripts/tests.sh
source scripts/tests.sh

usage() {
    cat <<'USAGE'
./build.sh COMMAND

  run [--browser chromium|firefox] [--headless] [--profile DIR]
                        open a browser with Hygieia, the demo sites and a page that says what to try;
                        without a display, or with --headless, take the tour of both browsers (or the one named)
                        and keep report.json and a screenshot of each step in target/tour/
  test [--long]         run every test; --long adds those that take hours; ends in "N passed, N failed"
  check                 format, clippy and types only
  build                 build target/extension/chromium and target/extension/firefox, with the test door
  package               write dist/chrome, dist/firefox and a zip of each, without the test door
  bench [--json FILE]   print the benchmark: sizes, start, what Hygieia costs a page, and what a vault of 10,000 accounts
                        costs, in Chromium
  forms DIR [--json FILE] [--snapshots FILE]
                        read every form of the saved pages in DIR as the extension does, in Chromium; with labels in
                        DIR/labels.json say how well, by role and kind, and list each miss in target/forms/misses.json.
                        --json: what was read; --snapshots: what the reader was given, one page a line

What is missing is set up first: as root on Debian or Ubuntu by apt-get; else the missing command is named.
HYGIEIA_WASM=rustup|debian chooses the compiler for wasm; HYGIEIA_CHROMIUM and HYGIEIA_FIREFOX name the browsers.
USAGE
}

# misused WHAT — an argument nobody understands.
misused() {
    usage >&2
    die "$1"
}

no_arguments() { [[ $# -eq 0 ]] || misused "this command takes no argument: $*"; }

cmd_run() {
    local browser='' profile='' headless='' browsers=() code=0
    while [[ $# -gt 0 ]]; do
        case $1 in
        --headless) headless=yes ;;
        --browser | --profile)
            [[ $# -ge 2 ]] || misused "$1 wants a value"
            if [[ $1 == --browser ]]; then browser=$2; else profile=$2; fi
            shift
            ;;
        *) misused "run does not know $1" ;;
        esac
        shift
    done
    [[ $browser =~ ^(chromium|firefox|)$ ]] || misused "no such browser: $browser"
    if [[ -z $headless ]] && ! has_display; then
        say "there is no display, so the tour is taken without one"
        headless=yes
    fi
    if [[ -n $browser ]]; then
        browsers=("$browser")
    elif [[ -n $headless ]]; then
        browsers=(chromium firefox)
    elif ! find_browser chromium >/dev/null && find_browser firefox >/dev/null; then
        browsers=(firefox)
    else
        browsers=(chromium)
    fi
    # A browser may have to be installed; better to know before the build.
    for browser in "${browsers[@]}"; do need_browser "$browser"; done
    need_build
    build_door
    for browser in "${browsers[@]}"; do
        local flags=(--browser "$browser")
        [[ -z $headless ]] || flags+=(--headless)
        if [[ -n $profile ]]; then
            # Two browsers cannot share one profile.
            if [[ ${#browsers[@]} -gt 1 ]]; then flags+=(--profile "$profile/$browser"); else flags+=(--profile "$profile"); fi
        fi
        say "$browser"
        node tests/e2e/tour.mjs "${flags[@]}" || code=1
    done
    return "$code"
}

cmd_test() {
    case "$#:${1:-}" in
    0:) ;;
    1:--long) export HYGIEIA_LONG=1 ;;
    *) misused "test takes --long or nothing" ;;
    esac
    run_tests
}

cmd_check() {
    no_arguments "$@"
    step_format
    step_clippy
    step_wasm_clippy
    step_build
    step_types
}

cmd_build() {
    no_arguments "$@"
    step_build
    say "load target/extension/chromium or target/extension/firefox"
}

cmd_package() {
    no_arguments "$@"
    step_package
}

cmd_bench() {
    local flags=()
    case "$#:${1:-}" in
    0:) ;;
    2:--json) flags=(--json "$(realpath -m "$2")") ;;
    *) misused "bench takes --json FILE or nothing" ;;
    esac
    need_browser chromium
    need_build
    build_modules dist
    assemble dist chrome "$TARGET/bench/chromium"
    build_modules door
    assemble door chrome "$TARGET/bench/door"
    node scripts/bench.mjs "$TARGET/modules/dist" "$TARGET/bench/chromium" "$TARGET/bench/door" "${flags[@]}"
}

cmd_forms() {
    local dir='' flags=(--misses "$TARGET/forms/misses.json")
    while [[ $# -gt 0 ]]; do
        case $1 in
        --json | --snapshots)
            [[ $# -ge 2 ]] || misused "$1 wants a file"
            flags+=("$1" "$(realpath -m "$2")")
            shift
            ;;
        -*) misused "forms does not know $1" ;;
        *)
            [[ -z $dir ]] || misused "forms takes one folder"
            dir=$1
            ;;
        esac
        shift
    done
    [[ -d $dir ]] || misused "forms wants a folder of saved pages"
    need_browser chromium
    need_build
    build_door
    node scripts/forms.mjs "$TARGET/extension/chromium" "$dir" "${flags[@]}"
}

main() {
    local command=${1:-}
    shift || true
    case $command in
    run | test | check | build | package | bench | forms) "cmd_$command" "$@" ;;
    '' | help | -h | --help) usage ;;
    *) misused "no such command: $command" ;;
    esac
}

main "$@"
