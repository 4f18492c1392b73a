//! A query that a server evaluates: sent, decoded while it arrives, with the provenance of its result.

use super::Server;
use crate::model::answered::{Answered, SourceError};
use crate::model::count::to_u32;
use crate::model::outcome::{Failure, MissingRemote, NodeOutcome, Provenance};
use crate::model::query::{Limits, Progress, Query};
use crate::model::value::Value;
use crate::source::series::SourceRun;
use crate::wire::prometheus::query::decoder::Decoder;
use crate::wire::prometheus::query::{self, Reply};
use crate::wire::prometheus::remotes;
use crate::wire::prometheus::warnings::{self, Classified};
use crate::wire::transport::{Body, Transport};

/// The most time that the names of the remotes may delay a result that is there already.
const CONFIG_TIMEOUT_MS: u32 = 3000;

/// What is known of an answer while it is read.
#[derive(Default)]
struct Reading {
    /// Milliseconds from sending to the last byte so far.
    latency_ms: f64,
    /// When that byte came, on the transport's clock.
    received_at: f64,
}

impl<T: Transport> Server<T> {
    /// Has a query evaluated on the server. The run is told now and then how far the answer is read.
    pub(in crate::source) async fn query(
        &self,
        query: &Query,
        run: &SourceRun<'_, T>,
    ) -> Result<Answered<Value>, SourceError> {
        let mut reading = Reading::default();
        let reply = self.read(query, run, &mut reading).await;
        let reply = reply.map_err(|why| self.failed(why, run.yielder.elapsed_ms(), run.progress().bytes))?;
        let decode_ms = self.transport.ticks_ms() - reading.received_at;
        let Reply { value, warnings, infos, completeness, duplicates } = reply;
        let reported: Vec<_> = warnings.iter().filter_map(|warning| remotes::of_warning(warning)).collect();
        self.learn_remotes_of(&reported, run.limits).await;
        let known = self.known_remotes();
        let warnings = warnings::classify(warnings, &known);
        let answered = warnings.answered(completeness);
        let Classified { missing_remotes, gaps, annotations: warnings } = warnings;
        let (series, samples) = value.count();
        let own = self.outcome(answered, reading.latency_ms, run.progress().bytes);
        let mut nodes = vec![NodeOutcome { series, samples, ..own }];
        for remote in missing_remotes.iter().filter(|remote| !remote.url.is_empty()) {
            let timeout_ms = known.iter().find(|known| known.url == remote.url).map_or(0, |known| known.timeout_ms);
            nodes.push(NodeOutcome::of_remote(remote.url.clone(), remotes::failure(&remote.why, timeout_ms)));
        }
        let remotes = to_u32(known.len());
        let provenance = Provenance {
            nodes,
            missing_remotes,
            gaps,
            remotes,
            warnings,
            infos,
            duplicates,
            decode_ms,
            evaluation: None,
            federation: None,
        };
        Ok(Answered { value, provenance })
    }

    /// Sees to it that the remotes which a result lacks are known, if the node tells them.
    async fn learn_remotes_of(&self, missing: &[MissingRemote], limits: Limits) {
        let known = self.known_remotes();
        let stranger = |missing: &MissingRemote| known.iter().all(|remote| remote.url != missing.url);
        if missing.iter().any(|missing| !missing.url.is_empty() && stranger(missing)) {
            // What is known is older than the node's configuration.
            self.remotes.take();
        }
        if !missing.is_empty() {
            let timeout_ms = limits.timeout_ms.min(CONFIG_TIMEOUT_MS);
            self.learn_remotes(Limits { timeout_ms, ..limits }).await;
        }
    }

    async fn read(&self, query: &Query, run: &SourceRun<'_, T>, reading: &mut Reading) -> Result<Reply, Failure> {
        let limits = run.limits;
        let (path, form) = query::request(query, limits.timeout_ms);
        let (head, mut body) = self.submit(path, &form, limits).await?;
        let mut decoder = Decoder::new(&head, limits.max_bytes);
        reading.received_at = self.transport.ticks_ms();
        while let Some(piece) = body.next().await? {
            reading.latency_ms = body.elapsed_ms();
            reading.received_at = self.transport.ticks_ms();
            let bytes = run.progress().bytes + piece.len() as u64;
            let fed = decoder.feed(piece);
            run.advance(run.progress(), Progress { bytes, ..decoder.progress() });
            fed?;
        }
        decoder.finish()
    }
}
