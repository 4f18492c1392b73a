//! Who takes part in the lab.

/// One running program of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Member {
    /// What is measured.
    NodeExporter,
    /// The first collector; it can be reloaded and quit over HTTP (`--web.enable-lifecycle`).
    CollectorB,
    /// The second collector, without that.
    CollectorC,
    /// The read-only Prometheus: scrapes nothing, answers by reading from B and C.
    Reader,
    /// A second reader, as A.
    Mirror,
    /// One of the two Alertmanagers, a cluster.
    AlertmanagerOne,
    /// The other one.
    AlertmanagerTwo,
    /// `VictoriaMetrics`, which D writes to.
    VictoriaMetrics,
    /// An `InfluxDB` 1.x, which D writes to.
    InfluxDb,
    /// A collector of version 3, with native histograms, which takes remote writes, too.
    CollectorD,
}

/// The database of `InfluxDB` that D writes to.
pub(crate) const DATABASE: &str = "prometheus";

impl Member {
    /// Every member, in the order in which they are started: who is read from or written to, before who reads or writes.
    pub(crate) const ALL: [Self; 10] = [
        Self::NodeExporter,
        Self::AlertmanagerOne,
        Self::AlertmanagerTwo,
        Self::CollectorB,
        Self::CollectorC,
        Self::Reader,
        Self::Mirror,
        Self::VictoriaMetrics,
        Self::InfluxDb,
        Self::CollectorD,
    ];

    /// The products besides the federation's.
    pub(crate) const PEERS: [Self; 3] = [Self::CollectorD, Self::VictoriaMetrics, Self::InfluxDb];

    /// The name on screen, in narthex.json and of its folder.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NodeExporter => "node_exporter",
            Self::CollectorB => "B",
            Self::CollectorC => "C",
            Self::Reader => "A",
            Self::Mirror => "A mirror",
            Self::AlertmanagerOne => "Alertmanager 1",
            Self::AlertmanagerTwo => "Alertmanager 2",
            Self::VictoriaMetrics => "VictoriaMetrics",
            Self::InfluxDb => "InfluxDB",
            Self::CollectorD => "D",
        }
    }

    /// What it is, in a few words.
    pub(crate) fn role(self) -> &'static str {
        match self {
            Self::NodeExporter => "measured by B and C",
            Self::CollectorB => "collector, with lifecycle API",
            Self::CollectorC => "collector",
            Self::Reader => "reader of B and C over remote_read",
            Self::Mirror => "a second reader",
            Self::AlertmanagerOne | Self::AlertmanagerTwo => "notified by B and C, clustered",
            Self::VictoriaMetrics => "written to by D",
            Self::InfluxDb => "written to by D, read over remote_read",
            Self::CollectorD => "collector of version 3, with native histograms",
        }
    }

    /// The product, as people call it.
    pub(crate) fn product(self) -> &'static str {
        match self {
            Self::NodeExporter => "node_exporter",
            Self::CollectorB | Self::CollectorC | Self::Reader | Self::Mirror => "Prometheus",
            Self::AlertmanagerOne | Self::AlertmanagerTwo => "Alertmanager",
            Self::VictoriaMetrics => "VictoriaMetrics",
            Self::InfluxDb => "InfluxDB 1.x",
            Self::CollectorD => "Prometheus 3",
        }
    }

    /// The path below a member's address at which the console asks it; empty for most.
    pub(crate) fn node_path(self) -> String {
        if self == Self::InfluxDb { format!("/api/v1/prom/read?db={DATABASE}") } else { String::new() }
    }

    /// The kind of node that the console takes it for; `None`: not a node.
    pub(crate) fn node_kind(self) -> Option<&'static str> {
        match self {
            Self::NodeExporter => None,
            Self::CollectorB
            | Self::CollectorC
            | Self::CollectorD
            | Self::Reader
            | Self::Mirror
            | Self::VictoriaMetrics => Some("prometheus"),
            Self::InfluxDb => Some("remote_read"),
            Self::AlertmanagerOne | Self::AlertmanagerTwo => Some("alertmanager"),
        }
    }
}
