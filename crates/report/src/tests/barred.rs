//! What kept a run from testing anything.

use super::build;
use crate::Barred;

#[test]
fn what_bars_a_run_is_read_off_the_statuses() {
    for (statuses, expected) in [
        (&[("401", 8), ("404", 3)][..], Some(Barred::Credentials)),
        (&[("403", 2), ("404", 3), ("405", 1)], Some(Barred::Address)),
        (&[("301", 2)], Some(Barred::Elsewhere)),
        (&[("400", 5), ("401", 4)], Some(Barred::Refused)),
        (&[("none", 5)], Some(Barred::Refused)),
    ] {
        let mut report = build::report(&build::run());
        assert_eq!(report.barred(), None, "two operations succeeded");
        report.summary.succeeded = 0;
        report.operations.truncate(1);
        report.operations[0].statuses =
            statuses.iter().map(|(status, count)| ((*status).to_owned(), *count)).collect();
        assert_eq!(report.barred(), expected, "{statuses:?}");
        report.summary.stopped = Some("it was interrupted".to_owned());
        assert_eq!(report.barred(), None, "it ended early");
        report.summary.stopped = None;
        report.summary.cases = 0;
        assert_eq!(report.barred(), None, "nothing was called");
    }
}
