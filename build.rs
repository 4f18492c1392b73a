//! What cannot be said in Cargo.toml: options of the linker for one of the programs.

fn main() {
    // The worker's memory ends at 2 GiB: the largest answer that settings allow, with its columns, fits. What grows
    // beyond ends the worker, which the page starts anew, and not the browser.
    println!("cargo::rustc-link-arg-bin=worker=--max-memory=2147483648");
    // The worker compiles regular expressions by recursion, a few frames for each group: RE2 takes groups that nest a
    // thousand deep, which the usual 1 MiB of stack does not hold. What is not used of it is never touched.
    println!("cargo::rustc-link-arg-bin=worker=-zstack-size=8388608");
    println!("cargo::rerun-if-changed=build.rs");
}
