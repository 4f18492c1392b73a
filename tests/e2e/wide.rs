//! Answers with more than a person can see: labels, rows, texts, annotations, peers and panels. What is in the page
//! stays bounded, and all of it can be reached.

mod node;

use serde_json::json;

use self::node::{COLUMNS, LONG, PEERS, ROWS, WARNINGS};
use crate::browser::Page;
use crate::harness::{Outcome, console_at, expect};
use crate::lab::console::settings;

/// A page on a node that answers in this way, with the table of an instant query.
async fn page_on(way: &str) -> Result<Page, String> {
    let console = console_at("/", settings([(way, node::url(way).await?, "prometheus")])).await?;
    Page::open(&format!("{console}#/query?p0.node={way}&p0.expr=up&p0.tab=table")).await
}

impl Page {
    /// How many elements match.
    async fn count(&self, selector: &str) -> Result<u64, String> {
        let script = "return document.querySelectorAll(arguments[0]).length;";
        self.run(script, vec![json!(selector)]).await?.as_u64().ok_or_else(|| format!("no count of {selector}"))
    }

    /// Copies are kept on the page: a browser without a window has no clipboard.
    async fn keep_copies(&self) -> Outcome {
        let script = "globalThis.copied = null;
            Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { copied = text; } }, configurable: true });";
        self.run(script, vec![]).await.map(drop)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_columns_in_sight_are_in_the_page_and_all_can_be_reached() -> Outcome {
    let page = page_on("columns").await?;
    page.has_rows(60).await?;
    let cells = page.count("td, th").await?;
    expect(cells < 6000, || format!("{cells} cells are in the page"))?;
    page.until(
        "all columns are counted, the value's is in sight",
        &format!(
            "const table = document.querySelector('.table__grid');
             return table.ariaColCount === '{}' && table.querySelector('th:last-child').innerText.startsWith('Value')",
            COLUMNS + 1
        ),
    )
    .await?;
    for (share, label) in [(1.0, COLUMNS - 1), (0.5, COLUMNS / 2), (0.0, 0)] {
        let scroll = "const box = document.querySelector('.table'); box.scrollLeft = arguments[0] * (box.scrollWidth - box.clientWidth);";
        page.run(scroll, vec![json!(share)]).await?;
        // In sight: within the box, left of the column of values.
        let seen = format!(
            "const box = document.querySelector('.table').getBoundingClientRect();
             const value = document.querySelector('th:last-child').getBoundingClientRect();
             const seen = [...document.querySelectorAll('th button')].filter((head) => {{
               const {{ left, right }} = head.getBoundingClientRect();
               return right > box.left && left < value.left;
             }}).map((head) => head.innerText.trim());
             const number = (name) => +name.slice(6);
             const cell = document.querySelector('.table__row')?.innerText ?? '';
             return seen.some((name) => Math.abs(number(name) - {label}) < 100) && seen.length < 60 && cell.includes('v' + number(seen[0])) || seen;"
        );
        page.until(&format!("columns near {label} are in sight"), &seen).await?;
    }
    let head = page.names("button").await?.into_iter().find(|name| name.starts_with("label_")).unwrap_or_default();
    page.click("button", &head).await?;
    page.until("a column sorts", "return !!document.querySelector('th[aria-sort=ascending]')").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_of_so_many_rows_that_no_element_is_high_enough_comes_into_view() -> Outcome {
    let page = page_on("rows").await?;
    page.has_rows(ROWS).await?;
    for (share, wanted) in [(1.0, ROWS), (0.5, ROWS / 2), (0.0, 1)] {
        let scroll = "const box = document.querySelector('.table'); box.scrollTop = arguments[0] * (box.scrollHeight - box.clientHeight);";
        page.run(scroll, vec![json!(share)]).await?;
        let seen = format!(
            "const box = document.querySelector('.table').getBoundingClientRect();
             const rows = [...document.querySelectorAll('.table__row')].filter((row) => {{
               const {{ top, bottom }} = row.getBoundingClientRect();
               return top >= box.top && bottom <= box.bottom + 24;
             }}).map((row) => row.ariaRowIndex - 1);
             return rows.length > 5 && rows.length < 60 && rows.some((row) => Math.abs(row - {wanted}) < {ROWS} / 1000)
               && ({share} < 1 || rows.at(-1) === {ROWS}) && ({share} > 0 || rows[0] === 1 || rows[1] === 1) || rows;"
        );
        page.until(&format!("rows near {wanted} are in sight"), &seen).await?;
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn long_names_and_values_are_cut_and_can_be_copied_whole() -> Outcome {
    let page = page_on("long").await?;
    page.has_rows(1).await?;
    page.keep_copies().await?;
    let text = page.run("return document.body.outerHTML.length;", vec![]).await?.as_u64().unwrap_or_default();
    expect(text < 200_000, || format!("the page has {text} characters"))?;
    page.click("button", "Cut here; copy the whole text").await?;
    page.until("the whole value is copied", &format!("return copied?.length === {LONG} || copied?.length")).await?;
    page.click("tab", "Graph").await?;
    page.graph_says("series").await?;
    let text = page.run("return document.body.outerHTML.length;", vec![]).await?.as_u64().unwrap_or_default();
    expect(text < 200_000, || format!("the page has {text} characters with the graph"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_annotations_are_shown_and_the_rest_on_demand() -> Outcome {
    let page = page_on("warned").await?;
    page.has_rows(1).await?;
    let shown = page.count(".notice").await?;
    expect((2..20).contains(&shown), || format!("{shown} notices"))?;
    page.shows(&format!("of {} more", WARNINGS - 5)).await?;
    page.run(
        "[...document.querySelectorAll('button')].find((one) => /^Show 100 of/.test(one.innerText)).click();",
        vec![],
    )
    .await?;
    page.until(
        "a hundred more are shown",
        &format!("return document.querySelectorAll('.notice').length === {}", shown + 100),
    )
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_peers_are_not_all_in_the_page() -> Outcome {
    let console = console_at("/", settings([("am", node::url("peers").await?, "alertmanager")])).await?;
    let page = Page::open(&format!("{console}#/nodes")).await?;
    page.shows("am-00000").await?;
    let names = page.count(".nodes td div").await?;
    expect((2..50).contains(&names), || format!("{names} lines"))?;
    page.shows(&format!("and {},000 more peers", (PEERS - 1000) / 1000)).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_thousand_panels_in_an_address_some_are_shown() -> Outcome {
    let console = console_at("/", settings([("one", node::url("one").await?, "prometheus")])).await?;
    let panels: Vec<_> = (0..10_000).map(|panel| format!("p{panel}.expr=up")).collect();
    let page = Page::open(&format!("{console}#/query?{}", panels.join("&"))).await?;
    page.until(
        "fifty panels are there",
        "const count = document.querySelectorAll('.panel').length; return count === 50 || count",
    )
    .await?;
    page.shows("50").await?;
    page.close().await
}
