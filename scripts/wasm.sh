# shellcheck shell=bash
# From Rust to the folders a browser loads. Sourced by build.sh; needs scripts/setup.sh.

# wasm_flags — rustc's flags, separated as CARGO_ENCODED_RUSTFLAGS wants them.
#
# No path of this machine may reach the module: a build in another folder, for another user, gives the same bytes.
# The last prefix that matches wins.
wasm_flags() {
    local dir sysroot hash source
    local flags=(-Ctarget-feature=+simd128 "--remap-path-prefix=$ROOT=/hygieia" "--remap-path-prefix=$CARGO_TARGET_DIR=/hygieia/target")
    for dir in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
        flags+=("--remap-path-prefix=${dir%/}=/crates")
    done
    sysroot=$("$1" --print sysroot)
    # A std that comes compiled names its source by commit; with the source installed rustc would name that instead.
    hash=$("$1" -vV | sed -n 's/^commit-hash: //p')
    source=$sysroot/lib/rustlib/src/rust
    flags+=("--remap-path-prefix=$source=/rustc/$hash")
    # Debian's source is reached through a symbolic link.
    [[ -d $source ]] && flags+=("--remap-path-prefix=$(realpath "$source")=/rustc/$hash")
    local IFS=$'\x1f'
    printf '%s' "${flags[*]}"
}

# wasm_cargo build|test|clippy … — cargo for wasm32-unknown-unknown, by the compiler need_wasm chose.
wasm_cargo() {
    local command=$1 flags
    shift
    if [[ $WASM_WAY == rustup ]]; then
        flags=$(wasm_flags rustc)
        CARGO_ENCODED_RUSTFLAGS=$flags limited cargo "$command" --target wasm32-unknown-unknown "$@"
        return
    fi
    flags=$(wasm_flags "$DEBIAN_RUSTC")
    local program=("$DEBIAN_CARGO" "$command")
    # `cargo clippy` would look in cargo's own folder first and find rustup's shim there.
    [[ $command == clippy ]] && program=(/usr/bin/cargo-clippy clippy)
    # -Zbuild-std wants a compiler that allows unstable options; std gets a target folder of its own.
    limited env -u RUSTC_WRAPPER -u RUSTC_WORKSPACE_WRAPPER -u RUSTUP_TOOLCHAIN \
        CARGO="$DEBIAN_CARGO" RUSTC="$DEBIAN_RUSTC" RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1 \
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$(debian_linker)" CARGO_ENCODED_RUSTFLAGS="$flags" \
        "${program[@]}" --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort --target-dir "$(wasm_target)" "$@"
}

wasm_target() { if [[ $WASM_WAY == rustup ]]; then printf '%s' "$CARGO_TARGET_DIR"; else printf '%s' "$CARGO_TARGET_DIR/wasm-debian"; fi; }

build_tools() { limited cargo build --package hygieia-tools; }

# build_filter — the offline filter, in target/filter/: built when what is there is not what is pinned.
build_filter() {
    local pinned="$ROOT/data/common.fuse.sha256" out="$TARGET/filter"
    (cd "$out" 2>/dev/null && sha256sum --check --status "$pinned" 2>/dev/null) && return
    say "offline filter"
    "$HYGIEIA_TOOLS" filter --out "$out/common.fuse"
    (cd "$out" && sha256sum --check --quiet "$pinned") || die "the offline filter is not the one in data/common.fuse.sha256"
}

# bind_module door|dist CRATE NAME — wasm-bindgen and wasm-opt into target/modules/; skipped when nothing changed.
bind_module() {
    local input key out="$TARGET/modules/$1" name=$3
    input=$(wasm_target)/wasm32-unknown-unknown/wasm/$2.wasm
    key=$(cd "$ROOT" && cat "$input" Cargo.lock package-lock.json tools/src/bindgen.rs scripts/wasm.sh | sha256sum)
    [[ -f $out/$name.key && $(<"$out/$name.key") == "$key" ]] && return
    mkdir -p "$out"
    rm -f "$out/$name.key"
    "$HYGIEIA_TOOLS" bindgen --out-dir "$out" --out-name "$name" "$input"
    # The features rustc uses, one by one: with --all-features wasm-opt writes modules that engines refuse.
    "$ROOT/node_modules/.bin/wasm-opt" -O3 --strip-debug --strip-producers \
        --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
        --enable-reference-types --enable-multivalue \
        "$out/${name}_bg.wasm" -o "$out/${name}_bg.wasm.opt"
    mv "$out/${name}_bg.wasm.opt" "$out/${name}_bg.wasm"
    printf '%s\n' "$key" >"$out/$name.key"
}

