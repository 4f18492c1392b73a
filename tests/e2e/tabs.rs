//! Several tabs on one origin, and one that nobody sees.

use serde_json::json;
use thirtyfour::WindowHandle;

use crate::broken;
use crate::browser::{Page, text};
use crate::changing::{Node, ROWS};
use crate::harness::{Outcome, console_at, expect, expect_equal};
use crate::lab::console;

impl Page {
    /// Another tab of the same browser; it is the one that is shown then.
    async fn open_tab(&self, url: &str) -> Result<WindowHandle, String> {
        let tab = self.driver().new_tab().await.map_err(text)?;
        self.show_tab(&tab).await?;
        self.go(url).await?;
        Ok(tab)
    }

    async fn show_tab(&self, tab: &WindowHandle) -> Outcome {
        self.driver().switch_to_window(tab.clone()).await.map_err(text)
    }

    async fn add_node(&self, name: &str) -> Outcome {
        self.fill_field("URL", &format!("http://127.0.0.1:1/{name}")).await?;
        self.fill_field("Name", name).await?;
        self.press(thirtyfour::Key::Enter + "").await?;
        self.shows(name).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_do_not_erase_each_others_nodes_history_and_settings() -> Outcome {
    let way = format!("{}/many", broken::base().await?);
    let url = console_at("/", console::settings([("many", way, "prometheus")])).await?;
    let nodes = format!("{url}#/nodes");
    let page = Page::open(&nodes).await?;
    page.find("button", "Add node").await?;
    let one = page.driver().window().await.map_err(text)?;
    let other = page.open_tab(&nodes).await?;
    page.add_node("of-the-other-tab").await?;

    page.show_tab(&one).await?;
    page.shows("of-the-other-tab").await?;
    page.add_node("of-this-tab").await?;
    page.click("link", "Query").await?;
    page.execute("many", "executed_in_one_tab").await?;

    page.show_tab(&other).await?;
    page.shows("of-this-tab").await?;
    page.run("[...document.querySelectorAll('button')].find((one) => /Remove.*of-the-other-tab/.test(one.ariaLabel ?? one.title)).click()", vec![]).await?;
    page.click("button", "Settings").await?;
    page.click("radio", "Dark").await?;
    page.click("button", "Close").await?;

    page.show_tab(&one).await?;
    page.until("the theme is dark here, too", "return document.documentElement.dataset.theme === 'dark'").await?;
    page.click("link", "Nodes").await?;
    page.shows("of-this-tab").await?;
    let seen = page.text().await?;
    expect(!seen.contains("of-the-other-tab"), || format!("a node removed in another tab is still there:\n{seen}"))?;

    // What a third one finds.
    page.open_tab(&nodes).await?;
    page.shows("of-this-tab").await?;
    let stored = page.run("return JSON.parse(localStorage.getItem('narthex.settings'))", vec![]).await?;
    let names: Vec<_> = stored["nodes"].as_array().into_iter().flatten().map(|node| node["name"].clone()).collect();
    expect_equal("nodes", &names, &vec![json!("of-this-tab")])?;
    let executed =
        stored["history"].as_array().into_iter().flatten().any(|one| one["expr"] == json!("executed_in_one_tab"));
    expect(executed, || format!("the history has lost an expression: {stored}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_tab_asks_nothing_and_asks_at_once_when_it_is_seen() -> Outcome {
    let node = Node::start().await?;
    node.go_to(1);
    let console = console_at("/", console::settings([("changing", node.url.clone(), "prometheus")])).await?;
    let page = Page::open(&console).await?;
    page.execute("changing", "m").await?;
    page.has_rows(ROWS[1]).await?;
    // As a browser tells of a tab that is put behind another one.
    let show = async |state: &str| {
        let script = format!(
            "Object.defineProperty(document, 'visibilityState', {{ configurable: true, get: () => '{state}' }});
             Object.defineProperty(document, 'hidden', {{ configurable: true, get: () => {} }});
             document.dispatchEvent(new Event('visibilitychange'));",
            state == "hidden"
        );
        page.run(&script, vec![]).await.map(drop)
    };
    show("hidden").await?;
    let before = node.asked();
    node.go_to(2);
    // Pressed, a refresh is due as if its time had come.
    page.run("document.querySelector('.bar button[aria-label=\"Refresh now\"]').click()", vec![]).await?;
    show("visible").await?;
    // The result of another phase says that it was asked; had it been asked before, too, it would be twice.
    page.has_rows(ROWS[2]).await?;
    expect_equal("queries since it was hidden", &(node.asked() - before), &1)?;
    page.close().await
}
