//! A federation of real collectors, without a browser, gives what the lab's reading Prometheus gives of the same two: by
//! whichever way a collector is read. Beside that, a collector and the storage that it writes to are replicas.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::rc::Rc;
use std::time::Duration;

use narthex::model::node::{Endpoint, Federation, Node};
use narthex::model::query::{At, FederationOptions, Query, ReplicaMode};
use narthex::source::Source;

use crate::asked::{ask, ask_query, expect_alike, graph, of_api, reading};
use crate::harness::{Outcome, expect, shared_lab, shared_peers};
use crate::lab::member::Member;
use crate::lab::{Lab, api};
use crate::native::Native;

fn node_of(lab: &Lab, member: Member, is_read: bool) -> Node {
    let url = lab.url(member);
    let endpoint = match member {
        Member::InfluxDb => Endpoint::RemoteRead { url: url + member.node_path().as_str() },
        _ if is_read => Endpoint::RemoteRead { url: url + "/api/v1/read" },
        _ => Endpoint::Server { url },
    };
    Node::new(member.name(), endpoint)
}

/// These nodes as one: in zones as text, `B, C | D`.
fn federation(zones: &str, members: Vec<Node>) -> Result<Source<Native>, String> {
    let endpoint = Endpoint::Federation(Federation::parse(zones));
    Ok(Source::new(Node { members, ..Node::new("all", endpoint) }, Rc::new(Native::new()?)))
}

/// A whole second that is over, and up to which all of these have samples.
async fn settled(lab: &Lab, members: &[Member]) -> Result<i64, String> {
    api::eventually(Duration::from_secs(40), async || {
        let end = (api::now() as i64 - 4) * 1000;
        for member in members {
            let at = At::Instant { time: end };
            let scrapes = of_api(&lab.url(*member), "count_over_time(node_load1[1m])", at, &[]).await?;
            let enough = scrapes.values().flatten().any(|(_, count)| *count >= 12.0);
            expect(enough, || format!("scrapes of {}: {scrapes:?}", member.name()))?;
        }
        Ok::<_, String>(end)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn members_give_what_the_reading_prometheus_gives() -> Outcome {
    let lab = shared_lab().await?;
    let end = settled(lab, &[Member::CollectorB, Member::CollectorC]).await?;
    let reader = lab.url(Member::Reader);
    for ways in [[true, true], [false, false], [true, false]] {
        let members = [Member::CollectorB, Member::CollectorC].into_iter().zip(ways);
        let members: Vec<Node> = members.map(|(member, is_read)| node_of(lab, member, is_read)).collect();
        let all = federation("B, C", members)?;
        for expr in [
            "node_load1",
            "avg(node_load1)",
            "sum(node_load1)",
            "count(node_cpu_seconds_total)",
            "sum by (mode) (rate(node_cpu_seconds_total[5s]))",
            "max by (collector) (node_load5)",
            "node_load1{collector=\"B\"}",
            "quantile(0.5, node_load1) + stddev(node_load1)",
            // B and C scrape at different times, so that none of these are equal.
            "topk(1, node_time_seconds)",
            "node_load1 / on (collector, instance) count by (collector, instance) (node_cpu_seconds_total)",
            "sum(max_over_time(node_load1[6s])) - sum(min_over_time(node_load1[6s]))",
            "absent(node_load1{collector=\"nobody\"})",
        ] {
            for pushes_down in [true, false] {
                for at in [At::Instant { time: end }, At::Range { start: end - 6000, end, step: 2000 }] {
                    // What differs by its labels alone is no replica for A either.
                    let options =
                        FederationOptions { replicas: ReplicaMode::None, pushes_down, ..FederationOptions::default() };
                    let query = Query { federation: options, ..Query::new(expr, at) };
                    let what = format!("{expr}, read {ways:?}, push-down {pushes_down}");
                    let seen =
                        graph(&ask_query(&all, &query).await.map_err(|error| format!("{what}: {error}"))?.value, &[])?;
                    expect_alike(&what, &seen, &of_api(&reader, expr, at, &[]).await?)?;
                }
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_and_the_storage_that_it_writes_to_are_replicas() -> Outcome {
    let test = "federated::a_collector_and_the_storage_that_it_writes_to_are_replicas";
    let Some(lab) = shared_peers(test, &[Member::CollectorD, Member::InfluxDb]).await? else { return Ok(()) };
    let end = settled(lab, &[Member::CollectorD]).await?;
    let alone = reading(lab.url(Member::CollectorD) + "/api/v1/read")?;
    let members = vec![node_of(lab, Member::CollectorD, true), node_of(lab, Member::InfluxDb, true)];
    let both = federation("D | InfluxDB", members)?;
    for expr in
        ["node_load1", "sum(node_load1)", "sum by (mode) (rate(node_cpu_seconds_total[5s]))", "count(node_uname_info)"]
    {
        for at in [At::Instant { time: end }, At::Range { start: end - 6000, end, step: 2000 }] {
            let wanted = graph(&ask(&alone, expr, at).await?.value, &[])?;
            expect_alike(expr, &graph(&ask(&both, expr, at).await?.value, &[])?, &wanted)?;
        }
    }
    Ok(())
}
