//! http URLs of nodes and files: whether a text is one, its parts, and what a reference means seen from a page.
//!
//! Not here: what a node's URL may have of these parts (`wire::http`, `state::url`).

use std::fmt::Write as _;

use fluent_uri::{Iri, IriRef};

/// The parts of an http or https URL, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpUrl<'a> {
    /// Scheme, host and port; user and password, too, where there are.
    pub origin: &'a str,
    /// With its slash at the beginning, or nothing.
    pub path: &'a str,
    /// Query and fragment with their marks, or nothing.
    pub tail: &'a str,
    /// Whether a user, or a password, stands before the host.
    pub has_user: bool,
}

impl<'a> HttpUrl<'a> {
    /// The parts; `None` where it is no URL, has another scheme, or has a host or a port that cannot be asked.
    pub fn parse(text: &'a str) -> Option<Self> {
        let escaped = escaped(text);
        let iri = Iri::parse(&*escaped).ok()?;
        let scheme = iri.scheme().as_str();
        let is_http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let authority = iri.authority()?;
        // Browsers take no escapes in a host. "host:" is how URLs write the scheme's own port.
        let is_host = !authority.host().is_empty() && !authority.host().contains('%');
        let is_port = authority.port_to_u16().is_ok_and(|port| port != Some(0));
        let (origin, rest) = text.split_at(scheme.len() + "://".len() + authority.as_str().len());
        let (path, tail) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let has_user = authority.has_userinfo();
        (is_http && is_host && is_port).then_some(Self { origin, path, tail, has_user })
    }
}

/// The URL that a reference (`//host/path`, `/path`, `path`, `./path`, `../path`) means, seen from another. `None`
/// where either is none.
pub fn resolve(reference: &str, base: &str) -> Option<String> {
    let (reference, base) = (escaped(reference), escaped(base));
    let (reference, base) = (IriRef::parse(&*reference).ok()?, Iri::parse(&*base).ok()?);
    reference.resolve_against(&base.strip_fragment()).ok().map(Iri::into_string)
}

/// What browsers take behind the host and the standard does not, escaped: `[`, `{`, a `%` that begins no escape, …
fn escaped(text: &str) -> String {
    let authority = match text.split_once("://") {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => scheme.len() + "://".len(),
        _ if text.starts_with("//") => "//".len(),
        _ => 0,
    };
    let end = |behind: &str| behind.find(['/', '?', '#']).unwrap_or(behind.len());
    let (origin, rest) = text.split_at(if authority == 0 { 0 } else { authority + end(&text[authority..]) });
    let mut out = origin.to_owned();
    for (at, letter) in rest.char_indices() {
        let is_escape = || rest.as_bytes().get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match letter {
            '"' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '|' | '}' => push_escape(&mut out, letter),
            '%' if !is_escape() => push_escape(&mut out, letter),
            _ => out.push(letter),
        }
    }
    out
}

fn push_escape(out: &mut String, letter: char) {
    // Writing to a string cannot fail.
    let _ = write!(out, "%{:02X}", u32::from(letter));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, origin: &str, path: &str, tail: &str) {
        let has_user = origin.contains('@');
        assert_eq!(HttpUrl::parse(text), Some(HttpUrl { origin, path, tail, has_user }), "{text}");
    }

    #[test]
    fn parts_are_as_they_are_written() {
        check("http://localhost:9090", "http://localhost:9090", "", "");
        check("HTTPS://A.example/prom//?x=1#y", "HTTPS://A.example", "/prom//", "?x=1#y");
        check("http://u:p@h:/a%20b", "http://u:p@h:", "/a%20b", "");
        check("http://[::1]:9090/#/alerts", "http://[::1]:9090", "/", "#/alerts");
        check("http://h/a[1]{2}|^<b>`\"%zz%?c[d]#e%", "http://h", "/a[1]{2}|^<b>`\"%zz%", "?c[d]#e%");
        check("http://münchen.example/指标", "http://münchen.example", "/指标", "");
    }

    #[test]
    fn what_cannot_be_asked_is_none() {
        for text in [
            "",
            "a",
            "/a",
            "localhost:9090",
            "ftp://h",
            "javascript://h",
            "about:blank",
            "http:",
            "http://",
            "http:///x",
            "http://:90",
            "http://h:0",
            "http://h:99999",
            "http://h:+1",
            "http://h:x",
            "http://a b",
            "http://a%41",
            "http://h\\x",
            "http://[::g]:1",
            "http://[::1]9",
        ] {
            assert_eq!(HttpUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn references_are_seen_from_a_page() {
        let base = "https://h:1/tools/narthex/index.html?a#b";
        for (reference, url) in [
            ("/prom", Some("https://h:1/prom")),
            ("prom/a", Some("https://h:1/tools/narthex/prom/a")),
            ("./prom", Some("https://h:1/tools/narthex/prom")),
            ("../../../prom", Some("https://h:1/prom")),
            ("//other/x", Some("https://other/x")),
            ("http://other", Some("http://other")),
            ("//[::1]:9090/a[1]", Some("https://[::1]:9090/a%5B1%5D")),
            ("dumps/50%{a}.om", Some("https://h:1/tools/narthex/dumps/50%25%7Ba%7D.om")),
            (":9090", None),
            ("a b", None),
        ] {
            assert_eq!(resolve(reference, base).as_deref(), url, "{reference}");
        }
        assert_eq!(resolve("prom", "http://h/a|b/").as_deref(), Some("http://h/a%7Cb/prom"));
        assert_eq!(resolve("/prom", "nothing"), None);
    }
}
