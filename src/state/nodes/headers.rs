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

/// Whether a browser sends this header. The value is never shown: it may be a secret.
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
}
