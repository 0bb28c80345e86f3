//! What one caller made is not another's, as a test of a Rust program asks it.

use counterpart::contract::{Check, Suite};
use counterpart_planted::{API_KEY, DOCUMENT, Defect, Defects, TOKENS, router};

use super::desk::paused;

#[test]
fn a_second_caller_tries_what_belongs_to_the_first() {
    let found = |defects: Defects, other: Option<&str>| {
        let suite =
            Suite::from_text(DOCUMENT).against(router(defects)).cases(1).include("tag:drafts");
        let suite = suite.bearer(TOKENS[0]).api_key(API_KEY);
        let suite = other.into_iter().fold(suite, Suite::other_bearer);
        let report = paused().block_on(suite.run()).unwrap();
        let named = report.findings().iter().map(|f| (f.check, f.operation.clone()));
        named.collect::<Vec<_>>()
    };
    let shown = Defects::from(Defect::DraftShownToOthers);
    let expected = (Check::ObjectAccess, "GET /drafts/{draftId}".to_owned());
    assert_eq!(found(shown, Some(TOKENS[1])), [expected]);
    assert_eq!(found(Defects::NONE, Some(TOKENS[1])), []);
    // Alone, nobody can tell.
    assert_eq!(found(shown, None), []);
    let unread = paused().block_on(Suite::from_text("openapi: [").run()).unwrap_err();
    assert!(unread.to_string().contains("openapi.yaml"), "{unread}");
}
