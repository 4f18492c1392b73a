//! Instant queries: what the table shows is what the servers say.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use thirtyfour::Key;

use crate::browser::{Page, Theme, text};
use crate::harness::{Outcome, expect, expect_equal, shared_console, shared_lab};
use crate::lab::api;
use crate::lab::member::Member;

/// A link to an instant query at a time, as Prometheus' own page writes it.
fn link(console: &str, expression: &str, time: i64) -> String {
    let seconds = time.rem_euclid(86_400);
    let days = time.div_euclid(86_400);
    // Days since 1970 as year, month, day: Howard Hinnant's civil_from_days.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let moment = format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
    let parameters = [("g0.expr", expression), ("g0.tab", "1"), ("g0.moment_input", moment.as_str())];
    reqwest::Url::parse_with_params(console, parameters).map(String::from).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn reader_s_values_agree_with_the_collectors_own() -> Outcome {
    let lab = shared_lab().await?;
    let (b, c) = (lab.url(Member::CollectorB), lab.url(Member::CollectorC));
    let console = shared_console().await?;
    // A moment that is over: no scrape can come between the questions.
    let time = api::now() as i64 - 1;
    let of = async |base: &str, expression: &str| api::values(base, expression, time as f64).await;

    let mut both = of(&b, "node_load1").await?;
    both.extend(of(&c, "node_load1").await?);
    both.sort();
    expect_equal("B and C each have a load", &both.len(), &2)?;

    let page = Page::open(&link(console, "node_load1", time)).await?;
    page.has_rows(2).await?;
    let rows = page.rows().await?;
    let mut seen: Vec<String> = rows.iter().filter_map(|row| row.last().cloned()).collect();
    seen.sort();
    expect_equal("node_load1 on the page", &seen, &both)?;
    for collector in ["B", "C"] {
        let there = rows.iter().any(|row| row.iter().any(|cell| cell == collector));
        expect(there, || format!("no row of collector {collector}: {rows:?}"))?;
    }

    for (expression, of_both) in [("sum(node_load1)", 2.0), ("avg(node_load1)", 1.0)] {
        page.go(&link(console, expression, time)).await?;
        page.has_rows(1).await?;
        let rows = page.rows().await?;
        let seen: f64 = rows[0].last().and_then(|cell| cell.parse().ok()).ok_or(format!("no value: {rows:?}"))?;
        let of_b: f64 = of(&b, expression).await?[0].parse().map_err(text)?;
        let of_c: f64 = of(&c, expression).await?[0].parse().map_err(text)?;
        let wanted = f64::midpoint(of_b, of_c) * of_both;
        expect((seen - wanted).abs() < 1e-9, || format!("{expression}: {seen} instead of {wanted}"))?;
    }
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_and_executing_by_keyboard() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.choose("Node", "A").await?;
    page.fill("Expression", "node_load1").await?;
    page.press(Key::Enter + "").await?;
    page.has_rows(2).await?;
    page.shows("2 series").await?;
    page.screenshot("query-table").await?;

    // Shift+Enter starts a line and executes nothing.
    let field = page.find("textbox", "Expression").await?;
    field.send_keys(Key::End + "").await.map_err(text)?;
    field.send_keys(Key::Shift + Key::Enter).await.map_err(text)?;
    field.send_keys("* 0").await.map_err(text)?;
    let typed = page.run("return document.querySelector('textarea').value", vec![]).await?;
    expect_equal("typed", &typed.as_str(), &Some("node_load1\n* 0"))?;
    page.press(Key::Enter + "").await?;
    page.until("all values are 0", "return [...document.querySelectorAll('[role=cell], td')].filter((c) => c.innerText.trim() === '0').length === 2").await?;

    page.execute("A", "node_load1[5s]").await?;
    // One row a sample: five of each collector, or four where a scrape was late.
    page.until(
        "a matrix",
        "const count = document.querySelector('[aria-rowcount]')?.ariaRowCount; return count > 6 && count < 14",
    )
    .await?;

    page.execute("A", "1 +").await?;
    page.shows("does not accept this query").await?;
    page.shows("parse error").await?;
    let typed = page.run("return document.querySelector('textarea').value", vec![]).await?;
    expect_equal("nothing typed is lost", &typed.as_str(), &Some("1 +"))?;

    page.execute("A", "42").await?;
    page.shows("42").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn panels_are_added_duplicated_removed_and_brought_back() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    let count = async |wanted: usize| {
        let script = format!("return document.querySelectorAll('textarea').length === {wanted}");
        page.until(&format!("{wanted} panels"), &script).await
    };
    page.click("button", "Add panel").await?;
    count(2).await?;
    page.act("Duplicate").await?;
    count(3).await?;
    page.act("Remove").await?;
    count(2).await?;
    page.click("button", "Undo").await?;
    count(3).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn both_themes_and_a_narrow_screen() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    for (name, size, theme) in [
        ("wide-light", (1280, 900), Theme::Light),
        ("wide-dark", (1280, 900), Theme::Dark),
        ("narrow-light", (390, 800), Theme::Light),
        ("narrow-dark", (390, 800), Theme::Dark),
    ] {
        page.emulate(size, theme).await?;
        page.until("no sideways scrolling", "return document.documentElement.scrollWidth <= innerWidth").await?;
        page.screenshot(&format!("table-{name}")).await?;
        page.click("tab", "Graph").await?;
        page.draws_series().await?;
        page.screenshot(&format!("graph-{name}")).await?;
        page.click("tab", "Table").await?;
    }
    page.close().await
}
