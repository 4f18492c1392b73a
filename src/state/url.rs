//! URLs that people type: whether a text is one, and base URLs of nodes, checked and resolved against the page's own.
//!
//! Not here: what a URL is (`model::http_url`).

use crate::model::http_url::{HttpUrl, resolve};
use crate::model::notice::NodeProblem;
use crate::promql::highlight::{Class, highlight};
use crate::promql::span::Span;

/// Longest URL that is taken, in bytes.
pub const MAX_URL: usize = 2000;

/// Pages of Prometheus, Thanos, Alertmanager and `VictoriaMetrics`, as they stand at the end of an address that was
/// copied from the browser. The API is not below them.
const PAGES: [&str; 10] = [
    "/graph",
    "/query",
    "/alerts",
    "/targets",
    "/service-discovery",
    "/tsdb-status",
    "/flags",
    "/stores",
    "/silences",
    "/vmui",
];

/// Folders of such pages.
const FOLDERS: [&str; 2] = ["/classic", "/new"];

/// A node's base URL, and what was changed of the text that was written for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeUrl {
    /// The URL: absolute, without a slash at its end.
    pub url: String,
    /// What a person may not expect.
    pub change: Option<UrlChange>,
}

/// How a node's URL differs from what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlChange {
    /// This was cut off its end: a page's address, or the API's own path.
    Cut(String),
    /// It got the scheme that it lacked.
    Scheme,
    /// It got the path of Prometheus' remote read, as it had none.
    ReadPath,
}

impl UrlChange {
    /// What was cut off; empty where nothing was.
    pub fn cut(self) -> String {
        match self {
            Self::Cut(cut) => cut,
            Self::Scheme | Self::ReadPath => String::new(),
        }
    }
}

/// A node's base URL in the form it is asked at: absolute, without a slash, a page or `/api/v1` at its end. `base` is
/// the page's URL, against which `/prometheus` and `./prom` are resolved. Fails where it is no URL of http or https, is
/// too long, or names a user or a query of its own.
///
/// A prefix that is named as a page keeps it by a slash behind: `/query/`.
pub fn node_url(text: &str, base: &str) -> Result<NodeUrl, NodeProblem> {
    let (text, tail) = check_text(text)?;
    let bad = || NodeProblem::BadUrl(text.to_owned());
    let is_host = |host: &str| is_host_and_port(host) || is_host_name(host);
    let (absolute, has_scheme) = absolute(text, base, is_host).ok_or_else(bad)?;
    let HttpUrl { origin, path, has_user, .. } = HttpUrl::parse(&absolute).ok_or_else(bad)?;
    if has_user {
        return Err(NodeProblem::CredentialsInUrl);
    }
    let kept = without_page(path);
    if !tail.is_empty() && kept.len() == path.len() && !tail.starts_with("#/") {
        return Err(NodeProblem::QueryInUrl);
    }
    let cut = format!("{}{tail}", path[kept.len()..].trim_end_matches('/'));
    let change = match (cut.is_empty(), has_scheme) {
        (false, _) => Some(UrlChange::Cut(cut)),
        (true, false) => Some(UrlChange::Scheme),
        (true, true) => None,
    };
    Ok(NodeUrl { url: format!("{origin}{}", kept.trim_end_matches('/')), change })
}

/// The whole URL of a file, absolute. Fails as [`node_url`] does, and of a fragment.
pub fn file_url(text: &str, base: &str) -> Result<NodeUrl, NodeProblem> {
    let (text, tail) = check_text(text)?;
    if !tail.is_empty() {
        return Err(NodeProblem::QueryInUrl);
    }
    let bad = || NodeProblem::BadUrl(text.to_owned());
    // "dump.txt" is a file beside the page, and no host.
    let (url, has_scheme) = absolute(text, base, is_host_and_port).ok_or_else(bad)?;
    if HttpUrl::parse(&url).ok_or_else(bad)?.has_user {
        return Err(NodeProblem::CredentialsInUrl);
    }
    Ok(NodeUrl { url, change: (!has_scheme).then_some(UrlChange::Scheme) })
}

/// The path of the read on a Prometheus.
const READ_PATH: &str = "/api/v1/read";

/// Names of what a query string of a read may hold: which database of an `InfluxDB` is read, and no secret.
const READ_PARAMETERS: [&str; 2] = ["db", "rp"];

