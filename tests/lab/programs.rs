//! Finds the lab's programs. Debian prefixes some of their names.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::member::Member;

/// Where each program lies.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) prometheus: PathBuf,
    pub(crate) node_exporter: PathBuf,
    pub(crate) alertmanager: PathBuf,
    /// Other products, those that are installed.
    pub(crate) peers: BTreeMap<Member, PathBuf>,
}

impl Programs {
    /// Looks in PATH; the error names what is missing and what brings it.
    pub(crate) fn find() -> Result<Self, String> {
        let peers = Member::ALL.into_iter().filter_map(|member| Some((member, peer(member).ok()?)));
        Ok(Self {
            prometheus: one_of(&["prometheus"])?,
            node_exporter: one_of(&["prometheus-node-exporter", "node_exporter"])?,
            alertmanager: one_of(&["prometheus-alertmanager", "alertmanager"])?,
            peers: peers.collect(),
        })
    }
}

/// The program of a peer; the error says what brings it.
pub(crate) fn peer(member: Member) -> Result<PathBuf, String> {
    match member {
        Member::CollectorD => newest_prometheus().filter(|(version, _)| *version >= (3, 0)).map(|newest| newest.1),
        Member::VictoriaMetrics => one_of(&["victoria-metrics", "victoria-metrics-prod"]).ok(),
        Member::InfluxDb => one_of(&["influxd"]).ok(),
        _ => None,
    }
    .ok_or_else(|| not_installed(member.product()))
}

/// nginx; the error says what brings it.
pub(crate) fn nginx() -> Result<PathBuf, String> {
    one_of(&["nginx"]).map_err(|_| not_installed("nginx"))
}

/// Says what is missing, and what brings it.
pub(super) fn not_installed(product: &str) -> String {
    format!("{product} is not in PATH: `tools/setup.sh peers` installs it")
}

/// The Prometheus of the highest version, with that (major, minor).
pub(crate) fn newest_prometheus() -> Option<((u32, u32), PathBuf)> {
    let found = ["prometheus-3", "prometheus"].into_iter().filter_map(|name| one_of(&[name]).ok());
    found.filter_map(|program| Some((version(&program)?, program))).max_by_key(|(version, _)| *version)
}

/// What it says of itself: `prometheus, version 3.5.3+ds1 (branch: …`.
fn version(program: &Path) -> Option<(u32, u32)> {
    let output = Command::new(program).arg("--version").output().ok()?;
    // Old ones write it to stderr.
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let mut numbers = said.split_once("version ")?.1.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// The first program of these names in PATH.
pub(crate) fn one_of(names: &[&str]) -> Result<PathBuf, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
        .ok_or_else(|| format!("{} is not in PATH: tools/setup.sh installs it", names.join(" or ")))
}
