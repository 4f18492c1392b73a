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
use super::options::{ExternalLabels, Options, Release, Scraped};
use super::peers;
use super::ports::{PortChoice, Ports};
use super::programs::{self, Programs};
use super::watchdog::Watchdog;

/// The running federation. Dropping it ends everything and removes its folder.
#[derive(Debug)]
pub(crate) struct Lab {
    // Before the watchdog: fields are dropped in their order, and it removes the folder last.
    daemons: BTreeMap<Member, Daemon>,
    ports: Ports,
    folder: PathBuf,
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
        let mut lab = Self { daemons: BTreeMap::new(), ports, folder, _watchdog: watchdog.clone() };
        let is_installed = |member: &Member| !Member::PEERS.contains(member) || programs.peers.contains_key(member);
        for member in Member::ALL.into_iter().filter(|member| options.has(*member) && is_installed(member)) {
            // A program that is already there would answer in place of ours.
            let port = lab.ports.of(member);
            if options.ports == PortChoice::Fixed && std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Err(format!("port {port}, for {}, is in use: end what listens there first", member.name()));
            }
            let recipe = lab.recipe(programs, member, options)?;
            lab.daemons.insert(member, Daemon::start(recipe, watchdog.clone())?);
        }
        for daemon in lab.daemons.values_mut() {
            daemon.ready().await?;
        }
        if lab.has(Member::InfluxDb) {
            peers::make_database(&lab.url(Member::InfluxDb)).await?;
        }
        lab.wait_for_samples().await?;
        Ok(lab)
    }

    /// The members that take part, with their URLs.
    pub(crate) fn urls(&self) -> impl Iterator<Item = (Member, String)> + '_ {
        self.daemons.keys().map(|member| (*member, self.url(*member)))
    }

    /// Whether a member takes part.
    pub(crate) fn has(&self, member: Member) -> bool {
        self.daemons.contains_key(&member)
    }

    /// Where a member answers, without a slash at the end.
    pub(crate) fn url(&self, member: Member) -> String {
        format!("http://127.0.0.1:{}", self.ports.of(member))
    }

    /// What a collector serves at `/user/` (`--web.user-assets`).
    pub(crate) fn user_assets(&self, member: Member) -> PathBuf {
        self.home(member).join("assets")
    }

    fn home(&self, member: Member) -> PathBuf {
        self.folder.join(member.name().replace(' ', "-"))
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
        let awaited = [
            (Member::CollectorB, firing.as_str()),
            (Member::CollectorC, &firing),
            (Member::Reader, config::RECORDED),
            (Member::CollectorD, &firing),
            (Member::VictoriaMetrics, config::RECORDED),
        ];
        for (member, expression) in awaited.into_iter().filter(|(member, _)| self.has(*member)) {
            let base = self.url(member);
            api::eventually(Duration::from_secs(30), async || {
                let values = api::values(&base, expression, api::now()).await?;
                if values.is_empty() { Err(format!("{} has no {expression}", member.name())) } else { Ok(()) }
            })
            .await?;
        }
        if self.has(Member::InfluxDb) && self.has(Member::CollectorD) {
            peers::wait_for_points(&self.url(Member::InfluxDb), config::RECORDED).await?;
        }
        Ok(())
    }

    fn recipe(&self, programs: &Programs, member: Member, options: Options) -> Result<Recipe, String> {
        let home = self.home(member);
        let port = self.ports.of(member);
        let alertmanagers = [Member::AlertmanagerOne, Member::AlertmanagerTwo];
        let alertmanagers: Vec<u16> =
            alertmanagers.into_iter().filter(|one| options.has(*one)).map(|one| self.ports.of(one)).collect();
        let collectors = [self.ports.of(Member::CollectorB), self.ports.of(Member::CollectorC)];
        let own_label = |name: &'static str| match options.labels {
            ExternalLabels::Distinct => Some(name),
            ExternalLabels::Equal => Some("pair"),
        };
        let mut targets = vec![("node", self.ports.of(Member::NodeExporter))];
        if options.scraped == Scraped::NodeAndThemselves || member == Member::CollectorD {
            targets.push(("prometheus", port));
        }
        let prometheus = match options.release {
            Release::OnPath => &programs.prometheus,
            Release::Version3 => {
                let newer = programs.peers.get(&Member::CollectorD);
                newer.ok_or_else(|| programs::not_installed(Member::CollectorD.product()))?
            }
        };
        let (program, ready, configuration, mut arguments) = match member {
            Member::NodeExporter => (&programs.node_exporter, "/", String::new(), node_exporter_arguments()),
            Member::CollectorB => {
                let mut arguments = prometheus_arguments(&home);
                arguments.extend(["--web.enable-lifecycle".to_owned(), user_assets(&home)]);
                let text = config::collector(own_label("B"), &targets, &alertmanagers);
                (prometheus, "/-/ready", text, arguments)
            }
            Member::CollectorC => {
                let mut arguments = prometheus_arguments(&home);
                arguments.push(user_assets(&home));
                let text = config::collector(own_label("C"), &targets, &alertmanagers);
                (prometheus, "/-/ready", text, arguments)
            }
            Member::Reader | Member::Mirror => {
                (prometheus, "/-/ready", config::reader(collectors), prometheus_arguments(&home))
            }
            Member::AlertmanagerOne | Member::AlertmanagerTwo => {
                let arguments = alertmanager_arguments(&home, self.ports.gossip, member);
                (&programs.alertmanager, "/-/ready", config::alertmanager(), arguments)
            }
            Member::CollectorD => {
                let written = Member::PEERS.into_iter().filter(|member| self.has(*member));
                let written: Vec<String> =
                    written.filter_map(|member| peers::write_url(member, &self.url(member))).collect();
                let text = config::collector(Some("D"), &targets, &alertmanagers);
                let text = text + config::remote_write(&written).as_str();
                (&programs.peers[&member], "/-/ready", text, peers::collector_arguments(&home))
            }
            Member::VictoriaMetrics => {
                (&programs.peers[&member], "/health", String::new(), peers::victoria_metrics_arguments(&home))
            }
            Member::InfluxDb => {
                let arguments =
                    vec!["run".to_owned(), "-config".to_owned(), home.join("config.yml").display().to_string()];
                (&programs.peers[&member], "/ping", config::influxdb(&home, port, self.ports.backup), arguments)
            }
        };
        if options.release == Release::Version3 && prometheus == program {
            arguments.push("--enable-feature=promql-experimental-functions".to_owned());
        }
        match member {
            Member::VictoriaMetrics => arguments.push(format!("-httpListenAddr=127.0.0.1:{port}")),
            // Its configuration says it.
            Member::InfluxDb => {}
            _ => arguments.push(format!("--web.listen-address=127.0.0.1:{port}")),
        }
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

fn user_assets(home: &Path) -> String {
    format!("--web.user-assets={}", home.join("assets").display())
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
