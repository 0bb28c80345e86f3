#[test]
fn probe() {
    use serde_json::json;
    use std::sync::Arc;
    for s in [
        json!({ "type": "integer", "minimum": 9_223_372_036_854_775_807_u64, "maximum": 9_223_372_036_854_775_900_u64 }),
        json!({"type":"integer","minimum":-9223372036854775808_i64,"maximum":9223372036854776000.0}),
    ] {
        let schemas = crate::Schemas::new(Arc::new(json!({"a": s})));
        let a = schemas.at(&counterpart_spec::Pointer::root().join("a")).unwrap();
        println!("{:?}", a.shape(crate::Direction::Response));
    }
}
