//! Nothing scrolls the page sideways, on a phone's screen nor on a desktop's.

use crate::browser::{Page, Theme};
use crate::harness::{Outcome, shared_console};
use crate::lab::config;

/// What stands out of the page to its side, if the page can be scrolled there: its classes, tag and right edge.
const OVERFLOWING: &str = "
    const page = document.scrollingElement;
    if (page.scrollWidth <= Math.min(innerWidth, page.clientWidth)) return true;
    return [...document.querySelectorAll('body *')]
      .map((one) => [one.tagName, one.className, Math.round(one.getBoundingClientRect().right)])
      .filter(([, , right]) => right > page.clientWidth).slice(0, 8);";

/// Texts without a place to break.
const LONG: &str = "sum by (a_label_whose_name_is_much_longer_than_any_screen_of_a_phone_is_wide_and_goes_on) (up)";

impl Page {
    async fn fits(&self, what: &str) -> Outcome {
        self.until(&format!("{what} fits"), OVERFLOWING).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_scrolls_sideways() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    for size in [(400, 800), (1280, 900)] {
        page.emulate(size, Theme::Light).await?;
        let at = |what: &str| format!("{what} at {} px", size.0);
        page.click("link", "Query").await?;
        page.fits(&at("the empty panel")).await?;
        page.execute("A", "node_load1").await?;
        page.click("tab", "Table").await?;
        page.has_rows(2).await?;
        page.fits(&at("a table")).await?;
        page.click("button", "History").await?;
        page.fits(&at("the history")).await?;
        page.press(thirtyfour::Key::Escape + "").await?;
        page.click("button", "Panel actions").await?;
        page.fits(&at("a panel's menu")).await?;
        page.press(thirtyfour::Key::Escape + "").await?;
        page.click("tab", "Graph").await?;
        page.draws_series().await?;
        page.fits(&at("a graph")).await?;
        page.execute("A", LONG).await?;
        page.shows("1 series").await?;
        page.fits(&at("a long expression")).await?;
        page.execute("A", "sum(node_load1").await?;
        page.shows("A does not accept this query").await?;
        page.fits(&at("an error")).await?;
        for (button, what) in [("Settings", "the settings"), ("Help", "the help")] {
            page.click("button", button).await?;
            page.fits(&at(what)).await?;
            page.click("button", "Close").await?;
        }
        page.choose("Node", "Local data…").await?;
        page.find("textbox", "Or paste text").await?;
        page.fits(&at("local data")).await?;
        page.click("button", "Close").await?;
        page.click("link", "Alerts").await?;
        page.choose("Node", "B").await?;
        page.shows(config::FIRING_ALERT).await?;
        page.fits(&at("the alerts")).await?;
        page.click("link", "Nodes").await?;
        page.shows("Reachable").await?;
        page.fits(&at("the nodes")).await?;
    }
    page.close().await
}