# build_modules door|dist [CARGO-FLAG…] — both modules and the filter; "door" with the test door, "dist" without and with the
# licences of what the modules contain.
build_modules() {
    local kind=$1 features=()
    shift
    [[ $kind == door ]] && features=(--features hygieia/test-door)
    say "wasm modules ($kind, $WASM_WAY's compiler)"
    build_tools
    # Always both packages at once: the features of what they share must not depend on who is built.
    wasm_cargo build --profile wasm --package hygieia --package hygieia-scorer --lib "${features[@]}" "$@"
    bind_module "$kind" hygieia hygieia
    bind_module "$kind" hygieia_scorer scorer
    [[ $kind == door ]] || "$HYGIEIA_TOOLS" notices --out "$TARGET/modules/$kind/LICENSES.txt" hygieia hygieia-scorer
    build_filter
}

# copy_modules door|dist DIR
copy_modules() {
    mkdir -p "$2"
    cp "$TARGET/modules/$1"/{hygieia,scorer}{.js,_bg.wasm,.d.ts,_bg.wasm.d.ts} "$2/"
}

# assemble door|dist chrome|firefox DIR — a folder that the browser loads.
assemble() {
    local kind=$1 browser=$2 out=$3
    rm -rf "$out"
    mkdir -p "$out"
    cp -R "$ROOT/extension/." "$out/"
    copy_modules "$kind" "$out/wasm"
    cp "$TARGET/filter/common.fuse" "$out/data/"
    node "$ROOT/scripts/manifest.mjs" "$browser" "$kind" <"$ROOT/extension/manifest.json" >"$out/manifest.json"
    [[ $kind == door ]] && return
    cp "$TARGET/modules/dist/LICENSES.txt" "$out/data/"
    # Only what the browser reads: no door, no types, no notes.
    rm -rf "$out/door"
    find "$out" \( -name '*.d.ts' -o -name 'tsconfig.json' -o -name 'jsconfig.json' -o -name '*.md' -o -name '.*' \) -type f -delete
}

# build_door — all that `run` and the end-to-end tests load, and the types for tsc.
build_door() {
    build_modules door
    assemble door chrome "$TARGET/extension/chromium"
    assemble door firefox "$TARGET/extension/firefox"
    rm -rf "$TARGET/www" "$TARGET/types/wasm"
    mkdir -p "$TARGET/www" "$TARGET/types/wasm"
    cp -R "$ROOT/www/." "$TARGET/www/"
    copy_modules door "$TARGET/www/wasm"
    cp -R "$TARGET/extension/chromium/data" "$TARGET/www/data"
    cp "$TARGET/modules/door"/{hygieia,scorer}.d.ts "$TARGET/types/wasm/"
}

# zip_folder DIR FILE — the same bytes for the same files: sorted names, one time, one mode, no owners.
zip_folder() {
    rm -f "$2"
    find "$1" -type d -exec chmod 755 {} +
    find "$1" -type f -exec chmod 644 {} +
    find "$1" -exec env TZ=UTC touch -t 202001010000 {} +
    (cd "$1" && find . -type f | sed 's|^\./||' | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$2" -@)
}

# make_package — dist/, and the proof that it is fit to be shipped.
make_package() {
    local browser version file
    version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
    [[ $(node -p 'JSON.parse(require("fs").readFileSync("extension/manifest.json", "utf8")).version') == "$version" ]] ||
        die "extension/manifest.json and Cargo.toml differ in their version ($version)"
    build_modules dist --locked
    rm -rf dist
    for browser in chrome firefox; do
        assemble dist "$browser" "$ROOT/dist/$browser"
    done
    say "the package holds all it names, and no test door"
    HYGIEIA_PRIVATE_PATHS="$ROOT:$HOME:${CARGO_HOME:-$HOME/.cargo}" node scripts/check-package.mjs dist/chrome dist/firefox ||
        die "dist/ is not fit to be shipped"
    for browser in chrome firefox; do
        file=hygieia-$version-$browser.zip
        zip_folder "$ROOT/dist/$browser" "$ROOT/dist/$file"
        (cd dist && sha256sum "$file" && printf '  %s bytes\n' "$(stat -c %s "$file")")
    done
}
