//! The tab Each node: the same question of every node by itself, a line a node.

use thirtyfour::Key;

use crate::browser::{Page, Theme};
use crate::harness::{Outcome, console_at, expect, expect_equal, shared_lab};
use crate::lab::console;
use crate::lab::member::Member;

/// The state of each line, by the node's name.
const LINES: &str = "return [...document.querySelectorAll('.each__row')].map((row) =>
    [row.querySelector('.each__node').textContent, row.querySelector('.each__outcome').textContent].join(' '))";

/// A page on which the demo was opened, with every node asked.
async fn demo() -> Result<Page, String> {
    let page = Page::open(&console_at("/", console::settings([])).await?).await?;
    page.click("button", "Open the demo").await?;
    page.graph_says("6 series").await?;
    page.click("tab", "Each node").await?;
    Ok(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_node_of_the_demo_has_its_line_with_its_own_sum() -> Outcome {
    let page = demo().await?;
    page.until(
        "five lines, of which four at least have a graph",
        "return document.querySelectorAll('.each__row').length === 5
            && document.querySelectorAll('.each__spark-line').length >= 4
            && !document.querySelector('.each__row--busy')",
    )
    .await?;
    page.shows("of 5 nodes").await?;
    page.screenshot("each").await?;
    page.emulate((400, 800), Theme::Dark).await?;
    let wide = page.run("return document.documentElement.scrollWidth", vec![]).await?;
    expect(wide.as_u64().is_some_and(|wide| wide <= 400), || format!("the page is {wide} wide"))?;
    page.screenshot("each-narrow").await?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_the_tab_who_is_down_says_why_and_a_name_opens_its_graph() -> Outcome {
    let up = shared_lab().await?.url(Member::CollectorB);
    let nodes = [("up", up, "prometheus"), ("down", "http://127.0.0.1:1".to_owned(), "prometheus")];
    let console = console_at("/", console::settings(nodes)).await?;
    let page = Page::open(&format!("{console}#/query?p0.expr=sum(up)&p0.tab=each")).await?;
    page.until("each says how far it answered", &format!("{LINES}.join() === 'up Answered,down No answer'")).await?;
    page.shows("1 of 2 nodes").await?;
    page.shows("down is not reachable").await?;
    page.screenshot("each-down").await?;
    // Tabs are gone through by arrow keys, all around.
    page.run("document.querySelector('[role=tab][aria-selected=true]').focus()", vec![]).await?;
    page.press(Key::Right + "").await?;
    page.until("the table is shown", "return document.querySelector('.table') !== null").await?;
    page.press(Key::Left + "").await?;
    page.until("the lines are there again", &format!("{LINES}.length === 2")).await?;
    page.click("button", "up").await?;
    page.graph_says("1 series").await?;
    page.close().await
}
