//! Headers that a node may be given.

use super::MAX_TEXT;
use crate::model::notice::NodeProblem;

/// Headers that browsers do not let a page set, in lower case. Source: the Fetch standard, "forbidden request-header".
const FORBIDDEN: [&str; 20] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Whether a browser sends this header; fails with why not. The value is never shown: it may be a secret.
pub fn check_header(name: &str, value: &str) -> Result<(), NodeProblem> {
    if name.len() > MAX_TEXT || value.len() > MAX_TEXT {
        return Err(NodeProblem::TooLong { limit: MAX_TEXT });
    }
    let lower = name.to_ascii_lowercase();
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let allowed = !lower.starts_with("sec-") && !lower.starts_with("proxy-") && !FORBIDDEN.contains(&lower.as_str());
    let is_valid_name = !name.is_empty() && name.bytes().all(is_token);
    // Browsers send header values as Latin-1, and refuse characters beyond it.
    let is_valid_value =
        value.chars().all(|c| c == '\t' || (' '..='\u{7e}').contains(&c) || ('\u{80}'..='\u{ff}').contains(&c));
    if allowed && is_valid_name && is_valid_value { Ok(()) } else { Err(NodeProblem::BadHeader(name.to_owned())) }
}

/// Reads names and values in their order, unchecked: one header a line, `Name: value`; empty lines are left out. Fails
/// at the first line without a colon.
pub fn read_headers(text: &str) -> Result<Vec<(String, String)>, NodeProblem> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once(':').ok_or_else(|| NodeProblem::BadHeader(first_word(line)))?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// Enough of a line to find it, without what may be a secret.
fn first_word(line: &str) -> String {
    line.split_whitespace().next().unwrap_or_default().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_a_browser_would_not_send_are_refused() {
        for (name, value) in [("Authorization", "Bearer x"), ("X-Scope-OrgID", "tenant-é"), ("x", "")] {
            assert_eq!(check_header(name, value), Ok(()), "{name}");
        }
        for (name, value) in
            [("", "x"), ("Ho st", "x"), ("Cookie", "x"), ("Sec-Fetch-Mode", "x"), ("x", "a\r\nb"), ("x", "中")]
        {
            assert_eq!(check_header(name, value), Err(NodeProblem::BadHeader(name.to_owned())), "{name}");
        }
    }

    #[test]
    fn headers_are_typed_one_a_line_and_what_is_none_is_named_without_its_value() {
        let read = read_headers(" X-Scope-OrgID:  a:b \n\nAccept: x\n");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read, Ok(vec![pair("X-Scope-OrgID", "a:b"), pair("Accept", "x")]));
        assert_eq!(read_headers("Bearer secret"), Err(NodeProblem::BadHeader("Bearer".to_owned())));
    }
}