/// The whole URL of a remote read, absolute. One without a path gets that of Prometheus. Fails as [`node_url`] does,
/// but that its query may name a database.
pub fn read_url(text: &str, base: &str) -> Result<NodeUrl, NodeProblem> {
    let (text, tail) = check_text(text)?;
    let is_known = |pair: &str| READ_PARAMETERS.contains(&pair.split('=').next().unwrap_or_default());
    let is_kept = tail.is_empty() || tail.strip_prefix('?').is_some_and(|query| query.split('&').all(is_known));
    if !is_kept || tail.contains('#') {
        return Err(NodeProblem::QueryInUrl);
    }
    let bad = || NodeProblem::BadUrl(text.to_owned());
    let is_host = |host: &str| is_host_and_port(host) || is_host_name(host);
    let (url, has_scheme) = absolute(text, base, is_host).ok_or_else(bad)?;
    let HttpUrl { path, has_user, .. } = HttpUrl::parse(&url).ok_or_else(bad)?;
    if has_user {
        return Err(NodeProblem::CredentialsInUrl);
    }
    if tail.is_empty() && matches!(path, "" | "/") {
        let url = format!("{}{READ_PATH}", url.trim_end_matches('/'));
        return Ok(NodeUrl { url, change: Some(UrlChange::ReadPath) });
    }
    Ok(NodeUrl { url: format!("{url}{tail}"), change: (!has_scheme).then_some(UrlChange::Scheme) })
}

/// The text before its query or fragment, and those.
fn check_text(text: &str) -> Result<(&str, &str), NodeProblem> {
    let text = text.trim();
    if text.len() > MAX_URL {
        return Err(NodeProblem::TooLong { limit: MAX_URL });
    }
    if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(NodeProblem::BadUrl(text.to_owned()));
    }
    Ok(text.split_at(text.find(['?', '#']).unwrap_or(text.len())))
}

/// The URL with scheme and host, and whether it was written with them or seen from the page's. `is_host` says what is a
/// host without a scheme, and no folder beside the page.
fn absolute(text: &str, base: &str, is_host: impl Fn(&str) -> bool) -> Option<(String, bool)> {
    if text.contains("://") {
        Some((text.to_owned(), true))
    } else if is_host(text.split('/').next().unwrap_or_default()) {
        Some((format!("{}://{text}", scheme_for(text, base)), false))
    } else {
        Some((resolve(text, base)?, true))
    }
}

/// `host:9090`, `[::1]:9090`.
fn is_host_and_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else { return false };
    let is_v6 = host.starts_with('[') && host.ends_with(']');
    let is_name = !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || "-._@".contains(c));
    (is_v6 || is_name) && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

/// `prom.example`, `10.0.0.5`, `localhost`: names with a dot, whose last part is of letters or all of whose parts are
/// numbers. A name without a dot is a folder beside the page, as a proxy has them.
fn is_host_name(text: &str) -> bool {
    let host = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let parts: Vec<&str> = host.split('.').collect();
    let is_part = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    let is_number = |part: &&str| part.parse::<u8>().is_ok();
    let is_address = parts.len() == 4 && parts.iter().all(is_number);
    let is_domain =
        parts.len() > 1 && parts.last().is_some_and(|last| last.len() > 1 && last.chars().all(char::is_alphabetic));
    parts.iter().all(is_part) && (is_address || is_domain || host == "localhost")
}

/// Nodes speak http unless a proxy before them does better; a page that was loaded over https may ask only those,
/// beside what runs on its own machine.
fn scheme_for(text: &str, base: &str) -> &'static str {
    let host = text.split('/').next().unwrap_or_default();
    let is_local = host == "localhost" || ["localhost:", "127.", "[::1]:"].iter().any(|start| host.starts_with(start));
    let is_tls = host.ends_with(":443");
    if is_tls || (base.starts_with("https://") && !is_local) { "https" } else { "http" }
}

/// A path without the API's own path or a page at its end.
fn without_page(path: &str) -> &str {
    let api = ["/api/v1", "/api/v2"].iter().filter_map(|api| {
        let at = path.rfind(api)?;
        let rest = &path[at + api.len()..];
        (rest.is_empty() || rest.starts_with('/')).then_some(at)
    });
    let path = api.min().map_or(path, |at| &path[..at]);
    let Some(above) = PAGES.iter().find_map(|page| path.strip_suffix(page)) else { return path };
    FOLDERS.iter().find_map(|folder| above.strip_suffix(folder)).unwrap_or(above)
}

/// Whether a text is a link: it begins with a scheme and `://`, as no expression does.
pub fn is_link(text: &str) -> bool {
    let scheme = text.trim_start().split_once("://").map(|(scheme, _)| scheme.as_bytes());
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    scheme.is_some_and(|scheme| scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(is_part))
}

