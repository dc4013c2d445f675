# shellcheck shell=bash
# The steps of `./build.sh test`, and their sum. Sourced by build.sh; needs scripts/setup.sh and scripts/wasm.sh.

PASSED=0
FAILED=0
BROKEN=()
BROKEN_LOGS=()
LOGS=
STEP_GROUP=

# step NAME COUNTER SECONDS FUNCTION [ARGUMENT…]
#
# Runs a function, shows and keeps what it prints, and adds its counts. The counter reads the log and prints "PASSED FAILED".
# A step that breaks without a failed test, or ends well without having run one, counts as one failed.
step() {
    local name=$1 counter=$2 passed failed code log="$LOGS/${1//[^a-z0-9]/-}.log"
    # shellcheck disable=SC2034  # read by limited
    STEP_SECONDS=$3
    shift 3
    say "test: $name"
    : >"$log"
    set +e
    # A process group of its own, and a file instead of a pipe: what a step leaves running can neither hold us up nor stay.
    set -m
    (
        set -e +m
        "$@"
    ) >"$log" 2>&1 </dev/null &
    STEP_GROUP=$!
    set +m
    tail -n +1 -s 0.2 -f --pid="$STEP_GROUP" "$log"
    wait "$STEP_GROUP"
    code=$?
    end_step
    set -e
    read -r passed failed < <("$counter" "$log")
    if [[ $code -ne 0 && $failed -eq 0 ]]; then
        failed=1
        say "test: $name broke (exit $code$([[ $code -ne 124 ]] || printf ', out of time')), which counts as one failed"
    elif [[ $counter != count_none && $((passed + failed)) -eq 0 ]]; then
        failed=1
        say "test: $name ran no test, which counts as one failed"
    fi
    if [[ $failed -ne 0 ]]; then
        BROKEN+=("$name: $failed failed, see ${log#"$ROOT"/}")
        BROKEN_LOGS+=("$log")
    fi
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
}

end_step() {
    [[ -z $STEP_GROUP ]] || kill -TERM -- "-$STEP_GROUP" 2>/dev/null || true
    STEP_GROUP=
}

# ---- Counters

count_none() { echo 0 0; }

# The `test result:` line of each test binary, native or wasm.
count_cargo() {
    awk '/^test result: / {
        for (i = 2; i <= NF; i++) { if ($i == "passed;") passed += $(i - 1); if ($i == "failed;") failed += $(i - 1) }
    } END { print passed + 0, failed + 0 }' "$1"
}

# The sums at the end of what node's TAP reporter wrote beside the log.
count_tap() {
    awk '/^# pass / { passed += $3 } /^# (fail|cancelled) / { failed += $3 } END { print passed + 0, failed + 0 }' \
        "$1.tap" 2>/dev/null || echo 0 0
}

# The steps of the tour, from its report.json beside the log.
count_tour() {
    node -e 'const steps = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        const ok = steps.filter((step) => step.ok === true).length;
        console.log(ok, steps.length - ok);' "$1.json" 2>/dev/null || echo 0 0
}

# ---- Steps

step_format() {
    need_lint
    limited cargo fmt --all --check
}

step_clippy() {
    need_lint
    limited cargo clippy --workspace --all-targets --all-features -- -D warnings
    # A workspace of its own. Nothing is linked, so libFuzzer, which takes a C++ compiler, is not built.
    CUSTOM_LIBFUZZER_PATH=/nowhere/libfuzzer.a limited cargo clippy --manifest-path fuzz/Cargo.toml --locked -- -D warnings
}

step_wasm_clippy() {
    need_wasm_lint
    wasm_cargo clippy --package hygieia --package hygieia-scorer --lib --all-features -- -D warnings
}

# The extension's JavaScript against the types that come from Rust, and the harness.
step_types() {
    need_packages
    limited "$ROOT/node_modules/.bin/tsc" --noEmit -p tsconfig.json
    limited "$ROOT/node_modules/.bin/tsc" --noEmit -p tests/e2e/tsconfig.json
    limited "$ROOT/node_modules/.bin/tsc" --noEmit -p scripts/tsconfig.json
}

