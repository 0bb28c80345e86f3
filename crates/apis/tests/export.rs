//! The files in `openapi/` are what the crate exports, and nothing the reading of the pages found is lost.

use counterpart_apis::{Document, documents};

/// The numbered contradictions and gaps of the pages, by the file that has to speak of them.
const FINDINGS: [(&str, &str, usize); 4] = [
    ("brilliant-directories.yaml", "BD", 21),
    ("brokerstar-chat.yaml", "BS", 28),
    ("chat-messages.yaml", "AD", 17),
    ("chatbot-threads.yaml", "CB", 16),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "the exported files are what is tested")]
fn the_files_are_current() {
    for document in documents() {
        let path = format!("{}/../../openapi/{}", env!("CARGO_MANIFEST_DIR"), document.file_name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text == document.to_yaml(), "{path} is stale: run `cargo xtask openapi`");
    }
}

#[test]
fn the_bytes_are_stable() {
    let texts = || documents().iter().map(Document::to_yaml).collect::<Vec<_>>();
    assert_eq!(texts(), texts());
}

#[test]
fn every_finding_is_noted() {
    let documents = documents();
    assert_eq!(documents.len(), FINDINGS.len());
    for (document, (file_name, prefix, count)) in documents.iter().zip(FINDINGS) {
        assert_eq!(document.file_name, file_name);
        let text = document.value().to_string();
        for number in 1..=count {
            let id = format!(r#""id":"{prefix}-{number}""#);
            assert!(text.contains(&id), "{file_name} does not speak of {prefix}-{number}");
        }
        let beyond = format!(r#""id":"{prefix}-{}""#, count + 1);
        assert!(!text.contains(&beyond), "{file_name} speaks of more than is listed here");
    }
}

#[test]
fn no_alternative_contradicts_itself() {
    for document in documents() {
        let text = document.value().to_string();
        assert!(!text.contains("allOf"), "{} holds a leftover of utoipa", document.file_name);
    }
}
