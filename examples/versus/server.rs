//! A real Prometheus that holds the series, and how long it takes to evaluate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fleet::{Answer, Grid};
use crate::lab::daemon::{Daemon, Recipe};
use crate::lab::watchdog::Watchdog;
use crate::lab::{ports, programs};

/// A Prometheus on a port of its own, and its folder.
#[derive(Debug)]
pub(crate) struct Server {
    /// Major and minor version.
    pub(crate) version: (u32, u32),
    daemon: Daemon,
    folder: PathBuf,
    base: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts the newest one that is installed on blocks made of this text.
    pub(crate) async fn start(openmetrics: &str) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("narthex-versus-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        load(&folder, openmetrics)?;
        let port = ports::free_port();
        let base = format!("http://127.0.0.1:{port}");
        fs::write(folder.join("prometheus.yml"), "global: {}\n").map_err(|error| error.to_string())?;
        let argument = |name: &str, value: String| format!("--{name}={value}");
        let (version, program) = programs::newest_prometheus().ok_or("no prometheus: tools/setup.sh installs it")?;
        let recipe = Recipe {
            name: "prometheus",
            program,
            arguments: vec![
                argument("config.file", folder.join("prometheus.yml").display().to_string()),
                argument("storage.tsdb.path", folder.join("data").display().to_string()),
                argument("storage.tsdb.retention.time", "100y".into()),
                argument("web.listen-address", format!("127.0.0.1:{port}")),
                argument("query.max-samples", "500000000".into()),
            ],
            log: folder.join("log"),
            ready: format!("{base}/-/ready"),
        };
        let mut daemon = Daemon::start(recipe, Watchdog::start(Some(&folder))?)?;
        daemon.ready().await?;
        Ok(Self { version, daemon, folder, base, client: reqwest::Client::new() })
    }

    /// Asks over a grid. Gives its `innerEvalTime` too: evaluation with the reading of its chunks, without parsing and
    /// encoding; in seconds.
    pub(crate) async fn query(&self, expression: &str, grid: Grid) -> Result<(f64, Answer), String> {
        let [start, end, step] = [grid.start, grid.end, grid.step].map(|ms| (ms / 1000).to_string());
        let form = [("query", expression), ("start", &start), ("end", &end), ("step", &step), ("stats", "all")];
        let url = reqwest::Url::parse_with_params(&format!("{}/api/v1/query_range", self.base), form);
        let url = url.map_err(|error| error.to_string())?;
        let text = async { self.client.get(url).send().await?.text().await }.await;
        let text = text.map_err(|error| format!("{expression}: {error}"))?;
        let answer: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| format!("{expression}: {error}"))?;
        let data = &answer["data"];
        let seconds = data["stats"]["timings"]["innerEvalTime"].as_f64();
        let seconds = seconds.ok_or_else(|| format!("{expression}: no timings in {answer:.300}"))?;
        let series = data["result"].as_array().map_or(0, Vec::len);
        let samples =
            data["result"].as_array().into_iter().flatten().filter_map(|one| one["values"].as_array()).flatten();
        let numbers = samples.filter_map(|sample| sample[1].as_str()?.parse::<f64>().ok());
        Ok((seconds, Answer { series, sum: numbers.filter(|value| value.is_finite()).sum() }))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.daemon.stop();
        // A folder that stays behind in the system's temporary folder does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Makes blocks of the text.
fn load(folder: &Path, openmetrics: &str) -> Result<(), String> {
    let text = folder.join("series.txt");
    fs::write(&text, openmetrics).map_err(|error| format!("{}: {error}", text.display()))?;
    let output = Command::new(programs::one_of(&["promtool"])?)
        .args(["tsdb", "create-blocks-from", "openmetrics", "--quiet"])
        .args([text, folder.join("data")])
        .output()
        .map_err(|error| format!("promtool: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
