//! What a person does in a query panel, and what the panel then says.

use std::time::Duration;

use serde_json::json;
use thirtyfour::Key;

use crate::browser::{Page, SOON, text};
use crate::harness::{Outcome, expect, expect_equal};
use crate::lab::api::eventually;

/// One row of the table, cell by cell.
pub(crate) type Row = Vec<String>;

impl Page {
    /// Chooses the node, types the expression, executes it.
    pub(crate) async fn execute(&self, node: &str, expression: &str) -> Outcome {
        self.choose("Node", node).await?;
        self.fill("Expression", expression).await?;
        self.click("button", "Execute").await
    }

    /// Awaits the text box of the expression: the page makes its parts one after the other.
    async fn has_expression(&self) -> Outcome {
        self.until("an expression's text box", "return document.querySelector('textarea') !== null;").await
    }

    /// Replaces the expression as a paste does: at once.
    pub(crate) async fn paste_expression(&self, text: &str) -> Outcome {
        self.has_expression().await?;
        let script = "const box = document.querySelector('textarea'); box.value = arguments[0];
            box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));";
        self.run(script, vec![json!(text)]).await.map(drop)
    }

    /// The expression's text.
    pub(crate) async fn typed(&self) -> Result<String, String> {
        self.has_expression().await?;
        let typed = self.run("return document.querySelector('textarea').value", vec![]).await?;
        Ok(typed.as_str().unwrap_or_default().to_owned())
    }

    /// The piece of the expression that is selected; the expression has the focus.
    pub(crate) async fn selects(&self, piece: &str) -> Outcome {
        let script = "const box = document.querySelector('textarea');
            return document.activeElement === box && box.value.slice(box.selectionStart, box.selectionEnd);";
        expect_equal("selected", &self.run(script, vec![]).await?, &json!(piece))
    }

    /// Waits until these pieces of the expression are underlined.
    pub(crate) async fn marks(&self, wanted: &[&str]) -> Outcome {
        let script = format!(
            "const seen = [...document.querySelectorAll('.code--wrong')].map((one) => one.textContent);
             return JSON.stringify(seen) === {} || seen;",
            json!(json!(wanted).to_string())
        );
        self.until(&format!("marks under {wanted:?}"), &script).await
    }

    /// Waits until one stretch of the expression is underlined, whatever colours it has.
    pub(crate) async fn marks_stretch(&self, wanted: &str) -> Outcome {
        let script = format!(
            "const seen = [...document.querySelectorAll('.code--wrong')].map((one) => one.textContent).join('');
             return seen === {} || seen;",
            json!(wanted)
        );
        self.until(&format!("a mark under {wanted:?}"), &script).await
    }

    /// Does something out of the first panel's menu.
    pub(crate) async fn act(&self, entry: &str) -> Outcome {
        self.click("button", "Panel actions").await?;
        self.click("menuitem", entry).await
    }

    /// Goes to the graph of the last minute. The lab is young: in a longer range its samples would be a few pixels.
    pub(crate) async fn graph_of_a_minute(&self) -> Outcome {
        self.click("tab", "Graph").await?;
        self.fill("Range", "1m").await?;
        self.press(Key::Enter + "").await
    }

    /// Waits until the result table has this many rows beside its head (`aria-rowcount` counts the head too).
    pub(crate) async fn has_rows(&self, wanted: usize) -> Outcome {
        eventually(SOON, async || {
            let table = self.find_now("table", "Result").await?;
            let count = table.attr("aria-rowcount").await.map_err(text)?.unwrap_or_default();
            let seen: usize = count.parse().map_err(|_| format!("aria-rowcount is {count:?}"))?;
            expect(seen == wanted + 1, || format!("{seen} rows with the head instead of {}", wanted + 1))
        })
        .await
    }

    /// The rows of the table that are in the document, without its head.
    pub(crate) async fn rows(&self) -> Result<Vec<Row>, String> {
        let script = "return [...document.querySelectorAll('[role=row], tr')]
            .map((row) => [...row.querySelectorAll('[role=cell], [role=rowheader], [role=gridcell], td')])
            .filter((cells) => cells.length > 0)
            .map((cells) => cells.map((cell) => cell.innerText.trim()));";
        serde_json::from_value(self.run(script, vec![]).await?).map_err(text)
    }

    /// The text alternative of the graph, once it is there and says this.
    pub(crate) async fn graph_says(&self, words: &str) -> Result<String, String> {
        self.graph_says_within(words, SOON).await
    }

    /// As `graph_says`, with a bound of one's own.
    pub(crate) async fn graph_says_within(&self, words: &str, bound: Duration) -> Result<String, String> {
        eventually(bound, async || {
            let names = self.names("img").await?;
            let found = names.iter().find(|name| name.starts_with("Graph") && name.contains(words));
            match found {
                Some(name) => Ok(name.clone()),
                None => Err(format!(
                    "no graph whose text alternative has {words:?}; images: {names:?}, page:\n{}",
                    self.text().await?
                )),
            }
        })
        .await
    }

    /// How many pixels of the canvas have, nearly, one of the colours of series.
    pub(crate) async fn series_pixels(&self) -> Result<u64, String> {
        let script = "const probe = document.createElement('i'); document.body.append(probe);
            const pen = document.createElement('canvas').getContext('2d');
            const all = [];
            for (let i = 1; i <= 12; i++) {
              probe.style.color = `var(--series-${i})`;
              pen.fillStyle = getComputedStyle(probe).color; pen.fillRect(0, 0, 1, 1);
              all.push([...pen.getImageData(0, 0, 1, 1).data].slice(0, 3));
            }
            probe.remove(); return all;";
        let palette: Vec<[u8; 3]> = serde_json::from_value(self.run(script, vec![]).await?).map_err(text)?;
        // A line of one and a half pixels is blended with the ground at its edges.
        let near = |a: u8, b: u8| a.abs_diff(b) <= 24;
        let seen = self.colours().await?;
        let drawn = seen.iter().filter(|(red, green, blue, _)| {
            palette.iter().any(|[r, g, b]| near(*red, *r) && near(*green, *g) && near(*blue, *b))
        });
        Ok(drawn.map(|(_, _, _, count)| count).sum())
    }

    /// Waits until pixels of a series' colour are on the canvas.
    pub(crate) async fn draws_series(&self) -> Outcome {
        eventually(SOON, async || {
            let pixels = self.series_pixels().await?;
            // A lab that was just started has a dot of each.
            expect(pixels > 8, || format!("{pixels} pixels have a colour of series"))
        })
        .await
    }
}
