//! Where a node is, as data of its kind; and what holds of all nodes of a kind.
//!
//! A new kind is a variant of [`Endpoint`] and of [`NodeKind`], and a row of [`NodeKind::traits`]. What asks about a
//! kind asks these tables; only what is written for one kind (its source, its words, the reading of its address)
//! matches on it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::file::LocalFile;

/// Where a node is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Endpoint {
    /// A server of the Prometheus HTTP API: Prometheus, Thanos, Mimir, `VictoriaMetrics`.
    Server {
        /// The base URL, without `/api/v1` and without a slash at its end.
        url: String,
    },
    /// A server of Alertmanager's API v2.
    Alertmanager {
        /// The base URL, without `/api/v2` and without a slash at its end.
        url: String,
    },
    /// A file with series.
    File(FileAddress),
    /// What gives raw samples over `remote_read`: a Prometheus, an `InfluxDB`.
    RemoteRead {
        /// The whole URL of the read, as `http://b:9090/api/v1/read`; it may have a query string.
        url: String,
    },
    /// A collector of the made-up fleet.
    Demo {
        /// Which.
        collector: DemoCollector,
    },
    /// Other nodes, read together.
    Federation(Federation),
}

/// Nodes that are read together: zones, which hold different series, of replicas, which hold the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Federation {
    /// The zones; at least one.
    pub zones: Vec<FederationZone>,
    /// After how many milliseconds without an answer another replica is asked besides; `None`: only when one has
    /// failed.
    pub hedge_after_ms: Option<u32>,
}

/// The replicas of a zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FederationZone {
    /// Its name; may be empty.
    pub name: String,
    /// The names of the nodes, the one that is asked first at the front; at least one.
    pub members: Vec<String>,
}

impl Federation {
    /// The federation of this text, as it is shown.
    pub fn parse(text: &str) -> Self {
        let names = |zone: &str| {
            let names = zone.split('|').map(str::trim).filter(|name| !name.is_empty());
            FederationZone { name: String::new(), members: names.map(str::to_owned).collect() }
        };
        let zones = text.split(',').map(names).filter(|zone| !zone.members.is_empty());
        Self { zones: zones.collect(), hedge_after_ms: None }
    }

    /// The names of all members, zone after zone.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.zones.iter().flat_map(|zone| zone.members.iter().map(String::as_str))
    }
}

/// As people are shown it: zones and, behind a stroke each, replicas: `B | B′, C | C′`.
impl fmt::Display for Federation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zones: Vec<_> = self.zones.iter().map(|zone| zone.members.join(" | ")).collect();
        f.write_str(&zones.join(", "))
    }
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FileAddress {
    /// On a server, at this URL: a saved file, or an exporter's metrics.
    Url(String),
    /// In this page, which a person gave it to.
    Local(LocalFile),
}

/// A collector of the made-up fleet (`source::demo`): two zones, each with two replicas that scrape the same targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DemoCollector {
    /// The first of its zone.
    B,
    /// Its replica, which has gaps, and a clock that is ahead.
    BPrime,
    /// The first of the other zone; slow to answer.
    C,
    /// Its replica, which fails now and then.
    CPrime,
}

impl DemoCollector {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::B, Self::BPrime, Self::C, Self::CPrime];

    /// Its name in `narthex.json` and in stored settings, and what people see.
    pub const fn name(self) -> &'static str {
        match self {
            Self::B => "B",
            Self::BPrime => "B′",
            Self::C => "C",
            Self::CPrime => "C′",
        }
    }

    /// The collector of this name; an apostrophe will do for the prime. `None` where none has it.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().replace('\'', "′");
        Self::ALL.into_iter().find(|collector| collector.name() == name)
    }
}

impl Endpoint {
    /// The kind of a node that is here.
    pub const fn kind(&self) -> NodeKind {
        match self {
            Self::Server { .. } => NodeKind::Server,
            Self::Alertmanager { .. } => NodeKind::Alertmanager,
            Self::File(_) => NodeKind::File,
            Self::RemoteRead { .. } => NodeKind::RemoteRead,
            Self::Demo { .. } => NodeKind::Demo,
            Self::Federation(_) => NodeKind::Federation,
        }
    }

    /// The URL that is asked; `None` where there is none that means anything outside this page.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Server { url }
            | Self::Alertmanager { url }
            | Self::RemoteRead { url }
            | Self::File(FileAddress::Url(url)) => Some(url),
            Self::File(FileAddress::Local(_)) | Self::Demo { .. } | Self::Federation(_) => None,
        }
    }

    /// The file that this page holds and the node is; `None` for every other node.
    pub const fn local_file(&self) -> Option<LocalFile> {
        match self {
            Self::File(FileAddress::Local(file)) => Some(*file),
            Self::File(FileAddress::Url(_))
            | Self::Server { .. }
            | Self::Alertmanager { .. }
            | Self::RemoteRead { .. }
            | Self::Demo { .. }
            | Self::Federation(_) => None,
        }
    }

    /// The nodes that it is made of; `None` where it is no federation.
    pub const fn federation(&self) -> Option<&Federation> {
        if let Self::Federation(federation) = self { Some(federation) } else { None }
    }
}

