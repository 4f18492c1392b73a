//! A page in headless Chromium, as a person and a screen reader find their way in it: by role and name.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

use crate::harness::{Outcome, expect};
use crate::lab::api::eventually;
use crate::lab::programs;
use crate::lab::watchdog::Watchdog;

/// How long the page may take for what should be at once; generous, as the machine may be busy.
pub(crate) const SOON: Duration = Duration::from_secs(15);

/// The page's size in CSS pixels where a test asks for nothing else.
const SIZE: (u32, u32) = (1280, 900);

/// One page in a browser of its own.
pub(crate) struct Page {
    driver: WebDriver,
    profile: PathBuf,
}

/// The URL of the one chromedriver, and its folder for profiles; both end with this process.
struct Driver {
    url: String,
    folder: PathBuf,
    _watchdog: Watchdog,
}

fn driver() -> Result<&'static Driver, String> {
    static DRIVER: OnceLock<Result<Driver, String>> = OnceLock::new();
    DRIVER.get_or_init(start_driver).as_ref().map_err(Clone::clone)
}

fn start_driver() -> Result<Driver, String> {
    let program = programs::one_of(&["chromedriver"])?;
    let folder = std::env::temp_dir().join(format!("narthex-browser-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let watchdog = Watchdog::start(Some(&folder))?;
    let mut child = Command::new(program)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start chromedriver: {error}"))?;
    watchdog.watch(child.id());
    let output = child.stdout.take().ok_or("chromedriver has no output")?;
    // "ChromeDriver was started successfully on port 41235."
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let port = lines
        .find_map(|line| {
            line.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
        })
        .ok_or("chromedriver ended without naming its port")?;
    // Its pipe is read to the end, or it would block once the pipe is full.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(Driver { url: format!("http://127.0.0.1:{port}"), folder, _watchdog: watchdog })
}

fn capabilities(profile: &str) -> WebDriverResult<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--force-color-profile=srgb",
    ] {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--window-size={},{}", SIZE.0, SIZE.1))?;
    capabilities.add_arg(&format!("--user-data-dir={profile}"))?;
    if let Ok(browser) = programs::one_of(&["chromium", "chromium-browser", "google-chrome"]) {
        capabilities.set_binary(&browser.to_string_lossy())?;
    }
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}

impl Page {
    /// A fresh browser that shows this URL.
    pub(crate) async fn open(url: &str) -> Result<Self, String> {
        let page = Self::blank().await?;
        page.go(url).await?;
        Ok(page)
    }

    /// A fresh browser that shows nothing yet.
    pub(crate) async fn blank() -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let driver = driver()?;
        let profile = driver.folder.join(COUNT.fetch_add(1, Ordering::Relaxed).to_string());
        let capabilities = capabilities(&profile.to_string_lossy()).map_err(text)?;
        let driver = WebDriver::new(driver.url.as_str(), capabilities).await.map_err(text)?;
        let page = Self { driver, profile };
        page.emulate(SIZE, Theme::Light).await?;
        Ok(page)
    }

    /// Ends the browser. A test that fails before it leaves that to the end of the driver.
    pub(crate) async fn close(self) -> Outcome {
        self.driver.quit().await.map_err(text)
    }

    /// Shows another URL.
    pub(crate) async fn go(&self, url: &str) -> Outcome {
        self.driver.goto(url).await.map_err(text)
    }

    /// Has a script run in every document from now on, before the document's own.
    pub(crate) async fn before_all(&self, script: &str) -> Outcome {
        let cdp = self.driver.cdp();
        let script = json!({ "source": script });
        cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", script).await.map(drop).map_err(text)
    }

    /// The URL in the address bar.
    pub(crate) async fn url(&self) -> Result<String, String> {
        self.driver.current_url().await.map(String::from).map_err(text)
    }

    /// One step back in the history.
    pub(crate) async fn back(&self) -> Outcome {
        self.driver.back().await.map_err(text)
    }

    /// One step forward in the history.
    pub(crate) async fn forward(&self) -> Outcome {
        self.driver.forward().await.map_err(text)
    }

    /// Loads the page again.
    pub(crate) async fn reload(&self) -> Outcome {
        self.driver.refresh().await.map_err(text)
    }

    /// The result of a script's `return`, with `arguments`.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value, String> {
        let outcome = self.driver.execute(script, arguments).await.map_err(text)?;
        Ok(outcome.json().clone())
    }

    /// The first visible element of this role whose accessible name is this.
    pub(crate) async fn find(&self, role: &str, name: &str) -> Result<WebElement, String> {
        eventually(SOON, async || self.find_now(role, name).await).await
    }

    /// As `find`, without waiting.
    pub(crate) async fn find_now(&self, role: &str, name: &str) -> Result<WebElement, String> {
        let script = format!("{FIND}; return find(arguments[0], arguments[1])[0] ?? null;");
        let found = self.driver.execute(script, vec![json!(role), json!(name)]).await.map_err(text)?;
        if found.json().is_null() {
            let names = self.names(role).await?;
            return Err(format!("no {role} named {name:?}; there are {names:?}"));
        }
        found.element().map_err(text)
    }

    /// The names of all visible elements of this role.
    pub(crate) async fn names(&self, role: &str) -> Result<Vec<String>, String> {
        let names = self.run(&format!("{FIND}; return find(arguments[0]).map(nameOf);"), vec![json!(role)]).await?;
        Ok(names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect())
    }

    /// Clicks the element of this role and name.
    pub(crate) async fn click(&self, role: &str, name: &str) -> Outcome {
        // Found again when a re-rendering has replaced it in between.
        eventually(SOON, async || self.find_now(role, name).await?.click().await.map_err(text)).await
    }

    /// Replaces the text of a textbox by typing.
    pub(crate) async fn fill(&self, name: &str, words: &str) -> Outcome {
        self.type_into("textbox", name, words).await
    }

    /// As `fill`, for a field whose label begins with this (a hint may follow it), be it a search box.
    pub(crate) async fn fill_field(&self, label: &str, words: &str) -> Outcome {
        let (role, name) = eventually(SOON, async || {
            for role in ["textbox", "searchbox"] {
                let names = self.names(role).await?;
                if let Some(name) = names.into_iter().find(|name| name.starts_with(label)) {
                    return Ok((role, name));
                }
            }
            Err(format!("no field {label:?}; textboxes: {:?}", self.names("textbox").await?))
        })
        .await?;
        self.type_into(role, &name, words).await
    }

    async fn type_into(&self, role: &str, name: &str, words: &str) -> Outcome {
        let field = self.find(role, name).await?;
        field.click().await.map_err(text)?;
        field.send_keys(Key::Control + "a").await.map_err(text)?;
        field.send_keys(Key::Delete + "").await.map_err(text)?;
        field.send_keys(words).await.map_err(text)
    }

    /// Types into whatever has the focus.
    pub(crate) async fn press(&self, keys: impl Into<TypingData>) -> Outcome {
        self.driver.action_chain().send_keys(keys).perform().await.map_err(text)
    }

    /// Chooses an option of a combobox that is a select element.
    pub(crate) async fn choose(&self, name: &str, option: &str) -> Outcome {
        let script = format!(
            "{FIND}; const field = find('combobox', arguments[0])[0]; if (!field) return null;
             const option = [...field.options].find((o) => o.textContent.trim().startsWith(arguments[1]));
             if (!option) return [...field.options].map((o) => o.textContent.trim());
             field.value = option.value;
             field.dispatchEvent(new Event('input', {{ bubbles: true }}));
             field.dispatchEvent(new Event('change', {{ bubbles: true }}));
             return true;"
        );
        self.find("combobox", name).await?;
        eventually(SOON, async || {
            let outcome = self.run(&script, vec![json!(name), json!(option)]).await?;
            expect(outcome == json!(true), || format!("combobox {name:?} has no {option:?}: {outcome}"))
        })
        .await
    }

    /// What a person reads on the page.
    pub(crate) async fn text(&self) -> Result<String, String> {
        let text = self.run("return document.body.innerText;", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the page's text contains this.
    pub(crate) async fn shows(&self, words: &str) -> Outcome {
        self.shows_within(words, SOON).await
    }

    /// As `shows`, with a bound of one's own.
    pub(crate) async fn shows_within(&self, words: &str, bound: Duration) -> Outcome {
        eventually(bound, async || {
            let text = self.text().await?;
            expect(text.contains(words), || format!("the page does not show {words:?}; it shows:\n{text}"))
        })
        .await
    }

    /// Waits until a script returns true.
    pub(crate) async fn until(&self, what: &str, script: &str) -> Outcome {
        eventually(SOON, async || {
            let outcome = self.run(script, vec![]).await?;
            expect(outcome == json!(true), || format!("{what}: got {outcome}"))
        })
        .await
    }

    /// How many pixels of the first visible canvas have each colour: `(red, green, blue, count)`, only what is
    /// at least half opaque (a thin line may lie between two rows of pixels), the most frequent first.
    pub(crate) async fn colours(&self) -> Result<Vec<(u8, u8, u8, u64)>, String> {
        let found = self.run(COLOURS, vec![]).await?;
        let rows: Vec<(u8, u8, u8, u64)> = serde_json::from_value(found).map_err(text)?;
        Ok(rows)
    }

    /// What the browser's console has said since the last call, errors of the network too.
    pub(crate) async fn console(&self) -> Result<Vec<String>, String> {
        let entries = self.driver.browser_log().await.map_err(text)?;
        Ok(entries.into_iter().map(|entry| format!("{}: {}", entry.level, entry.message)).collect())
    }

    /// Errors in the browser's console since the last call, without those of requests that a test wants to fail.
    pub(crate) async fn console_errors(&self) -> Result<Vec<String>, String> {
        let entries = self.driver.browser_log().await.map_err(text)?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" && entry.source.as_deref() != Some("network"))
            .map(|entry| entry.message)
            .collect())
    }

    /// Sets the page's size and the system's theme.
    pub(crate) async fn emulate(&self, (width, height): (u32, u32), theme: Theme) -> Outcome {
        let cdp = self.driver.cdp();
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        cdp.send_raw("Emulation.setDeviceMetricsOverride", size).await.map_err(text)?;
        let scheme = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        cdp.send_raw("Emulation.setEmulatedMedia", features).await.map(drop).map_err(text)
    }

    /// Keeps the page's picture as `target/e2e/NAME.png`.
    pub(crate) async fn screenshot(&self, name: &str) -> Outcome {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../e2e");
        fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        self.driver.screenshot(&folder.join(format!("{name}.png"))).await.map_err(text)
    }

    /// The folder of the browser's profile.
    pub(crate) fn profile(&self) -> &Path {
        &self.profile
    }

    /// The driver itself, for mouse movements.
    pub(crate) fn driver(&self) -> &WebDriver {
        &self.driver
    }
}

