//! Results that shrink, grow, reorder and empty under a resting pointer, a scrolled table, a filter, a sort: what is
//! shown is always of the newest result.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use serde_json::json;

use crate::browser::{Page, text};
use crate::changing::{Node, ROWS, SERIES};
use crate::harness::{Outcome, console_at, expect_equal};
use crate::lab::console;

/// Presses Refresh without moving the pointer, once the node answers as in this phase.
async fn refresh(page: &Page, node: &Node, phase: usize) -> Outcome {
    node.go_to(phase);
    page.run("document.querySelector('.bar button[aria-label=\"Refresh now\"]').click()", vec![]).await.map(drop)
}

async fn page_on(node: &Node, fragment: &str) -> Result<Page, String> {
    let console = console_at("/", console::settings([("changing", node.url.clone(), "prometheus")])).await?;
    Page::open(&format!("{console}#{fragment}")).await
}

/// Records every moment at which a name stands beside another's value.
const WATCH: &str = r"
    window.mixed = [];
    const digits = (text) => (text ?? '').match(/\.(\d)(\d)5$/)?.slice(1) ?? [];
    const look = () => {
      const tooltip = document.querySelector('.tooltip');
      if (tooltip) {
        const named = [...tooltip.querySelectorAll('dd')].map((one) => one.textContent).pop();
        const value = tooltip.querySelector('strong').textContent;
        if (digits(value)[0] !== named) window.mixed.push(['tooltip', named, value]);
      }
      for (const row of document.querySelectorAll('.legend__row')) {
        const named = row.querySelector('.legend__series').title.match(/s=.(\d)/)?.[1];
        const value = row.querySelector('td:nth-child(2)').title;
        if (digits(value)[0] !== named) window.mixed.push(['legend', named, value]);
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
";

#[tokio::test(flavor = "multi_thread")]
async fn a_resting_pointer_tells_of_the_newest_result() -> Outcome {
    let node = Node::start().await?;
    let page = page_on(&node, "/query?p0.node=changing&p0.expr=m&p0.tab=graph&p0.range=5m").await?;
    page.graph_says("3 series").await?;
    page.run(WATCH, vec![]).await?;
    let canvas = page.driver().find(thirtyfour::By::Css("canvas")).await.map_err(text)?;
    canvas.scroll_into_view().await.map_err(text)?;
    let height = canvas.rect().await.map(|rect| rect.height as i64).map_err(text)?;
    // Near the upper ends of all lines.
    let to = page.driver().action_chain().move_to_element_with_offset(&canvas, 20, 40 - height / 2);
    to.perform().await.map_err(text)?;
    // By keys once, so that both kinds of cursor are left alone.
    for (kind, key) in [("pointer", None), ("keys", Some(thirtyfour::Key::Left))] {
        if let Some(key) = key {
            page.run("document.querySelector('canvas').focus()", vec![]).await?;
            page.press(key + "").await?;
        }
        let mut graph = true;
        for phase in (0..SERIES.len()).chain([0]) {
            refresh(&page, &node, phase).await?;
            let legend = SERIES[phase].iter().map(|number| format!("{number}{phase}5")).collect::<Vec<_>>().join(",");
            // The keys' cursor is on a series that not all results have, and without a graph there is no cursor.
            let says = if kind == "pointer" && phase < 5 && graph { "isNamed" } else { "(isNamed || !tooltip)" };
            graph &= !SERIES[phase].is_empty();
            let script = format!(
                "const rows = [...document.querySelectorAll('.legend__row')]
                     .map((row) => row.querySelector('td:nth-child(2)').title.split('.')[1]).join(',');
                 const tooltip = document.querySelector('.tooltip strong')?.textContent;
                 const isNamed = tooltip?.endsWith('{phase}5') ?? false;
                 // A refresh leaves alone what still runs.
                 const idle = document.querySelector('.panel__run').textContent.includes('Execute');
                 return idle && rows === '{legend}' && {says} || [rows, tooltip, document.querySelector('canvas')?.dataset.drawn];"
            );
            page.until(&format!("legend and tooltip are of phase {phase}, with {kind}"), &script).await?;
            if phase == 1 && kind == "pointer" {
                page.screenshot("resting_pointer").await?;
            }
        }
    }
    expect_equal("names beside other values", &page.run("return window.mixed", vec![]).await?, &json!([]))?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legend_keeps_hidden_series_sort_and_filter_through_results() -> Outcome {
    let node = Node::start().await?;
    node.go_to(2);
    let page = page_on(&node, "/query?p0.node=changing&p0.expr=m&p0.tab=graph&p0.range=5m").await?;
    page.graph_says("5 series").await?;
    // Series 2 is hidden, by its name; the greatest value stands first.
    let names = page.names("button").await?;
    let hide = names.iter().find(|name| name.starts_with("Hide ") && name.contains("s=\"2\"")).cloned();
    page.click("button", &hide.ok_or(format!("no row of series 2: {names:?}"))?).await?;
    let last = page.names("button").await?.into_iter().find(|name| name.starts_with("Last")).unwrap_or_default();
    page.click("button", &last).await?;
    for (phase, rows) in
        [(3, "3:shown,2:hidden,1:shown"), (1, "2:hidden"), (4, "4:shown,3:shown"), (0, "3:shown,2:hidden,1:shown")]
    {
        refresh(&page, &node, phase).await?;
        let script = format!(
            "const rows = [...document.querySelectorAll('.legend__row')];
             const values = rows.map((row) => row.querySelector('td:nth-child(2)').title);
             const seen = rows.map((row) => row.querySelector('.legend__series').title.match(/s=.(\\d)/)?.[1]
                 + (row.classList.contains('legend__row--hidden') ? ':hidden' : ':shown')).join(',');
             return seen === '{rows}' && values.every((value) => value.endsWith('{phase}5')) || [seen, values];"
        );
        page.until(&format!("rows of phase {phase}"), &script).await?;
    }
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scrolled_sorted_and_filtered_table_shows_the_newest_result() -> Outcome {
    let node = Node::start().await?;
    let page = page_on(&node, "/query?p0.node=changing&p0.expr=m").await?;
    page.has_rows(ROWS[0]).await?;
    let value = page.names("button").await?.into_iter().find(|name| name.starts_with("Value")).unwrap_or_default();
    page.click("button", &value).await?;
    let scroll = "const frame = document.querySelector('.table'); frame.scrollTop = 1e9;
        return document.body.innerText.includes('4999.05');";
    page.until("the last row is in sight", scroll).await?;
    for (phase, rows) in ROWS.into_iter().enumerate().skip(1) {
        refresh(&page, &node, phase).await?;
        // Rows are in sight at once, whatever was scrolled to before, and the last one can be scrolled to.
        let of_phase = format!(
            "const seen = [...document.querySelectorAll('.table__row')].map((row) => row.lastElementChild.innerText.trim());
             return (seen.length > 0) === {} && seen.every((value) => value.endsWith('.{phase}5')) || seen.slice(0, 9);",
            rows > 0
        );
        page.until(&format!("rows of phase {phase}"), &of_phase).await?;
        if let Some(last) = rows.checked_sub(1) {
            let scroll = format!(
                "document.querySelector('.table').scrollTop = 1e9;
                 return [...document.querySelectorAll('.table__row')].at(-1)?.lastElementChild.innerText.trim() === '{last}.{phase}5';"
            );
            page.until(&format!("the last row of phase {phase}"), &scroll).await?;
        }
    }
    // A filter that holds of nothing in a short result can still be seen and taken away.
    refresh(&page, &node, 5).await?;
    page.has_rows(ROWS[5]).await?;
    page.fill_field("Filter rows", "2499.").await?;
    page.has_rows(1).await?;
    refresh(&page, &node, 1).await?;
    page.has_rows(0).await?;
    page.fill_field("Filter rows", "2.15").await?;
    page.has_rows(1).await?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filtered_list_of_alerts_shows_the_newest_listing() -> Outcome {
    let node = Node::start().await?;
    let page = page_on(&node, "/alerts?node=changing").await?;
    page.shows("g0.0").await?;
    let more = page.names("button").await?.into_iter().find(|name| name.starts_with("Show ")).unwrap_or_default();
    page.click("button", &more).await?;
    for phase in (1..ROWS.len()).chain([0]) {
        refresh(&page, &node, phase).await?;
        let script = format!(
            "const seen = [...document.querySelectorAll('.alerts__group h2, .rule__name, .active__table li')].map((one) => one.textContent);
             return (seen.length > 0) === {} && seen.every((one) => one.endsWith('.{phase}')) || seen.slice(0, 6);",
            ROWS[phase] > 0
        );
        page.until(&format!("rules of phase {phase}"), &script).await?;
    }
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}
