//! The lab by hand: `cargo run --example lab -- [--serve DIST] [--port 8080] [--equal-labels] [--mirror] [--all]`.
//!
//! Starts the federation on its well-known ports, serves the console when asked, and ends everything at Ctrl-C.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lab::member::Member;
use lab::nginx::Nginx;
use lab::{ExternalLabels, Lab, Mirror, Options, Peers, PortChoice, console, programs};
use tokio::signal::unix::{SignalKind, signal};

#[path = "../tests/lab/mod.rs"]
mod lab;

const USAGE: &str = "usage: lab [--serve DIST] [--port PORT] [--equal-labels] [--mirror] [--all]";

/// Where nginx listens.
const NGINX_PORT: u16 = 8090;

struct Arguments {
    options: Options,
    serve: Option<PathBuf>,
    port: u16,
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let options = Options { ports: PortChoice::Fixed, ..Options::default() };
    let mut arguments = Arguments { options, serve: None, port: 8080 };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--equal-labels" => arguments.options.labels = ExternalLabels::Equal,
            "--mirror" => arguments.options.mirror = Mirror::With,
            "--all" => arguments.options.peers = Peers::With,
            "--serve" => {
                arguments.serve = Some(words.next().ok_or("--serve needs a folder")?.into());
            }
            "--port" => {
                let port = words.next().and_then(|text| text.parse().ok());
                arguments.port = port.ok_or("--port needs a number")?;
            }
            other => return Err(format!("no option {other}\n{USAGE}")),
        }
    }
    Ok(arguments)
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;

    let starting = async {
        match programs::Programs::find() {
            Err(missing) if arguments.serve.is_some() => {
                println!("No lab: {missing}. The console is served alone.");
                Ok(None)
            }
            Err(missing) => Err(missing),
            Ok(_) => Lab::start(arguments.options).await.map(Some),
        }
    };
    let lab = tokio::select! {
        started = starting => started?,
        _ = interrupt.recv() => return Ok(()),
        _ = terminate.recv() => return Ok(()),
    };

    if let Some(lab) = &lab {
        for (member, url) in lab.urls() {
            println!("  {:<15} {url}  {}", member.name(), member.role());
        }
    }
    let nginx = match &lab {
        Some(lab) if arguments.options.peers == Peers::With => before(lab, &arguments).await?,
        _ => None,
    };
    if let (Some(lab), Some(dist)) = (&lab, &arguments.serve) {
        at_collectors(lab, dist)?;
    }
    println!("Ctrl-C ends everything.");
    let server = async {
        let Some(dist) = &arguments.serve else {
            return std::future::pending().await;
        };
        let routes = console::routes(dist, "/", Some(console::served_settings(lab.as_ref())));
        let (address, server) = console::listen(arguments.port, routes).await?;
        println!("  {:<15} http://{address}", "console");
        server.await;
        Ok::<(), String>(())
    };
    let outcome = tokio::select! {
        outcome = server => outcome,
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    };
    drop(nginx);
    outcome
}

/// Has the collectors serve the console, each to read itself over `remote_read`, which their own origin alone may.
fn at_collectors(lab: &Lab, dist: &Path) -> Result<(), String> {
    let dist = std::path::absolute(dist).map_err(|error| error.to_string())?;
    for member in [Member::CollectorB, Member::CollectorC] {
        let name = format!("{} samples", member.name());
        let nodes =
            [(name.as_str(), "/api/v1/read".to_owned(), "remote_read"), (member.name(), "/".to_owned(), "prometheus")];
        console::install(&dist, &lab.user_assets(member), &console::settings(nodes))?;
        println!("  {:<15} {}/user/  the console, which reads it over remote_read", member.name(), lab.url(member));
    }
    Ok(())
}

/// Starts nginx before the lab, and says what is not there.
async fn before(lab: &Lab, arguments: &Arguments) -> Result<Option<Nginx>, String> {
    for missing in Member::PEERS.into_iter().filter_map(|member| programs::peer(member).err()) {
        println!("  without {missing}");
    }
    if let Err(missing) = programs::nginx() {
        println!("  without {missing}");
        return Ok(None);
    }
    let dist = arguments.serve.clone().unwrap_or_else(|| "dist".into());
    let dist = std::path::absolute(dist).map_err(|error| error.to_string())?;
    let (settings, below) = console::proxied(lab);
    let nginx = Nginx::start(NGINX_PORT, &dist, &settings, &below).await?;
    println!("  {:<15} {}  the console and its nodes at one origin", "nginx", nginx.url());
    Ok(Some(nginx))
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match parse(std::env::args().skip(1)) {
        Ok(arguments) => run(arguments).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lab: {error}");
            ExitCode::FAILURE
        }
    }
}
