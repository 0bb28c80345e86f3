//! The formats of numbers, which are bounds (OpenAPI Format Registry: `int8` to `uint64`).

use serde_json::{Map, Number, Value};

/// Narrows the bounds of a schema to those of its format; they say nothing of anything but numbers.
pub(crate) fn bound(format: &str, schema: &mut Map<String, Value>) {
    let (low, high): (i64, u64) = match format {
        "int8" => (i8::MIN.into(), i8::MAX as u64),
        "int16" => (i16::MIN.into(), i16::MAX as u64),
        "int32" => (i32::MIN.into(), i32::MAX as u64),
        "int64" => (i64::MIN, i64::MAX as u64),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX),
        _ => return,
    };
    narrow(schema, "minimum", low.into(), |written, low| written >= low);
    narrow(schema, "maximum", high.into(), |written, high| written <= high);
}

fn narrow(
    schema: &mut Map<String, Value>,
    keyword: &str,
    limit: Number,
    narrower: fn(f64, f64) -> bool,
) {
    let written = schema.get(keyword).and_then(Value::as_f64);
    if !written.zip(limit.as_f64()).is_some_and(|(written, limit)| narrower(written, limit)) {
        schema.insert(keyword.to_owned(), limit.into());
    }
}