/// What the system prefers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Theme {
    Light,
    Dark,
}

/// An error as text.
pub(crate) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// `find(role, name?)`: visible elements by role, implied ones too, and by accessible name as far as the console
/// uses it: aria-labelledby, aria-label, a label element, alt, then content or title.
const FIND: &str = r#"
const IMPLIED = {
  button: 'button', combobox: 'select', textbox: 'textarea, input:not([type]), input[type=text], input[type=url], input[type=password]',
  searchbox: 'input[type=search]', link: 'a[href]', table: 'table', checkbox: 'input[type=checkbox]', img: 'img, canvas[aria-label]',
  dialog: 'dialog', navigation: 'nav', spinbutton: 'input[type=number]', row: 'tr', columnheader: 'th', heading: 'h1, h2, h3, h4',
  status: 'output',
};
const squeeze = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const nameOf = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by) return squeeze(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(' '));
  if (element.hasAttribute('aria-label')) return squeeze(element.getAttribute('aria-label'));
  if (element.labels?.length) {
    const label = element.labels[0].cloneNode(true);
    label.querySelectorAll('select, textarea, input').forEach((inner) => inner.remove());
    return squeeze(label.textContent);
  }
  if (element.alt) return squeeze(element.alt);
  const content = element.cloneNode(true);
  content.querySelectorAll?.('[aria-hidden=true]').forEach((inner) => inner.remove());
  return squeeze(content.textContent) || squeeze(element.title);
};
const find = (role, name) => {
  const implied = IMPLIED[role]?.split(',').map((one) => one.trim() + ':not([role])') ?? [];
  return [...document.querySelectorAll([`[role~="${role}"]`, ...implied].join(', '))]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden=true]'))
    .filter((element) => name === undefined || nameOf(element) === name);
};
"#;

const COLOURS: &str = r"
const canvas = [...document.querySelectorAll('canvas')].find((one) => one.checkVisibility() && one.width > 0 && one.height > 0);
if (!canvas) return [];
const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
const counts = new Map();
for (let i = 0; i < data.length; i += 4) {
  if (data[i + 3] < 128) continue;
  const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([k, n]) => [k >> 16, (k >> 8) & 255, k & 255, n]);
";
