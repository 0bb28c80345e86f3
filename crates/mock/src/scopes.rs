//! All scopes: the one that everybody shares, and those that clients named.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use counterpart_exchange::Request;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use indexmap::IndexMap;

use crate::lock::{read, write};
use crate::memory::Full;
use crate::scope::Scope;

/// The header that names a scope.
pub(crate) const HEADER: &str = "x-counterpart-scope";
/// The cookie that names a scope, where there is no header.
pub(crate) const NAME_OF_COOKIE: &str = "counterpart-scope";
/// The bytes of a name: enough for the path of a test.
const MAX_NAME: usize = 256;

/// The scopes, and when each was used last.
#[derive(Debug)]
pub(crate) struct Scopes {
    pub(crate) base: Arc<Scope>,
    named: RwLock<IndexMap<String, Named>>,
    most: usize,
    /// Counts the uses, so that the longest unused is known without a clock.
    turn: AtomicU64,
}

#[derive(Debug)]
struct Named {
    scope: Arc<Scope>,
    used: AtomicU64,
}

/// A name that no scope can have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the scope's name is not text of 1 to {MAX_NAME} bytes")]
pub(crate) struct BadName;

impl Scopes {
    pub(crate) fn new(base: Scope, most: usize) -> Self {
        let named = RwLock::default();
        Self { base: Arc::new(base), named, most: most.max(1), turn: AtomicU64::new(0) }
    }

    /// Finds the scope that a request names, and takes the name out of it: documents do not see it. A scope that is new starts with what the shared one remembers.
    pub(crate) fn of(&self, request: &mut Request) -> Result<Arc<Scope>, BadName> {
        match named_by(&mut request.headers)? {
            None => Ok(Arc::clone(&self.base)),
            Some(name) => Ok(self.named(&name)),
        }
    }

    /// Finds a scope, or begins it.
    pub(crate) fn named(&self, name: &str) -> Arc<Scope> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        if let Some(known) = read(&self.named).get(name) {
            known.used.store(turn, Ordering::Relaxed);
            return Arc::clone(&known.scope);
        }
        let mut named = write(&self.named);
        if let Some(known) = named.get(name) {
            return Arc::clone(&known.scope);
        }
        while named.len() >= self.most {
            drop_oldest(&mut named, |_| true);
        }
        let scope = Arc::new(self.base.fork(name));
        let used = AtomicU64::new(turn);
        named.insert(name.to_owned(), Named { scope: Arc::clone(&scope), used });
        scope
    }

    /// Makes room: drops the named scope, but for `keep`, that holds anything and was not used for the longest time; tells whether there was one.
    ///
    /// Drops none where all of them would not make enough: nobody would gain by it.
    pub(crate) fn make_room(&self, keep: &Scope, Full { missing }: Full) -> bool {
        let mut named = write(&self.named);
        let holds = |scope: &Scope| if scope.name == keep.name { 0 } else { scope.holds() };
        let all = named.values().map(|named| holds(&named.scope)).sum::<usize>();
        all >= missing && drop_oldest(&mut named, |scope| holds(scope) > 0)
    }

    /// Lists the named scopes in the order in which they began.
    pub(crate) fn list(&self) -> Vec<Arc<Scope>> {
        read(&self.named).values().map(|named| Arc::clone(&named.scope)).collect()
    }

    /// Drops a named scope; tells whether there was one.
    pub(crate) fn remove(&self, name: &str) -> bool {
        write(&self.named).shift_remove(name).is_some()
    }

    /// Drops all named scopes.
    pub(crate) fn clear(&self) {
        write(&self.named).clear();
    }
}

fn drop_oldest(named: &mut IndexMap<String, Named>, may: impl Fn(&Scope) -> bool) -> bool {
    let may = named.values().enumerate().filter(|(_, named)| may(&named.scope));
    let oldest = may.min_by_key(|(_, named)| named.used.load(Ordering::Relaxed));
    let Some((index, _)) = oldest else { return false };
    named.shift_remove_index(index).is_some()
}

/// Takes the name of a scope out of headers: that of the header, else that of the cookie; an empty one is none.
pub(crate) fn named_by(headers: &mut HeaderMap) -> Result<Option<String>, BadName> {
    let header = headers.remove(HEADER);
    let cookie = if headers.contains_key(COOKIE) { cookie(headers) } else { None };
    let Some(name) = header.or(cookie) else { return Ok(None) };
    let name = std::str::from_utf8(name.as_bytes()).map_err(|_| BadName)?.trim();
    match name.len() {
        0 => Ok(None),
        1..=MAX_NAME => Ok(Some(name.to_owned())),
        _ => Err(BadName),
    }
}

/// Takes our cookie out of those that were sent; the others stay as they are, byte for byte.
fn cookie(headers: &mut HeaderMap) -> Option<HeaderValue> {
    let ours = |pair: &[u8]| {
        let value = pair.trim_ascii().strip_prefix(NAME_OF_COOKIE.as_bytes());
        HeaderValue::from_bytes(value?.strip_prefix(b"=")?.trim_ascii()).ok()
    };
    let sent: Vec<_> = headers.get_all(COOKIE).iter().cloned().collect();
    let pairs = || sent.iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    let name = pairs().find_map(ours)?;
    let others = pairs().filter(|pair| ours(pair).is_none()).map(<[u8]>::trim_ascii);
    let others = others.filter(|pair| !pair.is_empty()).collect::<Vec<_>>().join(&b"; "[..]);
    headers.remove(COOKIE);
    if let Ok(others) = HeaderValue::from_bytes(&others)
        && !others.is_empty()
    {
        headers.insert(COOKIE, others);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_taken_out() {
        let long = "x".repeat(MAX_NAME + 1);
        for (sent, expected, left) in [
            ("x-counterpart-scope: a b", Ok(Some("a b")), ""),
            ("X-Counterpart-Scope: a\ncookie: counterpart-scope=b", Ok(Some("a")), ""),
            ("cookie: a=1; counterpart-scope=t1; b=2", Ok(Some("t1")), "a=1; b=2"),
            ("cookie: a=1", Ok(None), "a=1"),
            ("x-counterpart-scope:", Ok(None), ""),
            (&format!("x-counterpart-scope: {long}"), Err(BadName), ""),
            ("x-counterpart-scope: é", Ok(Some("é")), ""),
            ("cookie: counterpart-scope=; a=1", Ok(None), "a=1"),
            ("cookie: a=1\ncookie: b=2; counterpart-scope=t1", Ok(Some("t1")), "a=1; b=2"),
            ("x-counterpart-scope: a\ncookie: a=é; counterpart-scope=b", Ok(Some("a")), "a=é"),
        ] {
            let mut headers = HeaderMap::new();
            for line in sent.lines() {
                let (name, value) = line.split_once(':').unwrap();
                let name: http::HeaderName = name.parse().unwrap();
                headers.append(name, HeaderValue::from_bytes(value.trim().as_bytes()).unwrap());
            }
            let name = named_by(&mut headers);
            assert_eq!(name, expected.map(|name| name.map(str::to_owned)), "{sent}");
            let cookie = headers.get(COOKIE).map_or(&b""[..], HeaderValue::as_bytes);
            let cookie = std::str::from_utf8(cookie).unwrap();
            assert_eq!((cookie, headers.contains_key(HEADER)), (left, false), "{sent}");
        }
    }
}
