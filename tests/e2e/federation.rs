//! The lab is what it claims to be: A shows what B and C have, and says who does not answer.

use std::time::Duration;

use serde_json::Value;

use crate::harness::{Outcome, expect, expect_equal, shared_lab};
use crate::lab::member::Member;
use crate::lab::{ExternalLabels, Lab, Options, api, config};

fn number(values: &[String]) -> Result<f64, String> {
    match values {
        [one] => one.parse().map_err(|error| format!("{one}: {error}")),
        other => Err(format!("one value expected, got {other:?}")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reader_agrees_with_the_collectors() -> Outcome {
    let lab = shared_lab().await?;
    let (a, b, c) = (lab.url(Member::Reader), lab.url(Member::CollectorB), lab.url(Member::CollectorC));
    // A moment that is over: no scrape can come between the questions.
    let time = api::now() - 2.0;
    api::eventually(Duration::from_secs(10), async || {
        let seen = api::values(&b, "node_load1", time).await?;
        expect(seen.len() == 1, || format!("B has {seen:?}"))
    })
    .await?;

    let of_b = number(&api::values(&b, "node_load1", time).await?)?;
    let of_c = number(&api::values(&c, "node_load1", time).await?)?;
    let mut both = api::values(&b, "node_load1", time).await?;
    both.extend(api::values(&c, "node_load1", time).await?);
    both.sort();
    expect_equal("node_load1 on A", &api::values(&a, "node_load1", time).await?, &both)?;
    expect_equal("sum on A", &number(&api::values(&a, "sum(node_load1)", time).await?)?, &(of_b + of_c))?;
    expect_equal("avg on A", &number(&api::values(&a, "avg(node_load1)", time).await?)?, &f64::midpoint(of_b, of_c))
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_external_labels_become_one_series() -> Outcome {
    let lab = Lab::start(Options { labels: ExternalLabels::Equal, ..Options::default() }).await?;
    let values = api::values(&lab.url(Member::Reader), "node_load1", api::now()).await?;
    expect_equal("series on A", &values.len(), &1)
}

#[tokio::test(flavor = "multi_thread")]
async fn both_alerts_have_their_state() -> Outcome {
    let lab = shared_lab().await?;
    for collector in [Member::CollectorB, Member::CollectorC] {
        let base = lab.url(collector);
        let answer = api::get(&base, "/api/v1/rules", &[("type", "alert")]).await?;
        let rules = answer["data"]["groups"][0]["rules"].as_array().cloned().unwrap_or_default();
        let states: Vec<(&str, &str)> =
            rules.iter().filter_map(|rule| Some((rule["name"].as_str()?, rule["state"].as_str()?))).collect();
        expect_equal("rules", &states, &vec![(config::FIRING_ALERT, "firing"), (config::PENDING_ALERT, "pending")])?;
    }
    let alertmanager = lab.url(Member::AlertmanagerTwo);
    api::eventually(Duration::from_secs(15), async || {
        let alerts = api::get(&alertmanager, "/api/v2/alerts", &[]).await?;
        let firing = |alert: &Value| alert["labels"]["alertname"] == config::FIRING_ALERT;
        expect(alerts.as_array().is_some_and(|alerts| alerts.iter().any(firing)), || format!("no alert in {alerts}"))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_b_can_be_reloaded() -> Outcome {
    let lab = shared_lab().await?;
    let status = async |member| -> Result<u16, String> {
        let url = format!("{}/-/reload", lab.url(member));
        let answer = reqwest::Client::new().post(url).send().await.map_err(|error| error.to_string())?;
        Ok(answer.status().as_u16())
    };
    expect_equal("reload of B", &status(Member::CollectorB).await?, &200)?;
    expect_equal("reload of C", &status(Member::CollectorC).await?, &403)
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_collector_is_a_warning() -> Outcome {
    let mut lab = Lab::start(Options::default()).await?;
    let a = lab.url(Member::Reader);
    let read = format!("{}/api/v1/read", lab.url(Member::CollectorC));
    let address = lab.url(Member::CollectorC).replace("http://", "");
    let fixture = include_str!("../fixtures/remote_read_warnings.txt");
    let recorded = |case: &str| {
        let text = fixture.lines().find_map(|line| line.strip_prefix(case)?.strip_prefix('\t')).unwrap_or_default();
        text.replace("http://127.0.0.1:9092/api/v1/read", &read).replace("127.0.0.1:9092", &address)
    };

    lab.freeze(Member::CollectorC);
    let answer = api::query(&a, "node_load1", api::now()).await?;
    lab.thaw(Member::CollectorC);
    expect_equal("warnings, C frozen", &answer["warnings"][0].as_str(), &Some(recorded("timeout").as_str()))?;

    lab.stop(Member::CollectorC);
    let answer = api::query(&a, "node_load1", api::now()).await?;
    expect_equal("warnings, C stopped", &answer["warnings"][0].as_str(), &Some(recorded("refused").as_str()))?;
    expect_equal("series, C stopped", &answer["data"]["result"].as_array().map(Vec::len), &Some(1))?;

    lab.start_again(Member::CollectorC).await?;
    let answer = api::query(&a, "node_load1", api::now()).await?;
    expect_equal("warnings, C back", &answer["warnings"], &Value::Null)
}
