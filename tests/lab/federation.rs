//! Starts the members, wires them up, waits until samples and alerts flow; then stops, freezes and restarts them
//! as a test wishes.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of a test are small")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::api;
use super::config;
use super::daemon::{Daemon, Recipe};
use super::member::Member;
use super::ports::{PortChoice, Ports};
use super::programs::Programs;
use super::watchdog::Watchdog;

/// What the collectors say of themselves in what they hand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExternalLabels {
    /// `collector="B"` and `collector="C"`: A shows each series twice.
    Distinct,
    /// `collector="pair"` for both: A merges them into one.
    Equal,
}

/// Whether there is a second reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mirror {
    With,
    Without,
}

/// Whom the collectors scrape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scraped {
    /// The `node_exporter`.
    Node,
    /// That, and each collector itself, whose metrics are many and have classic histograms.
    NodeAndThemselves,
}

/// How the lab is set up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) ports: PortChoice,
    pub(crate) labels: ExternalLabels,
    pub(crate) mirror: Mirror,
    pub(crate) scraped: Scraped,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ports: PortChoice::Free,
            labels: ExternalLabels::Distinct,
            mirror: Mirror::Without,
            scraped: Scraped::Node,
        }
    }
}

/// The running federation. Dropping it ends everything and removes its folder.
#[derive(Debug)]
pub(crate) struct Lab {
    // Before the watchdog: fields are dropped in their order, and it removes the folder last.
    daemons: BTreeMap<Member, Daemon>,
    ports: Ports,
    _watchdog: Watchdog,
}

impl Lab {
    /// Starts everything and waits until A answers with both collectors' samples and one alert fires.
    pub(crate) async fn start(options: Options) -> Result<Self, String> {
        let programs = Programs::find()?;
        match Self::try_start(&programs, options).await {
            // Somebody may have taken a free port between our looking and the program's listening.
            Err(error) if options.ports == PortChoice::Free && error.contains("address already in use") => {
                Self::try_start(&programs, options).await
            }
            outcome => outcome,
        }
    }

