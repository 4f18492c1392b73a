//! A Prometheus beside the lab that stores what it is sent (remote write), native histograms too, and scrapes nothing.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Client;

use super::daemon::{Daemon, Recipe};
use super::federation::{new_folder, prometheus_arguments, write};
use super::ports::free_port;
use super::watchdog::Watchdog;

/// It, while it runs.
#[derive(Debug)]
pub(crate) struct Receiver {
    // Before the watchdog, which removes the folder last.
    _daemon: Daemon,
    url: String,
    _watchdog: Watchdog,
}

impl Receiver {
    /// Starts this Prometheus and waits until it is ready.
    pub(crate) async fn start(program: PathBuf) -> Result<Self, String> {
        let folder = new_folder()?;
        let watchdog = Watchdog::start(Some(&folder))?;
        let home = folder.join("receiver");
        let url = format!("http://127.0.0.1:{}", free_port());
        write(&home, "config.yml", "global:\n  external_labels:\n    collector: R\n")?;
        let mut arguments = prometheus_arguments(&home);
        let address = url.trim_start_matches("http://");
        arguments.extend([
            "--web.enable-remote-write-receiver".to_owned(),
            "--enable-feature=native-histograms".to_owned(),
            format!("--web.listen-address={address}"),
        ]);
        let ready = format!("{url}/-/ready");
        let recipe = Recipe { name: "receiver", program, arguments, log: home.join("log"), ready };
        let mut daemon = Daemon::start(recipe, watchdog.clone())?;
        daemon.ready().await?;
        Ok(Self { _daemon: daemon, url, _watchdog: watchdog })
    }

    /// Where it answers, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Sends it a snappy block with a write request.
    pub(crate) async fn store(&self, body: Vec<u8>) -> Result<(), String> {
        store(&self.url, body).await
    }
}

/// Sends a Prometheus that takes remote writes a snappy block with a write request.
pub(crate) async fn store(base: &str, body: Vec<u8>) -> Result<(), String> {
    let request = Client::new()
        .post(format!("{base}/api/v1/write"))
        .header("Content-Encoding", "snappy")
        .header("Content-Type", "application/x-protobuf")
        .header("X-Prometheus-Remote-Write-Version", "0.1.0");
    let answer = request.body(body).timeout(Duration::from_secs(30)).send().await;
    let answer = answer.map_err(|error| error.to_string())?;
    let status = answer.status();
    let text = answer.text().await.map_err(|error| error.to_string())?;
    if status.is_success() { Ok(()) } else { Err(format!("{status}: {text}")) }
}
