//! The same seed finds the same, however many workers there are.

use counterpart::contract::Settings;

use super::desk::{DEFECTS, settings, whole};

#[test]
fn any_number_of_workers_finds_the_same() {
    let found = |workers| {
        let report = whole(DEFECTS.into_iter().collect(), Settings { workers, ..settings() });
        let findings = serde_json::to_string_pretty(&report.findings).unwrap();
        (report.summary.calls, report.summary.unconfirmed, findings)
    };
    let one = found(1);
    for workers in [2, 8] {
        let many = found(workers);
        assert_eq!((many.0, &many.1), (one.0, &one.1), "{workers} workers");
        for (ours, theirs) in one.2.lines().zip(many.2.lines()) {
            assert_eq!(ours, theirs, "{workers} workers");
        }
        assert_eq!(one.2, many.2, "{workers} workers");
    }
}
