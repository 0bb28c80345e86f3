//! What flags and the configuration say in few signs: times, sizes, parts of a run, reports.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use counterpart_mock::duration;
use serde::{Deserialize, Deserializer, de};

/// Longer times are a slip of the pen, and more than clocks can be moved by.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// A time as people write it: `800ms`, `30s`, `5m`, `2h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time(pub(crate) Duration);

/// A number of bytes: `65536`, `64KiB`, `16MiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) usize);

/// One part of a run of several: `2/4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard(pub(crate) usize, pub(crate) usize);

/// A report that is to be written: `junit=report.xml`, or `github` to standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportTo {
    pub(crate) format: ReportFormat,
    /// Where to; nowhere for standard output.
    pub(crate) path: Option<PathBuf>,
}

/// The formats of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportFormat {
    /// One that is written from what was found.
    Whole(counterpart_report::Format),
    /// The calls, while they are made.
    Har,
    /// The events, while they come.
    Ndjson,
}

impl FromStr for Time {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = duration(text, None).filter(|time| *time <= LONGEST);
        time.map(Self).ok_or("expected a time such as `800ms`, `30s`, `5m` or `2h`")
    }
}

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
        let found = units.iter().find_map(|(unit, size)| Some((text.strip_suffix(unit)?, *size)));
        let (number, size) = found.unwrap_or((text, 1));
        let bytes = number.trim().parse().ok().and_then(|number: usize| number.checked_mul(size));
        bytes.map(Self).ok_or("expected a number of bytes such as `1048576`, `64KiB` or `16MiB`")
    }
}

impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        let part = numbers.filter(|(i, n)| (1..=*n).contains(i)).map(|(i, n)| Self(i, n));
        part.ok_or("expected a part such as `2/4`: the second of four")
    }
}

impl FromStr for ReportTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, path) = text.split_once('=').unwrap_or((text, ""));
        let known = ReportFormat::ALL.into_iter().find(|known| known.name() == name);
        let format = known.ok_or_else(|| {
            let names: Vec<_> = ReportFormat::ALL.iter().map(|known| known.name()).collect();
            format!("expected one of {} and a file, such as `json=report.json`", names.join(", "))
        })?;
        let path = (!path.is_empty()).then(|| PathBuf::from(path));
        if path.is_none() && format != ReportFormat::GITHUB {
            return Err(format!("expected a file, such as `{name}=report.{name}`"));
        }
        Ok(Self { format, path })
    }
}

impl ReportTo {
    /// Tells whether it is written from what was found, after the run.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.format, ReportFormat::Whole(_))
    }
}

impl ReportFormat {
    /// What a workflow reads from standard output.
    const GITHUB: Self = Self::Whole(counterpart_report::Format::Github);

    /// Lists all formats.
    const ALL: [Self; 7] = [
        Self::Whole(counterpart_report::Format::Json),
        Self::Whole(counterpart_report::Format::Junit),
        Self::Whole(counterpart_report::Format::Html),
        Self::Whole(counterpart_report::Format::Sarif),
        Self::GITHUB,
        Self::Har,
        Self::Ndjson,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Whole(format) => format.name(),
            Self::Har => "har",
            Self::Ndjson => "ndjson",
        }
    }
}

/// Reads a number that is not zero.
pub(super) fn above_zero<N: FromStr>(text: &str) -> Result<N, &'static str> {
    text.parse().map_err(|_| "expected a whole number above 0")
}

/// Reads a value of the configuration as the flag of the same name does.
pub(super) fn text<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(from)?.parse().map(Some).map_err(de::Error::custom)
}

/// Reads a list of values of the configuration as the flag of the same name does.
pub(super) fn texts<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let read = |text: &String| {
        text.parse().map_err(|error| de::Error::custom(format!("`{text}`: {error}")))
    };
    Vec::<String>::deserialize(from)?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read() {
        for (text, expected) in [
            ("800ms", Some(800)),
            ("1.5s", Some(1500)),
            ("2 m", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("30", None),
            ("-1s", None),
            ("99999999999999h", None),
            ("s", None),
        ] {
            let read = text.parse().ok().map(|Time(time)| time.as_millis());
            assert_eq!(read, expected, "{text}");
        }
        for (text, expected) in [
            ("17", Some(17)),
            ("64KiB", Some(65_536)),
            ("16 MiB", Some(16_777_216)),
            ("2GiB", Some(2_147_483_648)),
            ("99999999999999GiB", None),
            ("-1", None),
            ("1MB", None),
            ("", None),
        ] {
            assert_eq!(text.parse().ok().map(|Size(bytes)| bytes), expected, "{text}");
        }
        for (text, expected) in
            [("1/1", true), ("4/4", true), ("0/4", false), ("5/4", false), ("2", false)]
        {
            assert_eq!(text.parse::<Shard>().is_ok(), expected, "{text}");
        }
        for (text, expected) in [
            ("json=a.json", true),
            ("github", true),
            ("github=a", true),
            ("json", false),
            ("xml=a", false),
        ] {
            assert_eq!(text.parse::<ReportTo>().is_ok(), expected, "{text}");
        }
    }
}
