//! What is told of each request: enough to see what went wrong, nothing that a client may have meant to keep.

use std::fmt::{self, Write};

use counterpart_exchange::Request;
use counterpart_state::Answer;

/// One request and how it ended.
#[derive(Debug, Clone, Copy)]
pub struct LogEntry<'e> {
    /// The request as the client sent it.
    pub request: &'e Request,
    /// The answer.
    pub answer: &'e Answer,
}

/// Shows `GET /a?limit 400: query parameter limit breaks maximum`: of the query the names only, since values may be keys; control characters escaped, since all of it may be what a client sent.
impl fmt::Display for LogEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, answer } = self;
        let mut f = Escaped(f);
        write!(f, "{} {}", request.method, request.path)?;
        for (at, pair) in request.query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            f.write_char(if at == 0 { '?' } else { '&' })?;
            f.write_str(pair.split_once('=').map_or(pair, |(name, _)| name))?;
        }
        write!(f, " {}", answer.status)?;
        let Some(reason) = &answer.reason else { return Ok(()) };
        f.write_str(": ")?;
        f.write_str(reason)
    }
}

/// Writes without control characters.
struct Escaped<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            c if c.is_control() => write!(self.0, "{}", c.escape_default()),
            c => self.0.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_line_whatever_it_holds() {
        let request = Request {
            path: "/a\nb".to_owned(),
            query: "c\r=secret&\u{1b}[2Jd&&e=é".to_owned(),
            ..Request::default()
        };
        let reason = Some("`x\ty` is no é".to_owned());
        let answer = Answer { status: 404, reason, ..Answer::default() };
        let entry = LogEntry { request: &request, answer: &answer };
        let expected = r"GET /a\nb?c\r&\u{1b}[2Jd&e 404: `x\ty` is no é";
        assert_eq!(entry.to_string(), expected);
    }
}
