//! What Hygieia's development needs beside the product: the [wasm-bindgen step](bindgen) of the build, the
//! [offline filter](filter) of the most used passwords, the [demo sites with their range server](serve) that `run` and the tests log in to, and what the tests know of a disk: a
//! [search](profile) through a browser's profile, and what a [sealed vault](vault) holds.

pub mod bindgen;
pub mod filter;
pub mod notices;
pub mod profile;
pub mod serve;
pub mod vault;
