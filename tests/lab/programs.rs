//! Finds the lab's programs. Debian prefixes some of their names.

use std::env;
use std::path::PathBuf;

/// Where each program lies.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) prometheus: PathBuf,
    pub(crate) node_exporter: PathBuf,
    pub(crate) alertmanager: PathBuf,
}

impl Programs {
    /// Looks in PATH; the error names what is missing and what brings it.
    pub(crate) fn find() -> Result<Self, String> {
        Ok(Self {
            prometheus: one_of(&["prometheus"])?,
            node_exporter: one_of(&["prometheus-node-exporter", "node_exporter"])?,
            alertmanager: one_of(&["prometheus-alertmanager", "alertmanager"])?,
        })
    }
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
