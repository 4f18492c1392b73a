//! Probing a server: its product and version, its clock, the remotes it reads or its cluster's peers.

use futures_util::future;

use super::Server;
use crate::model::node::{Endpoint, NodeStatus};
use crate::model::outcome::Failure;
use crate::model::query::Limits;
use crate::model::value::Value;
use crate::wire::alertmanager;
use crate::wire::prometheus::buildinfo::{self, Product};
use crate::wire::prometheus::query::decoder::Decoder;
use crate::wire::prometheus::{config, query};
use crate::wire::transport::Transport;

/// The node's clock as its answer tells it.
struct Clock {
    /// Who evaluates a scalar to a vector of one.
    product: Option<Product>,
    difference_ms: Option<f64>,
    latency_ms: f64,
}

impl<T: Transport> Server<T> {
    /// Asks all that a probe asks.
    pub(super) async fn look(&self, limits: Limits) -> Result<NodeStatus, Failure> {
        // Nodes that give series have other sources.
        if matches!(self.node.endpoint, Endpoint::Alertmanager { .. }) {
            self.look_at_alertmanager(limits).await
        } else {
            self.look_at_prometheus(limits).await
        }
    }

    /// The query for the time decides whether the node is there. Versions before 2.14 have no build
    /// information, and other products may not tell their configuration.
    async fn look_at_prometheus(&self, limits: Limits) -> Result<NodeStatus, Failure> {
        let asked = future::join3(
            self.clock(limits),
            self.fetch(buildinfo::PATH, "", limits),
            self.fetch(config::PATH, "", limits),
        );
        let (clock, build, config) = asked.await;
        let clock = clock?;
        let mut latency_ms = clock.latency_ms;
        // VictoriaMetrics does not let pages of other origins read its build information.
        let mut product = clock.product.unwrap_or_default();
        if let Ok(build) = build {
            latency_ms = latency_ms.min(build.latency_ms);
            product = buildinfo::decode(&build.head, &build.body).unwrap_or(product);
        }
        if let Ok(config) = config {
            latency_ms = latency_ms.min(config.latency_ms);
            if let Ok(remotes) = config::decode(&config.head, &config.body) {
                self.remotes.replace(Some(remotes));
            }
        }
        Ok(NodeStatus {
            product: product.name,
            version: product.version,
            latency_ms,
            clock_difference_ms: clock.difference_ms,
            remotes: self.known_remotes().into_iter().map(|remote| remote.url).collect(),
            peers: Vec::new(),
            peers_left_out: 0,
            file: None,
        })
    }

    async fn clock(&self, limits: Limits) -> Result<Clock, Failure> {
        let (path, form) = query::time(limits.timeout_ms);
        let answer = self.fetch_form(path, &form, limits).await?;
        let received = self.transport.now_ms();
        let mut decoder = Decoder::new(&answer.head, limits.max_bytes);
        decoder.feed(answer.body)?;
        let (there, product) = match decoder.finish()?.value {
            Value::Scalar { value, .. } => (Some(value * 1000.0), None),
            Value::Vector(block) => {
                (block.values.first().map(|seconds| seconds * 1000.0), Some(Product::victoria_metrics()))
            }
            Value::Matrix(_) | Value::Text { .. } => (None, None),
        };
        let here = received - answer.latency_ms / 2.0;
        // VictoriaMetrics tells whole seconds.
        let within = if product.is_some() { 1000.0 } else { 0.0 };
        let difference_ms = there.map(|there| there - here).filter(|difference| difference.is_finite());
        let difference_ms = difference_ms.map(|ms| if (-within..=0.0).contains(&ms) { 0.0 } else { ms });
        Ok(Clock { product, difference_ms, latency_ms: answer.latency_ms })
    }

    async fn look_at_alertmanager(&self, limits: Limits) -> Result<NodeStatus, Failure> {
        let answer = self.fetch(alertmanager::STATUS, "", limits).await?;
        let status = alertmanager::status(&answer.head, &answer.body)?;
        Ok(NodeStatus {
            product: "Alertmanager".to_owned(),
            version: status.version,
            latency_ms: answer.latency_ms,
            clock_difference_ms: None,
            remotes: Vec::new(),
            peers: status.peers,
            peers_left_out: status.peers_left_out,
            file: None,
        })
    }
}
