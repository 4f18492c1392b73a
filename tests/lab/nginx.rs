//! nginx before the lab: the console's files, and nodes below the same origin, as a careful host serves them.

use std::fmt::Write as _;
use std::path::Path;

use super::daemon::{Daemon, Recipe};
use super::federation::{new_folder, write};
use super::programs;
use super::watchdog::Watchdog;

/// It, while it runs.
#[derive(Debug)]
pub(crate) struct Nginx {
    // Before the watchdog, which removes the folder last.
    _daemon: Daemon,
    url: String,
    _watchdog: Watchdog,
}

impl Nginx {
    /// Starts it on a port and waits until it is ready. It serves the files of `dist`, with this narthex.json, and below
    /// each path (`/B/`) what is at a URL.
    pub(crate) async fn start(
        port: u16,
        dist: &Path,
        settings: &str,
        below: &[(String, String)],
    ) -> Result<Self, String> {
        let program = programs::nginx()?;
        let folder = new_folder()?;
        let watchdog = Watchdog::start(Some(&folder))?;
        let home = folder.join("nginx");
        write(&home, "narthex.json", settings)?;
        write(&home, "nginx.conf", &configuration(&home, port, dist, below))?;
        let of = |name: &str| home.join(name).display().to_string();
        let arguments = ["-p", &of(""), "-c", &of("nginx.conf"), "-e", "stderr"].map(str::to_owned).to_vec();
        let url = format!("http://127.0.0.1:{port}");
        let recipe = Recipe { name: "nginx", program, arguments, log: home.join("log"), ready: format!("{url}/ready") };
        let mut daemon = Daemon::start(recipe, watchdog.clone())?;
        daemon.ready().await?;
        Ok(Self { _daemon: daemon, url, _watchdog: watchdog })
    }

    /// Where it answers, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// One process, so that whoever ends it ends all of it.
fn configuration(home: &Path, port: u16, dist: &Path, below: &[(String, String)]) -> String {
    let (home, dist) = (home.display(), dist.display());
    let mut text = format!(
        r"daemon off;
master_process off;
pid {home}/pid;
events {{}}
http {{
  access_log off;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  client_max_body_size 32m;
  types {{
    text/html html;
    text/css css;
    text/javascript js;
    application/json json;
    application/wasm wasm;
    image/svg+xml svg;
  }}
  server {{
    listen 127.0.0.1:{port};
    location = /ready {{ return 204; }}
    location = /narthex.json {{ alias {home}/narthex.json; }}
    location / {{ root {dist}; }}
"
    );
    for (path, url) in below {
        let _ = writeln!(text, "    location {path} {{ proxy_pass {url}/; }}");
    }
    text + "  }\n}\n"
}
