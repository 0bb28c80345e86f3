//! What is wrong with a document, found by looking at all of it.
