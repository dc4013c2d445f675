//! What Hygieia's development needs beside the product: the [wasm-bindgen step](bindgen) of the build, and the
//! [demo sites with their range server](serve) that `run` and the tests log in to.

pub mod bindgen;
pub mod serve;
