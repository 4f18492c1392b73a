//! The table: sorting, much in few rows, and values that are no single number.

use crate::broken;
use crate::browser::Page;
use crate::harness::{Outcome, console_at, expect, expect_equal, shared_console};
use crate::lab::console;

async fn page_on(way: &str) -> Result<Page, String> {
    let url = format!("{}/{way}", broken::base().await?);
    let page = Page::open(&console_at("/", console::settings([(way, url, "prometheus")])).await?).await?;
    page.execute(way, "up").await?;
    Ok(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_rows_are_not_all_in_the_document() -> Outcome {
    let page = page_on("many").await?;
    page.has_rows(broken::MANY).await?;
    let there = page.rows().await?.len();
    expect((5..300).contains(&there), || format!("{there} rows are in the document"))?;
    // Whatever scrolls: the table's own box, or the page.
    let scroll = "for (let box = document.querySelector('[aria-rowcount]'); box; box = box.parentElement) box.scrollTop = 1e9;
        document.querySelectorAll('[aria-rowcount] *').forEach((inner) => { if (inner.scrollHeight > inner.clientHeight) inner.scrollTop = 1e9; });
        return document.body.innerText.includes('series-9999');";
    page.until("the last row comes into view", scroll).await?;
    let there = page.rows().await?.len();
    expect((5..300).contains(&there), || format!("{there} rows are in the document after scrolling"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_sort_by_number_and_by_text_and_rows_are_filtered() -> Outcome {
    let page = page_on("many").await?;
    page.has_rows(broken::MANY).await?;
    // How often each head was clicked, and which value is then on top: as texts, 999 would come before 9999.
    for (head, order, first) in [
        ("Value", "ascending", "0"),
        ("Value", "descending", "9999"),
        ("job", "ascending", "0"),
        ("job", "descending", "9999"),
    ] {
        let name = page.names("button").await?.into_iter().find(|name| name.starts_with(head)).unwrap_or_default();
        page.click("button", &name).await?;
        let script = format!(
            "const head = [...document.querySelectorAll('th')].find((head) => head.innerText.trim().startsWith('{head}'));
             const first = document.querySelector('.table__row')?.lastElementChild.innerText.trim();
             return [head.getAttribute('aria-sort'), first].join() === '{order},{first}' || [head.outerHTML, first];"
        );
        page.until(&format!("{head} {order}"), &script).await?;
    }
    page.fill_field("Filter rows", "series-12").await?;
    page.has_rows(100).await?;
    page.shows("100 of 10,000 rows").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn native_histograms_are_count_sum_and_buckets() -> Outcome {
    let page = page_on("histogram").await?;
    page.has_rows(1).await?;
    let row = page.rows().await?.into_iter().next().unwrap_or_default();
    let seen = row.join(" ");
    // Count, sum and both buckets of what the server wrote.
    for part in ["30", "17.25", "0.5", "12", "18"] {
        expect(seen.contains(part), || format!("{part} is not in {seen:?}"))?;
    }
    page.click("tab", "Graph").await?;
    page.shows("Histograms are not drawn as lines. Open Table to read them.").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn scalars_texts_and_a_chosen_time() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    for (expression, shown) in [("6 * 7", "42"), ("\"a text\"", "a text"), ("1 / 0", "+Inf"), ("0 / 0", "NaN")] {
        page.execute("A", expression).await?;
        let script = format!("return document.querySelector('.table__single')?.innerText.trim() === {shown:?}");
        page.until(&format!("{expression} is {shown}"), &script).await?;
    }
    page.fill("Time", "1700000000").await?;
    page.execute("A", "vector(time())").await?;
    page.has_rows(1).await?;
    page.until(
        "the query was evaluated at the chosen time",
        "return document.querySelector('.table__row')?.lastElementChild.innerText.trim() === '1700000000'",
    )
    .await?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}
