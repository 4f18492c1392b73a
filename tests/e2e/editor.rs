//! The expression: its colours, and what Narthex itself finds wrong before anything is sent.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::broken;
use crate::browser::{Page, Theme, text};
use crate::harness::{Outcome, console_at, expect, expect_equal, shared_console};
use crate::lab::console;

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_is_marked_before_anything_is_sent() -> Outcome {
    let settings = console::settings([("counted", format!("{}/counted", broken::base().await?), "prometheus")]);
    let page = Page::open(&console_at("/", settings).await?).await?;
    page.fill("Expression", "sum(ratee(node_load1[5m]))").await?;
    page.marks(&["ratee"]).await?;
    page.shows("unknown function with name \"ratee\"").await?;
    page.shows("Narthex's own check").await?;
    page.until(
        "told to screen readers",
        "const box = document.querySelector('textarea');
        const line = document.getElementById(box.getAttribute('aria-describedby'));
        return box.ariaInvalid === 'true' && line.role === 'status' && line.innerText.includes('ratee');",
    )
    .await?;

    // Its position leads there.
    page.click("button", "1:5").await?;
    page.selects("ratee").await?;

    // Mended by the button, broken again by undo, mended by typing.
    page.click("button", "Replace with rate").await?;
    page.marks(&[]).await?;
    expect_equal("mended", &page.typed().await?.as_str(), &"sum(rate(node_load1[5m]))")?;
    let field = page.find("textbox", "Expression").await?;
    field.send_keys(Key::Control + "z").await.map_err(text)?;
    page.marks(&["ratee"]).await?;
    expect_equal("undone", &page.typed().await?.as_str(), &"sum(ratee(node_load1[5m]))")?;
    page.fill("Expression", "sum(node_load1").await?;
    page.marks(&["("]).await?;
    page.shows("unclosed left parenthesis").await?;
    field.send_keys(")").await.map_err(text)?;
    page.marks(&[]).await?;
    page.until("nothing is wrong", "return document.querySelector('textarea').ariaInvalid === null").await?;

    expect_equal("queries before Execute", &broken::COUNTED.load(Ordering::SeqCst), &0)?;
    // Whatever was found, Execute sends what stands there.
    page.fill("Expression", "ratee(node_load1[5m])").await?;
    page.press(Key::Enter + "").await?;
    page.has_rows(1).await?;
    page.marks(&["ratee"]).await?;
    expect_equal("queries after Execute", &broken::COUNTED.load(Ordering::SeqCst), &1)?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_mistake_is_marked_and_told_in_the_page_s_language() -> Outcome {
    let console = shared_console().await?;
    let page = Page::open(&format!("{console}#/query?p0.expr=1%20%2B%0A%20%20ratee(up)")).await?;
    page.marks(&["ratee"]).await?;
    page.find("button", "2:3").await?;
    // The server was asked too, and says what it thinks.
    page.shows("does not accept this query").await?;
    page.run("localStorage.setItem('narthex.settings', JSON.stringify({ version: 1, language: 'zh' }))", vec![])
        .await?;
    page.reload().await?;
    page.marks(&["ratee"]).await?;
    page.find("button", "替换为 rate").await?;
    page.until(
        "a message in Chinese",
        "return /[\\u4e00-\\u9fff]/.test(document.querySelector('.finding__message').innerText)",
    )
    .await?;
    page.close().await
}

/// Where the letters of text box and coloured text are, and whether these are the same letters.
const GEOMETRY: &str = "
    const [box, shown] = ['.editor__text', '.editor__shown'].map((one) => document.querySelector(one));
    const [a, b] = [box, shown].map((one) => one.getBoundingClientRect());
    const rules = ['font', 'letterSpacing', 'padding', 'whiteSpace', 'overflowWrap', 'tabSize', 'lineHeight', 'wordBreak'];
    const [x, y] = [box, shown].map((one) => getComputedStyle(one));
    return {
      same_place: ['left', 'top', 'width', 'height'].every((side) => Math.abs(a[side] - b[side]) < 0.01),
      same_rules: rules.filter((rule) => x[rule] !== y[rule]),
      same_letters: shown.firstElementChild.textContent === box.value,
      no_scrolling_within: box.scrollHeight <= box.clientHeight && box.scrollTop === 0,
    };";

#[tokio::test(flavor = "multi_thread")]
async fn the_colours_lie_exactly_on_the_text() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    let long = "sum by (job) (\n\trate(node_cpu_seconds_total{mode!=\"idle\"}[5m])\n) / 1e3 # 漢字 😀\n\n".repeat(12);
    for (size, theme) in [((1280, 900), Theme::Light), ((390, 800), Theme::Dark)] {
        page.emulate(size, theme).await?;
        for text in ["up", "up\n", "", "a  b   \n  ", "averyveryverylongname_".repeat(20).as_str(), long.as_str()] {
            page.paste_expression(text).await?;
            let wanted =
                json!({ "same_place": true, "same_rules": [], "same_letters": true, "no_scrolling_within": true });
            let script = format!(
                "const seen = (() => {{ {GEOMETRY} }})(); return JSON.stringify(seen) === JSON.stringify({wanted}) || seen;"
            );
            page.until(&format!("{size:?}, {text:?}"), &script).await?;
        }
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_class_has_its_colour() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.fill("Expression", "sum by (job) (rate(up{a=\"b\"}[5m])) + 1 # c").await?;
    let script = "return Object.fromEntries([...document.querySelectorAll('.editor__shown span[class]')]
        .map((one) => [one.textContent.trim(), getComputedStyle(one).color]))";
    page.until("coloured", "return document.querySelector('.editor__shown').textContent.includes('# c')").await?;
    let colours = page.run(script, vec![]).await?;
    let of = |text: &str| colours.get(text).and_then(Value::as_str).unwrap_or_default().to_owned();
    let words = ["sum", "by", "job", "rate", "up", "\"b\"", "5m", "+", "# c"];
    for (at, word) in words.iter().enumerate() {
        expect(!of(word).is_empty(), || format!("no piece {word:?}: {colours}"))?;
        let twin = words[..at].iter().find(|other| of(other) == of(word));
        expect(twin.is_none(), || format!("{word:?} and {twin:?} have one colour: {colours}"))?;
    }
    expect_equal("labels", &of("a"), &of("job"))?;
    expect_equal("numbers", &of("1"), &of("5m"))?;
    page.screenshot("colours").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_very_long_text_is_borne() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.paste_expression(&"rate(up{a=\"b\"}[5m]) +\n".repeat(45_000)).await?;
    page.until("it is shown without colours", "return !document.querySelector('.editor__shown span')").await?;
    page.until("what is wrong is found", "return document.querySelector('textarea').ariaInvalid === 'true'").await?;
    page.fill("Expression", "node_load1").await?;
    page.until("colours again", "return !!document.querySelector('.code--metric')").await?;
    page.press(Key::Enter + "").await?;
    page.has_rows(2).await?;
    page.close().await
}
