//! URLs of nodes and the encoding of parameters.
//!
//! Not here: sending (`transport`), and what the parameters mean (`prometheus`).

use crate::model::http_url::HttpUrl;
use crate::model::outcome::Failure;

/// What a form's body is sent as. A browser sends it to another origin without asking first.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The URL of a path (which begins with a slash) under a node's base URL. The base is http or https,
/// may have a path prefix and slashes at its end, and has no user, password, query or fragment:
/// else [`Failure::BadUrl`].
pub fn join(base: &str, path: &str) -> Result<String, Failure> {
    let base = base.trim();
    HttpUrl::parse(base).filter(|url| !url.has_user && url.tail.is_empty()).ok_or(Failure::BadUrl)?;
    Ok(format!("{}{path}", base.trim_end_matches('/')))
}

/// Parameters as a form's body or a URL's query.
pub fn form(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// Milliseconds as the API's decimal seconds, exactly.
pub fn seconds(ms: i64) -> String {
    let (sign, ms) = (if ms < 0 { "-" } else { "" }, ms.unsigned_abs());
    match ms % 1000 {
        0 => format!("{sign}{}", ms / 1000),
        rest => format!("{sign}{}.{rest:03}", ms / 1000),
    }
}

/// The URL without user and password, for showing and comparing; other texts unchanged.
pub fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[host..])
}

/// Scheme, host and port of a URL, in lower case; the whole text where it is no URL. A port that the scheme has anyhow
/// is left as it is written.
pub fn origin(url: &str) -> String {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    url[..end].to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_a_base_and_a_path() {
        for (base, joined) in [
            ("http://localhost:9090", "http://localhost:9090/api"),
            ("https://example.org/prometheus//", "https://example.org/prometheus/api"),
            (" HTTP://[::1]:9090/ ", "HTTP://[::1]:9090/api"),
            ("http://münchen.example", "http://münchen.example/api"),
            ("http://h:/a%20b/", "http://h:/a%20b/api"),
        ] {
            assert_eq!(join(base, "/api"), Ok(joined.to_owned()), "{base}");
        }
        for bad in [
            "",
            "localhost:9090",
            "ftp://h",
            "javascript://h",
            "http://",
            "http:///x",
            "http://:90",
            "http://u:p@h",
            "http://h:0",
            "http://h:99999",
            "http://h:+1",
            "http://h/?x=1",
            "http://h/#x",
            "http://a b",
            "http://[::g]:1",
            "http://[::1]9",
        ] {
            assert_eq!(join(bad, "/api"), Err(Failure::BadUrl), "{bad}");
        }
    }

    #[test]
    fn an_origin_is_what_stands_before_the_path() {
        for (url, is) in [("HTTP://H:1/a/b?c", "http://h:1"), ("https://h", "https://h"), ("http://h?x", "http://h")] {
            assert_eq!(origin(url), is);
        }
    }

    #[test]
    fn encodes_as_forms_do() {
        assert_eq!(form(&[("query", "a{b=~\"é+&\"}"), ("t", " ")]), "query=a%7Bb%3D%7E%22%C3%A9%2B%26%22%7D&t=+");
    }

    #[test]
    fn seconds_are_exact() {
        for (ms, text) in
            [(0, "0"), (1_700_000_000_123, "1700000000.123"), (-1, "-0.001"), (15_000, "15"), (50, "0.050")]
        {
            assert_eq!(seconds(ms), text);
        }
    }

    #[test]
    fn users_and_passwords_are_not_shown() {
        for (url, shown) in [
            ("http://u:p@h:1/a@b?c=d@e", "http://h:1/a@b?c=d@e"),
            ("http://u:p@w@h", "http://h"),
            ("http://h/x", "http://h/x"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(without_user(url), shown);
        }
    }
}