/// As people are shown it.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server { url }
            | Self::Alertmanager { url }
            | Self::RemoteRead { url }
            | Self::File(FileAddress::Url(url)) => f.write_str(url),
            Self::File(FileAddress::Local(file)) => f.write_str(&file.url()),
            Self::Demo { collector } => write!(f, "demo:{}", collector.name()),
            Self::Federation(federation) => federation.fmt(f),
        }
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NodeKind {
    /// [`Endpoint::Server`].
    #[default]
    Server,
    /// [`Endpoint::Alertmanager`].
    Alertmanager,
    /// [`Endpoint::File`].
    File,
    /// [`Endpoint::RemoteRead`].
    RemoteRead,
    /// [`Endpoint::Demo`].
    Demo,
    /// [`Endpoint::Federation`].
    Federation,
}

/// What holds of all nodes of a kind.
#[expect(clippy::struct_excessive_bools, reason = "a row of a table whose columns are yes or no")]
struct Traits {
    key: &'static str,
    is_added_by_form: bool,
    answers_queries: bool,
    lists_rules: bool,
    evaluates_in_worker: bool,
    is_read_whole: bool,
}

impl NodeKind {
    /// All kinds, in the order in which people are offered them.
    pub const ALL: [Self; 6] =
        [Self::Server, Self::RemoteRead, Self::Federation, Self::Alertmanager, Self::File, Self::Demo];

    const fn traits(self) -> Traits {
        match self {
            Self::Server => Traits {
                key: "prometheus",
                is_added_by_form: true,
                answers_queries: true,
                lists_rules: true,
                evaluates_in_worker: false,
                is_read_whole: false,
            },
            Self::Alertmanager => Traits {
                key: "alertmanager",
                is_added_by_form: true,
                answers_queries: false,
                lists_rules: false,
                evaluates_in_worker: false,
                is_read_whole: false,
            },
            Self::File => Traits {
                key: "file",
                is_added_by_form: false,
                answers_queries: true,
                lists_rules: false,
                evaluates_in_worker: true,
                is_read_whole: true,
            },
            Self::RemoteRead => Traits {
                key: "remote_read",
                is_added_by_form: true,
                answers_queries: true,
                lists_rules: false,
                evaluates_in_worker: true,
                is_read_whole: false,
            },
            Self::Demo => Traits {
                key: "demo",
                is_added_by_form: false,
                answers_queries: true,
                lists_rules: true,
                evaluates_in_worker: true,
                is_read_whole: false,
            },
            Self::Federation => Traits {
                key: "federation",
                is_added_by_form: false,
                answers_queries: true,
                lists_rules: false,
                evaluates_in_worker: true,
                is_read_whole: false,
            },
        }
    }

    /// Its name in `narthex.json`, in stored settings and in forms; never changed, as old texts hold it.
    pub const fn key(self) -> &'static str {
        self.traits().key
    }

    /// The kind of this [`Self::key`]; `None` where none has it.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether a person adds such nodes in the form of the nodes page.
    pub const fn is_added_by_form(self) -> bool {
        self.traits().is_added_by_form
    }

    /// Whether expressions can be evaluated on it.
    pub const fn answers_queries(self) -> bool {
        self.traits().answers_queries
    }

    /// Whether it has rules to list.
    pub const fn lists_rules(self) -> bool {
        self.traits().lists_rules
    }

    /// Whether its expressions are evaluated by the worker, over series that the node gives; else by the node.
    pub const fn evaluates_in_worker(self) -> bool {
        self.traits().evaluates_in_worker
    }

    /// Whether all of it is read for any query, so that a failure to read has nothing to do with the expression.
    pub const fn is_read_whole(self) -> bool {
        self.traits().is_read_whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_key() {
        for kind in NodeKind::ALL {
            assert_eq!(NodeKind::from_key(kind.key()), Some(kind));
        }
        assert_eq!(NodeKind::from_key("loki"), None);
    }

    #[test]
    fn a_collector_is_found_by_its_name_however_the_prime_is_typed() {
        for collector in DemoCollector::ALL {
            assert_eq!(DemoCollector::named(collector.name()), Some(collector));
        }
        assert_eq!(DemoCollector::named(" C' "), Some(DemoCollector::CPrime));
        assert_eq!(DemoCollector::named("D"), None);
    }
}
