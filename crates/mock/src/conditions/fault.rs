//! What goes wrong instead of an answer, and how often.

use std::str::FromStr;

use rand::RngExt;

use counterpart_generate::Rng;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The server answers with this status of failure, without doing anything.
    Status(u16),
    /// The connection is closed without an answer.
    Reset,
    /// There is no answer for a minute, then the connection is closed.
    Timeout,
    /// The answer breaks off in the middle of its body, and the connection is closed.
    Truncated,
    /// The second half of the body is bytes that mean nothing.
    Garbage,
}

/// A fault, and the share of requests that it strikes: `2%:503`, `reset` for all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// From 0 to 1.
    share: f64,
    kind: FaultKind,
}

impl FromStr for FaultKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "reset" => Ok(Self::Reset),
            "timeout" => Ok(Self::Timeout),
            "truncated" => Ok(Self::Truncated),
            "garbage" => Ok(Self::Garbage),
            _ => {
                let status = text.parse().ok().filter(|status| (400..600).contains(status));
                status.map(Self::Status).ok_or_else(|| {
                    format!(
                        "`{text}` is no fault; expected a status from 400 to 599, `reset`, `timeout`, `truncated` or `garbage`"
                    )
                })
            }
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((share, kind)) = text.split_once(':') else {
            return Ok(Self { share: 1.0, kind: text.trim().parse()? });
        };
        let percent: Option<f64> = share.trim().strip_suffix('%').and_then(|n| n.parse().ok());
        let percent =
            percent.filter(|percent| (0.0..=100.0).contains(percent)).ok_or_else(|| {
                format!("`{share}` is no share of requests; expected one from `0%` to `100%`")
            })?;
        Ok(Self { share: percent / 100.0, kind: kind.trim().parse()? })
    }
}

impl Fault {
    /// Strikes always.
    pub fn always(kind: FaultKind) -> Self {
        Self { share: 1.0, kind }
    }

    /// Draws which of some faults strikes, if any: at most one, each with its share.
    pub(super) fn draw(faults: &[Self], rng: &mut Rng) -> Option<FaultKind> {
        if faults.is_empty() {
            return None;
        }
        let mut left: f64 = rng.random();
        faults.iter().find_map(|fault| {
            let strikes = left < fault.share;
            left -= fault.share;
            strikes.then_some(fault.kind)
        })
    }
}
