//! One run: what was asked, on its source, as answers.

use super::{Service, examine, slices};
use crate::model::query::Progress;
use crate::protocol::answer::News;
use crate::protocol::ask::What;
use crate::source::{Refused, Source, Told, Transport};

impl<T: Transport> Service<T> {
    /// Executes a run to its end.
    pub(super) async fn execute(&self, what: What, tell: &impl Fn(News)) {
        match what {
            What::Query { node, expr, at, parameters, limits } => {
                let progress = |progress: Progress| tell(News::Progress(progress));
                match self.source(node).query(&expr, &parameters, at, limits, &progress).await {
                    Ok(Told { what: value, provenance }) => tell(News::Value { value, provenance }),
                    Err(refused) => tell(failed(refused)),
                }
            }
            What::Probe { node, limits } => match self.source(node).probe(limits).await {
                Ok(status) => tell(News::Status(status)),
                Err(refused) => tell(failed(refused)),
            },
            What::Rules { node, limits } => match self.source(node).rules(limits).await {
                Ok(Told { what: groups, provenance }) => {
                    for slice in slices::of(groups) {
                        tell(News::Rules(slice));
                    }
                    tell(News::RulesEnd(provenance));
                }
                Err(refused) => tell(failed(refused)),
            },
            What::Examine { text, lang, dialect } => {
                tell(News::Examined(examine::examine(&text, lang, dialect)));
            }
            What::Cancel | What::Release { .. } | What::Ping => {}
        }
    }
}

fn failed(Refused { why, provenance }: Refused) -> News {
    News::Failed { why, provenance }
}