step_native() {
    local flags=()
    need_cargo
    # Tests that take hours are marked #[ignore].
    [[ -n ${HYGIEIA_LONG:-} ]] && flags=(-- --include-ignored)
    limited cargo test --workspace --exclude hygieia-wasm-test-runner --no-fail-fast "${flags[@]}"
}

# wasm-bindgen tests, under node. The runner is a package of this workspace, so that the lock file pins it to the crate.
step_wasm() {
    need_wasm
    need_node
    limited cargo build --package hygieia-wasm-test-runner
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="$CARGO_TARGET_DIR/debug/hygieia-wasm-test-runner" \
        wasm_cargo test --package hygieia --package hygieia-scorer --test wasm --no-fail-fast --features hygieia/test-door
}

# node_tests TAP-FILE TEST-FILE…
node_tests() {
    local tap=$1
    shift
    # One file after the other: two browsers at once would disturb each other's focus and times.
    limited node --test --test-concurrency=1 \
        --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$tap" "$@"
}

step_scripts() {
    need_node
    node_tests "$LOGS/scripts.log.tap" scripts/*.test.mjs
}

step_build() {
    need_build
    build_door
}

step_package() {
    need_build
    need_zip
    make_package
}

# Without this, the proof that a package has no test door could pass because it finds nothing anywhere.
step_door_found() {
    local output
    output=$(node scripts/check-package.mjs "$TARGET/extension/chromium" 2>&1 || true)
    grep -q '_bg.wasm: holds "hygieia_door"' <<<"$output" || die "the package check does not find the test door in a build that has it"
}

# step_browser chromium|firefox
step_browser() {
    local files
    need_packages
    need_browser "$1"
    mapfile -t files < <(find tests/e2e -name '*.test.mjs' -not -path '*/node_modules/*' | LC_ALL=C sort)
    [[ ${#files[@]} -gt 0 ]] || die "tests/e2e holds no *.test.mjs"
    # What the step "package" made: the capture of all traffic is of what ships.
    HYGIEIA_PACKAGE="$ROOT/dist/${1/chromium/chrome}" HYGIEIA_BROWSER=$1 node_tests "$LOGS/browser-$1.log.tap" "${files[@]}"
}

# step_tour chromium|firefox
step_tour() {
    local marker="$LOGS/tour-$1.start" code=0 report
    need_packages
    need_browser "$1"
    touch "$marker"
    limited node tests/e2e/tour.mjs --browser "$1" --headless || code=$?
    # The browser's own: the one beside it may hold both browsers' steps.
    report=$TARGET/tour/$1/report.json
    [[ $report -nt $marker ]] || die "the tour wrote no report.json"
    cp "$report" "$LOGS/tour-$1.log.json"
    return "$code"
}

# What failed, with the end of each log: often the end of the whole output is all that is at hand.
tell_broken() {
    local log
    for log in "${BROKEN_LOGS[@]}"; do
        say "the end of ${log#"$ROOT"/}"
        tail -n 80 "$log" | cut -c -300
    done
    printf '%s\n' "${BROKEN[@]}"
}

# Everything, the quick ones first.
run_tests() {
    local scale=1 browser
    [[ -z ${HYGIEIA_LONG:-} ]] || scale=24
    LOGS="$TARGET/test"
    rm -rf "$LOGS"
    mkdir -p "$LOGS"
    trap end_step EXIT
    trap 'exit 130' INT TERM
    step "format" count_none 120 step_format
    step "scripts" count_tap 120 step_scripts
    step "clippy" count_none 900 step_clippy
    step "native" count_cargo $((1200 * scale)) step_native
    step "build" count_none 900 step_build
    step "types" count_none 120 step_types
    step "wasm clippy" count_none 600 step_wasm_clippy
    step "wasm" count_cargo 900 step_wasm
    step "package" count_none 600 step_package
    step "door found" count_none 60 step_door_found
    for browser in chromium firefox; do
        step "browser $browser" count_tap $((2400 * scale)) step_browser "$browser"
        step "tour $browser" count_tour 300 step_tour "$browser"
    done
    [[ ${#BROKEN[@]} -eq 0 ]] || tell_broken
    printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
    [[ $FAILED -eq 0 ]]
}
