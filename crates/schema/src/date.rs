//! How a moment is written on the wire: the `x-date` extension, else the date formats of JSON Schema.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::Value;

use crate::schema::Schema;
use crate::types::Type;

/// The way one schema writes moments.
#[derive(Debug, Clone, PartialEq)]
pub struct DateFormat {
    form: Form,
    /// Whether the schema takes numbers and no text.
    numeric: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Form {
    Rfc3339,
    Day,
    Strftime { format: String, zone: TimeZone },
    Milliseconds,
    Seconds,
}

impl DateFormat {
    /// Reads `x-date`, else `format: date-time` or `date`; `None` where neither is usable.
    pub fn of(schema: &Schema) -> Option<Self> {
        let form = match schema.annotation("x-date") {
            Some(declared) => form(declared)?,
            None => match schema.annotation("format")?.as_str()? {
                "date-time" => Form::Rfc3339,
                "date" => Form::Day,
                _ => return None,
            },
        };
        let types = schema.types();
        let numeric = types.admits(Type::Integer) && !types.admits(Type::String);
        let seconds = matches!(form, Form::Milliseconds | Form::Seconds);
        Some(Self { form, numeric: numeric || seconds && types.admits(Type::Integer) })
    }

    /// Tells whether a value of `x-date` means something.
    pub fn is_readable(declared: &Value) -> bool {
        form(declared).is_some()
    }

    /// Reads what [`DateFormat::write`] wrote, as exactly as it is written; `None` for anything else.
    pub fn read(&self, written: &Value) -> Option<Timestamp> {
        let text = match written {
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            _ => return None,
        };
        match &self.form {
            Form::Rfc3339 => text.parse().ok(),
            Form::Day => Some(text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp()),
            Form::Milliseconds => Timestamp::from_millisecond(text.parse().ok()?).ok(),
            Form::Seconds => Timestamp::from_second(text.parse().ok()?).ok(),
            Form::Strftime { format, zone } => {
                let parsed = strtime::parse(format, &*text).ok()?;
                parsed.to_timestamp().ok().or_else(|| {
                    let start = |date: Date| date.to_datetime(jiff::civil::Time::midnight());
                    let local = parsed.to_datetime().or_else(|_| parsed.to_date().map(start));
                    Some(local.ok()?.to_zoned(zone.clone()).ok()?.timestamp())
                })
            }
        }
    }

    /// Writes a moment; a number where the schema takes numbers.
    pub fn write(&self, moment: Timestamp) -> Value {
        let text = match &self.form {
            Form::Rfc3339 => moment.to_string(),
            Form::Day => moment.to_zoned(TimeZone::UTC).date().to_string(),
            Form::Milliseconds => moment.as_millisecond().to_string(),
            Form::Seconds => moment.as_second().to_string(),
            // `form` has tried the format; a moment it cannot write does not exist.
            Form::Strftime { format, zone } => {
                formatted(format, &moment.to_zoned(zone.clone())).unwrap_or_default()
            }
        };
        match text.parse::<i64>() {
            Ok(number) if self.numeric => Value::from(number),
            _ => Value::String(text),
        }
    }
}

fn form(declared: &Value) -> Option<Form> {
    let (format, zone) = match declared {
        Value::String(format) => (format.as_str(), None),
        Value::Object(object) => (
            object.get("format")?.as_str()?,
            object.get("zone").map(|zone| zone.as_str().unwrap_or_default()),
        ),
        _ => return None,
    };
    let zone = zone.map_or(Some(TimeZone::UTC), |name| TimeZone::get(name).ok())?;
    match format {
        "epoch-ms" => Some(Form::Milliseconds),
        "epoch-s" => Some(Form::Seconds),
        _ => {
            // Without a directive it is a misspelt name.
            format.contains('%').then_some(())?;
            formatted(format, &Timestamp::UNIX_EPOCH.to_zoned(zone.clone()))?;
            Some(Form::Strftime { format: format.to_owned(), zone })
        }
    }
}

fn formatted(format: &str, moment: &Zoned) -> Option<String> {
    strtime::format(format, moment).ok()
}
