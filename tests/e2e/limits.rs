//! Queries of local data whose cardinality or memory explodes, or that the samples do not allow: the page says what,
//! where and what to do, and goes on.

use std::time::Duration;

use serde_json::json;
use thirtyfour::Key;

use crate::browser::{Page, text};
use crate::harness::{Outcome, expect, expect_equal};
use crate::local::lines;

const DATA: &str = "load 1m\n  load{instance=\"a\", job=\"x\"} 1+1x100\n  load{instance=\"b\", job=\"x\"} 2+1x100\n";

/// How long reading up to the limit may take.
const READING: Duration = Duration::from_secs(90);

/// Beside it, so many series: more than memory has room for, a sample a second.
const WIDE: usize = 6000;

/// A page whose panel asks the data.
async fn page() -> Result<Page, String> {
    let wide = lines(WIDE, |at| format!("  wide{{i=\"{at}\"}} 1x100"));
    Page::with_data("data.test", &format!("{DATA}{wide}")).await
}

const FEWER: &str = "Select fewer series, a shorter range or a larger step.";
const CORRECT: &str = "Correct the expression, or look at the series that it selects.";

/// Expressions, the part that is underlined, what is said of it, and what to do.
const STOPPED: &[(&str, &str, &str, &str)] = &[
    (r#"{__name__=~".+"}[1y:1s]"#, r#"{__name__=~".+"}[1y:1s]"#, "There are more than 10,000,000 steps", FEWER),
    (
        r#"max_over_time({__name__=~".+"}[1y:1s])"#,
        r#"{__name__=~".+"}[1y:1s]"#,
        "There are more than 10,000,000 steps",
        FEWER,
    ),
    ("1 + count(rate(load[1000000000s:1s]))", "load[1000000000s:1s]", "There are more than 10,000,000 steps", FEWER),
    ("max_over_time(wide[2h:1s])", "wide[2h:1s]", "of memory would be needed", FEWER),
    ("1 - (load * on () load)", "load * on () load", "found duplicate series for the match group {}", CORRECT),
    ("sum(load / on (job) group_left load)", "load / on (job) group_left load", "found duplicate series", CORRECT),
    (
        r#"count(label_replace(load, "instance", "z", "", ""))"#,
        r#"label_replace(load, "instance", "z", "", "")"#,
        "same labelset",
        CORRECT,
    ),
    ("topk(scalar(nosuch), load)", "topk(scalar(nosuch), load)", "Parameter value is NaN", CORRECT),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_explodes_is_stopped_with_the_limit_the_place_and_what_to_do() -> Outcome {
    let page = page().await?;
    for (expr, part, words, next) in STOPPED {
        let of = |error| format!("{expr}: {error}");
        page.paste_expression(expr).await?;
        page.click("button", "Execute").await?;
        page.shows("file:data.test could not evaluate this query").await.map_err(of)?;
        page.shows(words).await.map_err(of)?;
        page.shows(next).await.map_err(of)?;
        page.marks_stretch(part).await.map_err(of)?;
        expect_equal("typed", &page.typed().await?.as_str(), expr)?;
        // Its position leads there.
        let column = expr.find(part).unwrap_or_default() + 1;
        page.click("button", &format!("1:{column}")).await.map_err(of)?;
        page.selects(part).await?;
        page.paste_expression("count(load)").await?;
        page.marks(&[]).await.map_err(of)?;
        page.click("button", "Execute").await?;
        page.has_rows(1).await.map_err(of)?;
    }
    expect_equal("console errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

/// Drops a file on the first panel whose parts are made in the page: the values of an expression for each number from
/// 0.
const DROP_PARTS: &str = "
    const parts = Array.from({ length: arguments[1] }, (_, at) => PART);
    const transfer = new DataTransfer();
    transfer.items.add(new File(parts, arguments[0]));
    document.querySelector('.panel')
      .dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));";

#[tokio::test(flavor = "multi_thread")]
async fn files_that_explode_are_refused_and_the_worker_goes_on() -> Outcome {
    let page = Page::with_data("data.test", DATA).await?;
    page.fill("Expression", "count(load)").await?;
    page.click("button", "Execute").await?;
    page.has_rows(1).await?;
    let histogram = "`{{schema:3 count:200000 buckets:[${'1 '.repeat(200000).trim()}]}}`";
    let one_line = format!("(h => `load 1m\\n  h ${{h}}+${{h}}x100000\\n`)({histogram})");
    // 11 million series, 1000 a part.
    let series = "Array.from({ length: 1000 }, (_, one) => `m{i=\"${at * 1000 + one}\"} 1\\n`).join('')";
    for (name, part, parts) in [("h.test", one_line.as_str(), 1), ("series.txt", series, 11_000)] {
        let drop = DROP_PARTS.replace("PART", part);
        page.run(&drop, vec![json!(name), json!(parts)]).await?;
        page.shows_within(&format!("file:{name}"), READING).await?;
        page.shows("takes more than 537 MB of memory").await?;
        page.click("button", "Execute").await?;
        page.has_rows(1).await?;
        let shown = page.text().await?;
        expect(!shown.contains("started again"), || format!("{name} ended the worker:\n{shown}"))?;
        page.click("button", "Dismiss").await?;
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_place_of_a_failure_holds_for_the_text_that_failed() -> Outcome {
    let page = page().await?;
    page.fill("Expression", "1 - (load * on () load)").await?;
    page.press(Key::Enter + "").await?;
    page.marks_stretch("load * on () load").await?;
    let position = page.find("button", "1:6").await?;
    expect(position.is_enabled().await.map_err(text)?, || "its position leads nowhere".to_owned())?;
    page.screenshot("evaluation_failed").await?;
    let field = page.find("textbox", "Expression").await?;
    field.send_keys(Key::End + " ").await.map_err(text)?;
    page.marks(&[]).await?;
    expect(!position.is_enabled().await.map_err(text)?, || "its position leads into another text".to_owned())?;
    field.send_keys(Key::Backspace + "").await.map_err(text)?;
    page.marks_stretch("load * on () load").await?;
    // The other tab's query did not fail.
    page.click("tab", "Graph").await?;
    page.until("it fails there too", "return !!document.querySelector('.notice--error .finding__place')").await?;
    page.marks_stretch("load * on () load").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_graph_of_too_many_steps_and_deep_nesting_are_refused() -> Outcome {
    let page = page().await?;
    for (open, close) in [("(", ")"), ("-", ""), ("abs(", ")"), ("sum(", ")")] {
        let deep = format!("{}load{}", open.repeat(20_000), close.repeat(20_000));
        page.paste_expression(&deep).await?;
        page.click("button", "Execute").await?;
        page.shows("nested deeper than 150 levels")
            .await
            .map_err(|error| format!("{open}: {}", &error[..2000.min(error.len())]))?;
        expect_equal("typed", &page.typed().await?, &deep)?;
        page.paste_expression("count(load)").await?;
        page.click("button", "Execute").await?;
        page.has_rows(1).await?;
    }
    page.click("tab", "Graph").await?;
    page.graph_says("1 series").await?;
    page.fill("Range", "1y").await?;
    page.fill("Step", "1s").await?;
    page.press(Key::Enter + "").await?;
    page.shows("more than 10,000,000 steps").await?;
    page.fill("Step", "auto").await?;
    page.press(Key::Enter + "").await?;
    page.graph_says("1 series").await?;
    page.close().await
}
