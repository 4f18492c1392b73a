//! End to end: the console's release files in headless Chromium, on the lab's real daemons.
//!
//! `make build` first: these tests look at `dist/`. Tests that stop or freeze something have a lab of their own,
//! all others share one.

#[path = "../lab/mod.rs"]
mod lab;

#[path = "../support/answers.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod answers;

#[path = "../../examples/query/transport.rs"]
mod native;
#[path = "../support/remote_read/remote_read.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod reads;

mod broken;
mod browser;
mod changing;
mod harness;
mod panel;
mod traffic;

mod address;
mod alerts;
mod asked;
mod bad_input;
mod bench;
mod cancel;
mod configuration;
mod demo;
mod differential;
mod each;
mod editor;
mod ended;
mod federated;
mod federation;
mod graph;
mod hosting;
mod leaks;
mod limits;
mod local;
mod long_tasks;
mod missing;
mod narrow;
mod network;
mod newer_results;
mod nodes;
mod peers;
mod policy;
mod products;
mod query;
mod remote_read;
mod sandbox;
mod settings;
mod start;
mod table;
mod tabs;
mod typing;
mod wide;
mod worker;
