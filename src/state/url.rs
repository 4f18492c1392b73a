//! Base URLs of nodes: checking and resolving against the page's own.
//!
//! Not here: a full URL parser. Browsers have one; what is checked is what people get wrong and what must
//! not pass (credentials, other schemes).

use crate::model::notice::NodeProblem;

/// Longest URL that is taken, in bytes.
pub const MAX_URL: usize = 2000;

/// A node's base URL in the form it is asked at: absolute, without a slash or `/api/v1` at its end.
/// `base` is the page's URL, against which `/prometheus` and `./prom` are resolved.
pub fn node_url(text: &str, base: &str) -> Result<String, NodeProblem> {
    let text = text.trim();
    if text.len() > MAX_URL {
        return Err(NodeProblem::TooLong { limit: MAX_URL });
    }
    let bad = || NodeProblem::BadUrl(text.to_owned());
    if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(bad());
    }
    if text.contains(['?', '#']) {
        return Err(NodeProblem::QueryInUrl);
    }
    let absolute = if text.contains("://") { text.to_owned() } else { resolve(text, base).ok_or_else(bad)? };
    let (origin, path) = split(&absolute).ok_or_else(bad)?;
    if origin.contains('@') {
        return Err(NodeProblem::CredentialsInUrl);
    }
    let path = path.trim_end_matches('/');
    let path = ["/api/v1", "/api/v2"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    Ok(format!("{origin}{path}"))
}

/// (`scheme://host:port`, path with its slash or nothing); `None` unless http or https with a sound host.
fn split(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let host_end = rest.find('/').unwrap_or(rest.len());
    let authority = &rest[..host_end];
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, after)| after);
    let (host, port) = match host_port.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (host_port, None),
    };
    let port_is_sound = port.is_none_or(|p| p.parse::<u16>().is_ok());
    let ipv6 = host.starts_with('[') && host.ends_with(']');
    let host_is_sound = !host.is_empty() && (ipv6 || !host.contains([':', '[', ']', '<', '>', '"', '%']));
    (port_is_sound && host_is_sound).then(|| url.split_at(scheme.len() + 3 + host_end))
}

/// `text` seen from `base`: `//host/path`, `/path`, `path`, `./path`, `../path`.
fn resolve(text: &str, base: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix("//") {
        let (scheme, _) = base.split_once("://")?;
        return Some(format!("{scheme}://{rest}"));
    }
    // `localhost:9090` is most likely meant as a host, and a path with a colon in its first segment is none.
    if text.split('/').next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    let (origin, base_path) = split(base)?;
    let mut segments: Vec<&str> = Vec::new();
    if !text.starts_with('/') {
        segments.extend(base_path.split('/').skip(1));
        segments.pop();
    }
    for segment in text.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    Some(segments.iter().fold(origin.to_owned(), |url, segment| url + "/" + segment))
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
            ("http://a/prom/api/v1/", "http://a/prom"),
            ("http://[::1]:9090", "http://[::1]:9090"),
            ("HTTPS://A", "HTTPS://A"),
            ("/prometheus", "https://portal.example:8443/prometheus"),
            ("/", "https://portal.example:8443"),
            ("./prom", "https://portal.example:8443/tools/narthex/prom"),
            ("prom/a", "https://portal.example:8443/tools/narthex/prom/a"),
            ("../../../prom", "https://portal.example:8443/prom"),
            ("//other/x", "https://other/x"),
        ] {
            assert_eq!(node_url(text, BASE), Ok(url.to_owned()), "{text}");
        }
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
            "localhost:9090",
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
}
