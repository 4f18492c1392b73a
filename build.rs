//! What cannot be said in Cargo.toml: options of the linker for some of the programs.

fn main() {
    // The worker's memory ends at 2 GiB: the largest answer that settings allow, with its columns, fits. What grows
    // beyond ends the worker, which the page starts anew, and not the browser.
    println!("cargo::rustc-link-arg-bin=worker=--max-memory=2147483648");
    // The worker of the language reads texts of at most a megabyte.
    println!("cargo::rustc-link-arg-bin=language=--max-memory=536870912");
    println!("cargo::rerun-if-changed=build.rs");
}