/// Whether a text holds a link: it is one, or one stands in it where an expression has neither a text in quotes nor a
/// comment, as where it was pasted behind something.
pub fn holds_link(text: &str) -> bool {
    if !text.contains("://") {
        return false;
    }
    let is_text = |class| matches!(class, Class::String | Class::Comment);
    let texts: Vec<Span> =
        highlight(text).into_iter().filter(|token| is_text(token.class)).map(|token| token.span).collect();
    let is_quoted = |at: usize| {
        let after = texts.partition_point(|span| span.start as usize <= at);
        after.checked_sub(1).is_some_and(|before| at < texts[before].end as usize)
    };
    is_link(text) || text.match_indices("://").any(|(at, _)| !is_quoted(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://portal.example:8443/tools/narthex/index.html";

    #[test]
    fn takes_what_people_write() {
        for (text, url) in [
            ("http://a:9090", "http://a:9090"),
            (" http://a:9090/ ", "http://a:9090"),
            ("http://[::1]:9090", "http://[::1]:9090"),
            ("HTTPS://A", "HTTPS://A"),
            ("/prometheus", "https://portal.example:8443/prometheus"),
            ("/", "https://portal.example:8443"),
            ("./prom", "https://portal.example:8443/tools/narthex/prom"),
            ("prom/a", "https://portal.example:8443/tools/narthex/prom/a"),
            ("../../../prom", "https://portal.example:8443/prom"),
            ("//other/x", "https://other/x"),
            ("//other:9090/x", "https://other:9090/x"),
        ] {
            assert_eq!(node_url(text, BASE), Ok(NodeUrl { url: url.to_owned(), change: None }), "{text}");
        }
    }

    #[test]
    fn what_was_copied_with_a_page_is_cut_and_told() {
        for (text, url, cut) in [
            ("http://a:9090/graph", "http://a:9090", "/graph"),
            ("http://a/prom/query?g0.expr=up&g0.tab=0", "http://a/prom", "/query?g0.expr=up&g0.tab=0"),
            ("http://a:9093/#/alerts?silenced=false", "http://a:9093", "#/alerts?silenced=false"),
            ("http://a/alerts", "http://a", "/alerts"),
            ("http://a/classic/graph", "http://a", "/classic/graph"),
            ("http://a/select/0/vmui", "http://a/select/0", "/vmui"),
            ("http://a/prom/api/v1/", "http://a/prom", "/api/v1"),
            ("http://a/prom/api/v1/query?query=up", "http://a/prom", "/api/v1/query?query=up"),
            ("/prom/api/v1", "https://portal.example:8443/prom", "/api/v1"),
            ("a:9090/graph", "https://a:9090", "/graph"),
        ] {
            let change = Some(UrlChange::Cut(cut.to_owned()));
            assert_eq!(node_url(text, BASE), Ok(NodeUrl { url: url.to_owned(), change }), "{text}");
        }
        for (text, url) in [
            ("http://a/query/", "http://a/query"),
            ("http://a/graphite", "http://a/graphite"),
            ("http://a/new", "http://a/new"),
        ] {
            assert_eq!(node_url(text, BASE), Ok(NodeUrl { url: url.to_owned(), change: None }), "{text}");
        }
    }

    #[test]
    fn a_host_with_a_port_gets_a_scheme() {
        for (text, base, url) in [
            ("a:9090", "http://page/", "http://a:9090"),
            ("a.example:443/prom", "http://page/", "https://a.example:443/prom"),
            ("prometheus:9090", BASE, "https://prometheus:9090"),
            ("localhost:9090", BASE, "http://localhost:9090"),
            ("127.0.0.1:9090", BASE, "http://127.0.0.1:9090"),
            ("[::1]:9090", BASE, "http://[::1]:9090"),
        ] {
            let change = Some(UrlChange::Scheme);
            assert_eq!(node_url(text, base), Ok(NodeUrl { url: url.to_owned(), change }), "{text}");
        }
        for text in ["u@a:9090", "u@prom.example"] {
            assert_eq!(node_url(text, BASE), Err(NodeProblem::CredentialsInUrl));
        }
    }

    #[test]
    fn a_host_alone_is_one_and_no_folder_beside_the_page() {
        for (text, base, url) in [
            ("prom.example", "http://page/", "http://prom.example"),
            ("prom.example/prefix/", BASE, "https://prom.example/prefix"),
            ("Prom-1.eu.example", "http://page/", "http://Prom-1.eu.example"),
            ("10.0.0.5", "http://page/", "http://10.0.0.5"),
            ("localhost/prom", BASE, "http://localhost/prom"),
            ("127.0.0.1", BASE, "http://127.0.0.1"),
        ] {
            let change = Some(UrlChange::Scheme);
            assert_eq!(node_url(text, base), Ok(NodeUrl { url: url.to_owned(), change }), "{text}");
        }
        let cut = Some(UrlChange::Cut("/graph".to_owned()));
        let url = "http://prom.example".to_owned();
        assert_eq!(node_url("prom.example/graph", "http://page/"), Ok(NodeUrl { url, change: cut }));
        for folder in ["prom", "v1.2", "../x.example", "./prom.example", "a..b", ".example", "prom.2"] {
            let node = node_url(folder, BASE);
            assert!(node.as_ref().is_ok_and(|node| node.url.starts_with("https://portal.example:8443/")), "{node:?}");
        }
        let file = file_url("dump.txt", BASE).map(|file| file.url);
        assert_eq!(file, Ok("https://portal.example:8443/tools/narthex/dump.txt".to_owned()));
    }

    #[test]
    fn a_files_url_is_kept_whole() {
        for text in ["http://a/graph", "http://a/api/v1", "http://a/x/", "http://a/dumps/a[1]{b}|c^50%.om"] {
            assert_eq!(file_url(text, BASE), Ok(NodeUrl { url: text.to_owned(), change: None }), "{text}");
        }
        assert_eq!(file_url("http://a/x?y", BASE), Err(NodeProblem::QueryInUrl));
    }

    #[test]
    fn a_reads_url_is_kept_whole_and_gets_the_path_that_it_lacks() {
        for text in
            ["http://a/api/v1/read", "http://a/x/", "http://i:8086/api/v1/prom/read?db=a&rp=b", "http://a/?db=x"]
        {
            assert_eq!(read_url(text, BASE), Ok(NodeUrl { url: text.to_owned(), change: None }), "{text}");
        }
        for (text, url) in [
            ("http://a:9090", "http://a:9090/api/v1/read"),
            (" http://a:9090/ ", "http://a:9090/api/v1/read"),
            ("127.0.0.1:9090", "http://127.0.0.1:9090/api/v1/read"),
        ] {
            let change = Some(UrlChange::ReadPath);
            assert_eq!(read_url(text, BASE), Ok(NodeUrl { url: url.to_owned(), change }), "{text}");
        }
        for text in
            ["http://a/x?token=1", "http://a/x?db=1&p=secret", "http://a/x#y", "http://a/x?db=1#y", "http://a/x?"]
        {
            assert_eq!(read_url(text, BASE), Err(NodeProblem::QueryInUrl), "{text}");
        }
        assert_eq!(read_url("http://u:p@a/x", BASE), Err(NodeProblem::CredentialsInUrl));
    }

    #[test]
    fn refuses_the_rest_and_says_why() {
        for text in [
            "",
            "ftp://a",
            "javascript:alert(1)",
            "http://",
            "http://a b",
            "http://a:x",
            "localhost:99999",
            "javascript:alert",
            ":9090",
            "http://a:99999",
            "http://:9090",
            "http:///x",
        ] {
            assert_eq!(node_url(text, BASE), Err(NodeProblem::BadUrl(text.to_owned())), "{text}");
        }
        assert_eq!(node_url("http://u:p@a", BASE), Err(NodeProblem::CredentialsInUrl));
        assert_eq!(node_url("http://a?x=1", BASE), Err(NodeProblem::QueryInUrl));
        assert_eq!(node_url("/p", "about:blank"), Err(NodeProblem::BadUrl("/p".to_owned())));
        assert_eq!(node_url(&"x".repeat(3000), BASE), Err(NodeProblem::TooLong { limit: MAX_URL }));
    }

    #[test]
    fn a_link_is_known_by_its_scheme() {
        for link in ["https://p/graph", " http://p", "chrome-extension://x", "uphttps://p?token=secret"] {
            assert!(is_link(link), "{link}");
        }
        for expr in ["up", "", "://", "up{url=\"http://p\"}", "1://2", "a / b # https://p", "\"http://p\""] {
            assert!(!is_link(expr), "{expr}");
        }
    }

    #[test]
    fn a_link_in_quotes_is_a_part_of_an_expression() {
        for expr in [
            "probe_success{instance=\"https://a.example/x\"}",
            "up{a='http://p', b=`http://p`} # see https://p",
            "{instance=\"https://a.example",
            "up",
        ] {
            assert!(!holds_link(expr), "{expr}");
        }
        for link in ["https://p?token=secret", "up https://p?token=secret", "up{a=\"\"} http://p", "\"x\"://p"] {
            assert!(holds_link(link), "{link}");
        }
    }
}
