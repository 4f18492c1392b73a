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
}

impl Member {
    /// Every member, in the order in which they are started: who is read from, before who reads.
    pub(crate) const ALL: [Self; 7] = [
        Self::NodeExporter,
        Self::AlertmanagerOne,
        Self::AlertmanagerTwo,
        Self::CollectorB,
        Self::CollectorC,
        Self::Reader,
        Self::Mirror,
    ];

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
        }
    }

    /// The kind of node that the console takes it for; `None`: not a node.
    pub(crate) fn node_kind(self) -> Option<&'static str> {
        match self {
            Self::NodeExporter => None,
            Self::CollectorB | Self::CollectorC | Self::Reader | Self::Mirror => Some("prometheus"),
            Self::AlertmanagerOne | Self::AlertmanagerTwo => Some("alertmanager"),
        }
    }
}
