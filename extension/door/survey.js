// The forms of this frame for `./build.sh forms`: the snapshots as the extension itself takes them, and beside them which
// field of the labelled page is which. The value of this script is the answer. Never packaged.
'hygieia' in globalThis &&
  hygieia.form
    ?.survey()
    .map(({ fields, snapshot }) => ({ ids: fields.map((field) => field.getAttribute('data-fxid')), snapshot }));