    async fn try_start(programs: &Programs, options: Options) -> Result<Self, String> {
        let ports = Ports::choose(options.ports);
        let folder = new_folder()?;
        let watchdog = Watchdog::start(Some(&folder))?;
        let mut lab = Self { daemons: BTreeMap::new(), ports, _watchdog: watchdog.clone() };
        for member in Member::ALL {
            if member == Member::Mirror && options.mirror == Mirror::Without {
                continue;
            }
            // A program that is already there would answer in place of ours.
            let port = lab.ports.of(member);
            if options.ports == PortChoice::Fixed && std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Err(format!("port {port}, for {}, is in use: end what listens there first", member.name()));
            }
            let recipe = lab.recipe(programs, member, &folder, options)?;
            lab.daemons.insert(member, Daemon::start(recipe, watchdog.clone())?);
        }
        for daemon in lab.daemons.values_mut() {
            daemon.ready().await?;
        }
        lab.wait_for_samples().await?;
        Ok(lab)
    }

    /// The members that take part, with their URLs.
    pub(crate) fn urls(&self) -> impl Iterator<Item = (Member, String)> + '_ {
        self.daemons.keys().map(|member| (*member, self.url(*member)))
    }

    /// Where a member answers, without a slash at the end.
    pub(crate) fn url(&self, member: Member) -> String {
        format!("http://127.0.0.1:{}", self.ports.of(member))
    }

    /// Ends a member.
    pub(crate) fn stop(&mut self, member: Member) {
        self.daemon(member).stop();
    }

    /// Starts a stopped member, with the data it had, and waits until it is ready.
    pub(crate) async fn start_again(&mut self, member: Member) -> Result<(), String> {
        let daemon = self.daemon(member);
        daemon.start_again()?;
        daemon.ready().await
    }

    /// Keeps a member from running; its port stays open and answers nothing.
    pub(crate) fn freeze(&mut self, member: Member) {
        self.daemon(member).freeze();
    }

    /// Lets a frozen member go on.
    pub(crate) fn thaw(&mut self, member: Member) {
        self.daemon(member).thaw();
    }

    fn daemon(&mut self, member: Member) -> &mut Daemon {
        self.daemons.get_mut(&member).expect("the lab was started with this member")
    }

    async fn wait_for_samples(&self) -> Result<(), String> {
        // The rules are evaluated in order: when the alert is there, so is the recorded series.
        let firing = format!("ALERTS{{alertname=\"{}\",alertstate=\"firing\"}}", config::FIRING_ALERT);
        for (member, expression) in
            [(Member::CollectorB, firing.as_str()), (Member::CollectorC, &firing), (Member::Reader, config::RECORDED)]
        {
            let base = self.url(member);
            api::eventually(Duration::from_secs(30), async || {
                let values = api::values(&base, expression, api::now()).await?;
                if values.is_empty() { Err(format!("{} has no {expression}", member.name())) } else { Ok(()) }
            })
            .await?;
        }
        Ok(())
    }

    fn recipe(&self, programs: &Programs, member: Member, folder: &Path, options: Options) -> Result<Recipe, String> {
        let home = folder.join(member.name().replace(' ', "-"));
        let port = self.ports.of(member);
        let alertmanagers = [self.ports.of(Member::AlertmanagerOne), self.ports.of(Member::AlertmanagerTwo)];
        let collectors = [self.ports.of(Member::CollectorB), self.ports.of(Member::CollectorC)];
        let own_label = |name: &'static str| match options.labels {
            ExternalLabels::Distinct => Some(name),
            ExternalLabels::Equal => Some("pair"),
        };
        let mut targets = vec![("node", self.ports.of(Member::NodeExporter))];
        if options.scraped == Scraped::NodeAndThemselves {
            targets.push(("prometheus", port));
        }
        let (program, ready, configuration, mut arguments) = match member {
            Member::NodeExporter => (&programs.node_exporter, "/", String::new(), node_exporter_arguments()),
            Member::CollectorB => {
                let mut arguments = prometheus_arguments(&home);
                arguments.push("--web.enable-lifecycle".to_owned());
                let text = config::collector(own_label("B"), &targets, alertmanagers);
                (&programs.prometheus, "/-/ready", text, arguments)
            }
            Member::CollectorC => {
                let text = config::collector(own_label("C"), &targets, alertmanagers);
                (&programs.prometheus, "/-/ready", text, prometheus_arguments(&home))
            }
            Member::Reader | Member::Mirror => {
                (&programs.prometheus, "/-/ready", config::reader(collectors), prometheus_arguments(&home))
            }
            Member::AlertmanagerOne | Member::AlertmanagerTwo => {
                let arguments = alertmanager_arguments(&home, self.ports.gossip, member);
                (&programs.alertmanager, "/-/ready", config::alertmanager(), arguments)
            }
        };
        arguments.push(format!("--web.listen-address=127.0.0.1:{port}"));
        write(&home, "config.yml", &configuration)?;
        write(&home, "rules.yml", &config::rules())?;
        Ok(Recipe {
            name: member.name(),
            program: program.clone(),
            arguments,
            log: home.join("log"),
            ready: format!("{}{ready}", self.url(member)),
        })
    }
}

/// A few collectors only: two scrapes a second of all of them would be felt on a small machine.
fn node_exporter_arguments() -> Vec<String> {
    ["disable-defaults", "loadavg", "cpu", "meminfo", "filesystem", "netdev", "time", "uname"]
        .map(|name| format!("--collector.{name}"))
        .to_vec()
}

pub(crate) fn prometheus_arguments(home: &Path) -> Vec<String> {
    vec![
        format!("--config.file={}", home.join("config.yml").display()),
        format!("--storage.tsdb.path={}", home.join("data").display()),
        "--storage.tsdb.retention.time=1d".to_owned(),
        "--log.level=warn".to_owned(),
    ]
}

fn alertmanager_arguments(home: &Path, gossip: [u16; 2], member: Member) -> Vec<String> {
    let [one, two] = gossip;
    let (own, other) = if member == Member::AlertmanagerOne { (one, two) } else { (two, one) };
    vec![
        format!("--config.file={}", home.join("config.yml").display()),
        format!("--storage.path={}", home.join("data").display()),
        format!("--cluster.listen-address=127.0.0.1:{own}"),
        format!("--cluster.advertise-address=127.0.0.1:{own}"),
        format!("--cluster.peer=127.0.0.1:{other}"),
        "--cluster.settle-timeout=2s".to_owned(),
        "--cluster.reconnect-interval=1s".to_owned(),
        "--log.level=warn".to_owned(),
    ]
}

/// A folder that nobody else has, in the system's folder for temporary files.
pub(crate) fn new_folder() -> Result<PathBuf, String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let stamp = (api::now() * 1000.0) as u64;
    let folder = std::env::temp_dir().join(format!("narthex-lab-{}-{stamp}-{count}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    Ok(folder)
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, text))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}
